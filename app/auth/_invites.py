"""Invites: a link that makes one person, whose e-mail is known, a member of one team, once.

An invite is as good as whoever gave it: when the inviter leaves the team or loses the role to give it, its link
stops working. The mailed link carries a proof that it came by mail; the one that is shown to the inviter does not,
so that nobody can prove an e-mail address by inviting it.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session as Unit
from sqlmodel import and_, col, func, or_, select, update

from app import audit, config, db, mail, paging
from app.actor import Actor, Role
from app.auth import _invite_links, _letters, _people, _standing
from app.auth._team_shapes import InviteCard, InviteView, NewInvite
from app.errors import Conflict, NotFound, TooMany
from app.models import Invite, Membership, Person, Team, utc_now
from app.paging import Page

HOUR_SECONDS = 3_600


def invite(actor: Actor, *, email: str, role: Role) -> NewInvite:
    """Invite somebody into the actor's team and mail the link; an earlier invite of the same e-mail ends.

    Raises Forbidden below admin or for a role above one's own, InvalidInput, Conflict for a member, TooMany.
    """
    email = _people.clean_email(email)
    link, mailed_link, token_hash = _invite_links.make()
    with db.uow(actor) as unit:
        actor = _standing.as_of_now(unit, actor)
        _standing.check_grant(actor, role)
        now = utc_now()
        _check_rate(unit, now)
        _check_newcomer(unit, email)
        _end_earlier(unit, actor, email, now)
        team, inviter = unit.get_one(Team, actor.team_id), unit.get_one(Person, actor.person_id)
        row = Invite(
            team_id=team.id,
            email=email,
            role=role.value,
            invited_by=inviter.id,
            token_hash=token_hash,
            created_at=now,
            expires_at=now + timedelta(days=config.limits().invite_days),
        )
        unit.add(row)
        told = _letters.invite(mailed_link, team=team.name, inviter=inviter.name, role=role.value)
        is_mailed = mail.post(unit, to=email, subject=told.subject, text=told.text)
        audit.record(
            unit,
            actor,
            "member.invited",
            subject_id=row.id,
            facts={"role": role.value},
            personal={"email": email},
        )
    return NewInvite(invite=_card(row, inviter), link=link, is_mailed=is_mailed)


def list_invites(actor: Actor, *, cursor: str = "", limit: int = 0) -> Page[InviteCard]:
    """The invites of the actor's team that can still be accepted, newest first. Raises Forbidden below admin."""
    actor.require(Role.ADMIN)
    size = paging.size_of(limit)
    statement = usable(utc_now()).order_by(col(Invite.id).desc()).limit(size + 1)
    for last in paging.position_in(cursor, parts=1):
        statement = statement.where(Invite.id < last)
    with db.uow(actor, read_only=True) as unit:
        found = list(unit.exec(statement).all())
    return paging.page_of(
        found, size, card=lambda row: _card(row[0], row[2]), position=lambda row: (row[0].id,)
    )


def revoke_invite(actor: Actor, invite_id: str) -> None:
    """Take an invite back: its link stops working. Raises Forbidden below admin or for a role above one's own,
    NotFound."""
    with db.uow(actor) as unit:
        actor = _standing.as_of_now(unit, actor)
        actor.require(Role.ADMIN)
        found = unit.exec(usable(utc_now()).where(Invite.id == invite_id)).first()
        if found is None:
            raise NotFound("There is no such invite.")
        row = found[0]
        _standing.check_grant(actor, Role(row.role))
        _revoke(unit, actor, row, utc_now())


def invite_of(token: str) -> InviteView:
    """What a link invites to. Raises NotFound for one that does not work (any more)."""
    with db.uow(Actor.system("invite"), read_only=True) as unit:
        row, team, inviter = by_token(unit, token)
        account = unit.exec(select(Person.id).where(Person.email == row.email)).first()
    return InviteView(
        team_name=team.name,
        email=row.email,
        role=Role(row.role),
        inviter_name=inviter.name,
        has_account=account is not None,
    )


def by_token(unit: Unit, token: str) -> tuple[Invite, Team, Person]:
    """Inside the platform's unit of work: the invite that a link opens, its team and its inviter. Raises NotFound."""
    statement = usable(utc_now()).where(Invite.token_hash == _invite_links.hash_of(token))
    found = unit.exec(statement.execution_options(populate_existing=True)).first()
    if found is None:
        raise _invite_links.dead()
    return found[0], found[1], found[2]


# The statement's type is a tuple of three models, which the type of select() cannot spell.
def usable(now: datetime) -> Any:
    """The statement for invites that can be accepted now: invite, team and inviter."""
    inviter_may_give_it = or_(
        Membership.role == Role.OWNER.value,
        and_(Membership.role == Role.ADMIN.value, col(Invite.role) != Role.OWNER.value),
    )
    return (
        select(Invite, Team, Person)
        .join(Team, col(Team.id) == Invite.team_id)
        .join(Person, col(Person.id) == Invite.invited_by)
        .join(
            Membership,
            and_(col(Membership.team_id) == Invite.team_id, col(Membership.person_id) == Invite.invited_by),
        )
        .where(
            col(Invite.accepted_at).is_(None),
            col(Invite.revoked_at).is_(None),
            col(Invite.expires_at) > now,
            col(Person.disabled_at).is_(None),
            inviter_may_give_it,
        )
    )


def erase_invites(unit: Unit, email: str) -> None:
    """Inside the platform's unit of work: delete all invites of an e-mail, and take it out of their audit."""
    for row in unit.exec(select(Invite).where(Invite.email == email)).all():
        audit.erase_person(unit, row.id)
        unit.delete(row)


def _check_rate(unit: Unit, now: datetime) -> None:
    since = now - timedelta(seconds=HOUR_SECONDS)
    count, oldest = unit.exec(
        select(func.count(), func.min(Invite.created_at)).where(Invite.created_at > since)
    ).one()
    if count >= config.limits().invites_an_hour:
        raise TooMany(
            "This team has invited many people within the hour.",
            what_to_do="Invite the others later.",
            retry_after_seconds=max(1.0, (oldest - since).total_seconds()),
        )


def _check_newcomer(unit: Unit, email: str) -> None:
    statement = (
        select(Person.name)
        .join(Membership, col(Membership.person_id) == Person.id)
        .where(Person.email == email)
    )
    name = unit.exec(statement).first()
    if name is not None:
        raise Conflict(
            f"{name} is a member of this team already.",
            what_to_do="Change the role in the list of members if it should be another.",
        )


def _end_earlier(unit: Unit, actor: Actor, email: str, now: datetime) -> None:
    for row, _, _ in unit.exec(usable(now).where(Invite.email == email)).all():
        if actor.role is None or not actor.role.reaches(Role(row.role)):
            raise Conflict(
                "This address has an invite with a role above yours already.",
                what_to_do="Ask an owner to take it back before.",
            )
        _revoke(unit, actor, row, now)


def _revoke(unit: Unit, actor: Actor, row: Invite, now: datetime) -> None:
    unit.exec(
        update(Invite)
        .where(col(Invite.id) == row.id, col(Invite.accepted_at).is_(None))
        .values(revoked_at=now)
    )
    audit.record(unit, actor, "member.invite_revoked", subject_id=row.id, personal={"email": row.email})


def _card(row: Invite, inviter: Person) -> InviteCard:
    return InviteCard(
        id=row.id,
        email=row.email,
        role=Role(row.role),
        inviter_id=inviter.id,
        inviter_name=inviter.name,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
