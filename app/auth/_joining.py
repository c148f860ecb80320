"""Joining a team with an invite's link: as somebody new, with an account, or as who is signed in."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session as Unit
from sqlmodel import col, select, update

from app import audit, db
from app.actor import Actor, Role
from app.auth import (
    _invite_links,
    _invites,
    _passwords,
    _people,
    _sessions,
    _standing,
    _teams,
    _throttle,
    _tokens,
)
from app.auth._confirming import require_person
from app.auth._shapes import NewSession, NewTokens
from app.auth._team_shapes import InviteView, TeamCard
from app.errors import Conflict, Forbidden, NotSignedIn
from app.models import Invite, Membership, Person, Team, utc_now
from app.telemetry import logger

log = logger(__name__)
Made = TypeVar("Made", NewSession, NewTokens)


def accept_invite(token: str, *, name: str, password: str, address: str, user_agent: str) -> NewSession:
    """Join with the link, and sign in. Without an account of this e-mail one is made with the name and password; with
    one, the password must be that account's, and the name is not used.

    Raises NotFound for a link that does not work (any more), InvalidInput, NotSignedIn for a wrong password, TooMany,
    Conflict for a member.
    """
    return _accept(token, name, password, begin=_sessions.begin, address=address, user_agent=user_agent)


def accept_invite_for_program(
    token: str, *, name: str, password: str, address: str, user_agent: str
) -> NewTokens:
    """Like `accept_invite`, for a program: tokens in the place of a cookie."""
    return _accept(token, name, password, begin=_tokens.begin, address=address, user_agent=user_agent)


def join(actor: Actor, token: str) -> TeamCard:
    """Join with the link as who is signed in. Raises NotFound, Forbidden for another e-mail than the invited one and
    for a key, Conflict for a member."""
    require_person(actor)
    with db.uow(Actor.system("invite")) as unit:
        invite, team = _used(unit, token)
        person = unit.get_one(Person, actor.person_id)
        if person.email != invite.email:
            raise Forbidden(
                f"This invite is for {invite.email}, and you are signed in as {person.email}.",
                what_to_do="Sign out and open the link again.",
            )
        _add_member(unit, actor, invite, person)
        card = _teams.card_of(unit, actor, team, Role(invite.role))
    log.info("invite_accepted", person_id=person.id, team_id=team.id, is_new=False)
    return card


def _accept(
    token: str, name: str, password: str, *, begin: Callable[..., Made], address: str, user_agent: str
) -> Made:
    view = _invites.invite_of(token)
    person = _known(view, password, address) if view.has_account else _newcomer(view, name, password)
    with db.uow(Actor.system("invite")) as unit:
        invite, team = _used(unit, token)
        if not view.has_account:
            _add_account(unit, person, team, is_verified=_invite_links.came_by_mail(token))
        _add_member(unit, Actor.anonymous("invite"), invite, person)
        made = begin(unit, person.id, team.id, address=address, user_agent=user_agent)
    log.info("invite_accepted", person_id=person.id, team_id=team.id, is_new=not view.has_account)
    return made


def _known(view: InviteView, password: str, address: str) -> Person:
    """The account of the invited e-mail, if the password is right."""
    _throttle.take_a_try(view.email, address)
    with db.uow(Actor.system("invite"), read_only=True) as unit:
        person = unit.exec(select(Person).where(Person.email == view.email)).first()
    is_right, _ = _passwords.verify(
        password[: _passwords.MAX_CHARACTERS + 1], person.password_hash if person else None
    )
    if person is None or not is_right or person.disabled_at is not None:
        raise NotSignedIn("The password is not right.", what_to_do="Try again, or reset it.")
    _throttle.forget_tries(view.email, address)
    return person


def _newcomer(view: InviteView, name: str, password: str) -> Person:
    name = _people.clean_name(name)
    _passwords.check_strength(password, about=(name, view.email, view.team_name))
    return Person(name=name, email=view.email, password_hash=_passwords.hash_password(password))


def _used(unit: Unit, token: str) -> tuple[Invite, Team]:
    """The invite, which nobody else can use from now on; its team is locked. Raises NotFound."""
    invite, team, _ = _invites.by_token(unit, token)
    _standing.lock_team(unit, team.id)
    # Only now is it sure that the invite was not used or taken back, and its inviter not removed, by somebody faster.
    invite, team, _ = _invites.by_token(unit, token)
    used = unit.exec(
        update(Invite)
        .where(
            col(Invite.id) == invite.id, col(Invite.accepted_at).is_(None), col(Invite.revoked_at).is_(None)
        )
        .values(accepted_at=utc_now())
    )
    if used.rowcount != 1:
        raise _invite_links.dead()
    return invite, team


def _add_account(unit: Unit, person: Person, team: Team, *, is_verified: bool) -> None:
    now = utc_now()
    person.password_changed_at = now
    person.email_verified_at = now if is_verified else None
    unit.add(person)
    try:
        unit.flush()
    except IntegrityError as exc:
        raise Conflict(
            "An account with this e-mail was made just now.", what_to_do="Open the link again."
        ) from exc
    audit.record(
        unit,
        Actor.anonymous("invite"),
        "person.signed_up",
        subject_id=person.id,
        facts={"email_is_verified": is_verified},
        personal={"name": person.name, "email": person.email},
        team_id=team.id,
        person_id=person.id,
    )


def _add_member(unit: Unit, actor: Actor, invite: Invite, person: Person) -> None:
    if unit.get(Membership, (invite.team_id, person.id)) is not None:
        raise Conflict("You are a member of this team already.", what_to_do="Sign in.")
    unit.add(Membership(team_id=invite.team_id, person_id=person.id, role=invite.role))
    audit.record(
        unit,
        actor,
        "member.joined",
        subject_id=person.id,
        facts={"role": invite.role, "invite": invite.id, "inviter": invite.invited_by},
        personal={"name": person.name, "email": person.email},
        team_id=invite.team_id,
        person_id=person.id,
    )
