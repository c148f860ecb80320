"""Who may do what to whom in a team: the rules about roles, in one place.

They are applied to the role that the database holds at the moment of the act, with the team locked, so that of two
people who take each other's role away one comes first and the other has no power left.
"""

from dataclasses import replace

from sqlmodel import Session as Unit
from sqlmodel import col, func, select

from app.actor import Actor, Role
from app.errors import Conflict, Forbidden, NotSignedIn
from app.models import Membership, Person, Team


def lock_team(unit: Unit, team_id: str, *, to_delete: bool = False) -> Team | None:
    """The team, whose members nobody else changes until the transaction ends; None when there is none.

    Only who deletes it keeps others from adding rows that refer to it.
    """
    locked = select(Team).where(Team.id == team_id).with_for_update(key_share=not to_delete)
    return unit.exec(locked.execution_options(populate_existing=True)).first()


def as_of_now(unit: Unit, actor: Actor, *, to_delete: bool = False) -> Actor:
    """The actor with the role of this moment, never a higher one than they came with; locks their team.

    Raises NotSignedIn for nobody, and for somebody who is not a member any more.
    """
    actor.require(Role.VIEWER)
    lock_team(unit, actor.team_id, to_delete=to_delete)
    found = unit.exec(select(Membership.role).where(Membership.person_id == actor.person_id)).first()
    if found is None:
        raise NotSignedIn("You are not a member of this team any more.", what_to_do="Sign in again.")
    today = Role(found)
    return replace(actor, role=today) if actor.role and actor.role.reaches(today) else actor


def check_grant(actor: Actor, role: Role) -> None:
    """Raises Forbidden for a role above the actor's own, and for an owner that a key would make."""
    actor.require(Role.ADMIN)
    if actor.role is None or not actor.role.reaches(role):
        raise Forbidden(
            f"You cannot give the role {role.value}: it is above your own.", what_to_do="Ask an owner."
        )
    _check_key(actor, role)


def check_power_over(actor: Actor, role: Role) -> None:
    """Raises Forbidden for somebody whose role is not below the actor's, unless the actor is an owner."""
    actor.require(Role.ADMIN)
    if actor.role is not Role.OWNER and role.reaches(Role.ADMIN):
        raise Forbidden(
            f"You cannot change somebody with the role {role.value}: it is not below your own.",
            what_to_do="Ask an owner.",
        )
    _check_key(actor, role)


def check_owner_remains(unit: Unit, person_id: str) -> None:
    """Inside a scoped unit of work that holds the team. Raises Conflict when nobody else owns the team."""
    others = (
        select(func.count())
        .select_from(Membership)
        .join(Person, col(Person.id) == Membership.person_id)
        .where(
            Membership.role == Role.OWNER.value,
            Membership.person_id != person_id,
            col(Person.disabled_at).is_(None),
        )
    )
    if unit.exec(others).one() == 0:
        raise Conflict(
            "This is the only owner of the team.", what_to_do="Make somebody else an owner before."
        )


def _check_key(actor: Actor, role: Role) -> None:
    if actor.key_id and role is Role.OWNER:
        raise Forbidden("An API key cannot make or change owners.", what_to_do="Sign in yourself.")
