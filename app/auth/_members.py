"""Members: who is in the team, with which role; leaving, removing, and giving the team to somebody else."""

from typing import Any

from sqlmodel import Session as Unit
from sqlmodel import col, func, select, tuple_, update

from app import audit, db, paging
from app.actor import Actor, Role
from app.auth import _standing
from app.auth._confirming import require_confirmed, require_person
from app.auth._sessions import publish_change
from app.auth._team_shapes import MemberCard
from app.errors import Conflict, NotFound
from app.models import ApiKey, Membership, Person, Session, utc_now
from app.paging import Page
from app.telemetry import logger

log = logger(__name__)


def list_members(actor: Actor, *, cursor: str = "", limit: int = 0) -> Page[MemberCard]:
    """The members of the actor's team, by name. Raises InvalidInput for a wrong cursor or limit."""
    actor.require(Role.VIEWER)
    size = paging.size_of(limit)
    position = paging.position_in(cursor, parts=2)
    # The database lowers letters its own way, so the place to go on from is its word for it.
    order = (func.lower(Person.name), col(Person.id))
    statement = _members().add_columns(order[0]).order_by(*order).limit(size + 1)
    if position:
        statement = statement.where(tuple_(*order) > position)
    with db.uow(actor, read_only=True) as unit:
        found = list(unit.exec(statement).all())
    return paging.page_of(
        found, size, card=lambda row: _card(row[0], row[1]), position=lambda row: (row[2], row[1].id)
    )


def get_member(actor: Actor, person_id: str) -> MemberCard:
    """One member of the actor's team. Raises NotFound."""
    actor.require(Role.VIEWER)
    with db.uow(actor, read_only=True) as unit:
        return _card(*_member(unit, person_id))


def change_role(actor: Actor, person_id: str, role: Role) -> MemberCard:
    """Give a member another role, at once everywhere.

    Nobody gives a role above their own, only owners change somebody whose role is not below theirs, and the last
    owner stays one. Raises Forbidden, NotFound, Conflict.
    """
    with db.uow(actor) as unit:
        actor = _standing.as_of_now(unit, actor)
        _standing.check_grant(actor, role)
        membership, person = _member(unit, person_id)
        before = Role(membership.role)
        _standing.check_power_over(actor, before)
        if before is role:
            return _card(membership, person)
        if before is Role.OWNER:
            _standing.check_owner_remains(unit, person_id)
        _give(unit, membership, role)
        audit.record(
            unit,
            actor,
            "member.role_changed",
            subject_id=person_id,
            facts={"from": before.value, "to": role.value},
            personal={"name": person.name},
        )
        return _card(membership, person)


def remove_member(actor: Actor, person_id: str) -> None:
    """Take somebody out of the team: sessions and keys there end at once. To remove oneself is to leave.

    Raises Forbidden, NotFound, Conflict for the last owner.
    """
    if person_id == actor.person_id:
        leave_team(actor)
        return
    with db.uow(actor) as unit:
        actor = _standing.as_of_now(unit, actor)
        actor.require(Role.ADMIN)
        membership, person = _member(unit, person_id)
        _standing.check_power_over(actor, Role(membership.role))
        _take_out(unit, actor, membership, person, act="member.removed")


def leave_team(actor: Actor) -> None:
    """Leave the actor's team: the person's sessions and keys there end at once, this one too.

    Raises Conflict for the last owner, Forbidden for a key.
    """
    require_person(actor)
    with db.uow(actor) as unit:
        actor = _standing.as_of_now(unit, actor)
        membership, person = _member(unit, actor.person_id)
        _take_out(unit, actor, membership, person, act="member.left")


def transfer_ownership(actor: Actor, person_id: str) -> MemberCard:
    """Make another member the owner and the actor an admin, in one step. Asks for a fresh password.

    Raises Forbidden for others than owners, NotFound, Conflict, ConfirmPassword.
    """
    with db.uow(actor) as unit:
        actor = _standing.as_of_now(unit, actor)
        actor.require(Role.OWNER)
        require_confirmed(actor)
        mine, _ = _member(unit, actor.person_id)
        theirs, person = _member(unit, person_id)
        if person_id == actor.person_id or person.disabled_at is not None:
            raise Conflict("The team needs another owner than that.", what_to_do="Choose another member.")
        _give(unit, theirs, Role.OWNER)
        _give(unit, mine, Role.ADMIN)
        audit.record(
            unit,
            actor,
            "team.ownership_transferred",
            subject_id=person_id,
            facts={"from": actor.person_id, "to": person_id},
            personal={"name": person.name},
        )
        return _card(theirs, person)


def _take_out(unit: Unit, actor: Actor, membership: Membership, person: Person, *, act: str) -> None:
    if membership.role == Role.OWNER.value:
        _standing.check_owner_remains(unit, person.id)
    unit.delete(membership)
    # Without these, what was opened before would be open again after somebody has come back.
    now = utc_now()
    unit.exec(
        update(Session)
        .where(
            col(Session.person_id) == person.id,
            col(Session.team_id) == actor.team_id,
            col(Session.revoked_at).is_(None),
        )
        .values(revoked_at=now)
    )
    unit.exec(
        update(ApiKey)
        .where(col(ApiKey.person_id) == person.id, col(ApiKey.revoked_at).is_(None))
        .values(revoked_at=now)
    )
    audit.record(
        unit,
        actor,
        act,
        subject_id=person.id,
        facts={"role": membership.role},
        personal={"name": person.name},
    )
    publish_change(person.id)
    log.info("member_gone", person_id=person.id, team_id=actor.team_id, act=act)


def _give(unit: Unit, membership: Membership, role: Role) -> None:
    membership.role = role.value
    unit.add(membership)
    publish_change(membership.person_id)


def _member(unit: Unit, person_id: str) -> tuple[Membership, Person]:
    found = unit.exec(_members().where(Membership.person_id == person_id)).first()
    if found is None:
        raise NotFound("There is no such member.")
    return found[0], found[1]


# The statement's type is a tuple that grows, which the type of select() cannot spell.
def _members() -> Any:
    return select(Membership, Person).join(Person, col(Person.id) == Membership.person_id)


def _card(membership: Membership, person: Person) -> MemberCard:
    return MemberCard(
        person_id=person.id,
        name=person.name,
        email=person.email,
        role=Role(membership.role),
        is_disabled=person.disabled_at is not None,
        joined_at=membership.created_at,
    )
