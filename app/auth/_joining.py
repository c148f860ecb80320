"""Joining a team with an invite's link: as somebody new, with an account, or as who is signed in."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session as Unit
from sqlmodel import col, update

from app import audit, db
from app.actor import Actor, Role
from app.auth import (
    _invite_links,
    _invites,
    _passwords,
    _people,
    _sessions,
    _signing_in,
    _standing,
    _teams,
    _tokens,
)
from app.auth._confirming import require_person
from app.auth._shapes import NewSession, NewTokens
from app.auth._team_shapes import InviteView, TeamCard
from app.errors import Conflict, Forbidden
from app.models import Invite, Membership, Person, Team, utc_now
from app.telemetry import logger

log = logger(__name__)
Made = TypeVar("Made", NewSession, NewTokens)


def accept_invite(
    token: str, *, name: str, password: str, address: str, user_agent: str, device: str = ""
) -> NewSession:
    """Join with the link, and sign in. Without an account of this e-mail one is made with the name and password; with
    one, the password must be that account's, and the name is not used.

    Raises NotFound for a link that does not work (any more), InvalidInput, NotSignedIn for a wrong password, TooMany,
    Conflict for a member.
    """
    where = {"address": address, "user_agent": user_agent}
    return _accept(token, name, password, _sessions.begin, device=device, **where)


def accept_invite_for_program(
    token: str, *, name: str, password: str, address: str, user_agent: str, device: str = ""
) -> NewTokens:
    """Like `accept_invite`, for a program: tokens in the place of a cookie."""
    where = {"address": address, "user_agent": user_agent}
    return _accept(token, name, password, _tokens.begin, device=device, **where)


def join(actor: Actor, token: str) -> TeamCard:
    """Join with the link as who is signed in. Raises NotFound, Forbidden for another e-mail than the invited one and
    for a key, Conflict for a member."""
    require_person(actor)
    with db.uow(Actor.system("invite")) as unit:
        invite = _used(unit, token)
        person = unit.get_one(Person, actor.person_id)
        if person.email != invite.email:
            raise Forbidden(
                f"This invite is for {invite.email}, and you are signed in as {person.email}.",
                what_to_do="Sign out and open the link again.",
            )
        _add_member(unit, actor, token, invite, person)
        return _teams.card_of(unit, actor, unit.get_one(Team, invite.team_id), Role(invite.role))


def _accept(
    token: str, name: str, password: str, begin: Callable[..., Made], *, device: str, **where: str
) -> Made:
    view = _invites.invite_of(token)
    if view.has_account:
        admitted = _signing_in.admit(view.email, password, address=where["address"], device=device)
        with db.uow(Actor.system("invite")) as unit:
            invite = _used(unit, token)
            person = _signing_in.still_admitted(unit, admitted)
            return _let_in(unit, token, invite, person, begin, **where)
    person = _newcomer(view, name, password)
    with db.uow(Actor.system("invite")) as unit:
        invite = _used(unit, token)
        _add_account(unit, invite, person, where["address"])
        return _let_in(unit, token, invite, person, begin, **where)


def _newcomer(view: InviteView, name: str, password: str) -> Person:
    name = _people.clean_name(name)
    _passwords.check_strength(password, about=(name, view.email, view.team_name))
    return Person(name=name, email=view.email, password_hash=_passwords.hash_password(password))


def _used(unit: Unit, token: str) -> Invite:
    """The invite, which nobody else can use from now on; its team is locked. Raises NotFound."""
    invite, team, _ = _invites.by_token(unit, token)
    _standing.lock_team(unit, team.id)
    # Only now is it sure that the invite was not used or taken back, and its inviter not removed, by somebody faster.
    invite, _, _ = _invites.by_token(unit, token)
    used = unit.exec(
        update(Invite)
        .where(
            col(Invite.id) == invite.id, col(Invite.accepted_at).is_(None), col(Invite.revoked_at).is_(None)
        )
        .values(accepted_at=utc_now())
    )
    if used.rowcount != 1:
        raise _invite_links.dead()
    return invite


def _add_account(unit: Unit, invite: Invite, person: Person, address: str) -> None:
    person.password_changed_at = utc_now()
    unit.add(person)
    try:
        unit.flush()
    except IntegrityError as exc:
        raise Conflict(
            "An account with this e-mail was made just now.", what_to_do="Open the link again."
        ) from exc
    audit.record(
        unit,
        _nobody(address),
        "person.signed_up",
        subject_id=person.id,
        personal={"name": person.name, "email": person.email},
        team_id=invite.team_id,
        person_id=person.id,
    )


def _let_in(
    unit: Unit, token: str, invite: Invite, person: Person, begin: Callable[..., Made], **where: str
) -> Made:
    made = begin(unit, person.id, invite.team_id, **where)
    _add_member(unit, _nobody(where["address"]), token, invite, person)
    _signing_in.record_sign_in(unit, person, invite.team_id, **where)
    return made


def _add_member(unit: Unit, actor: Actor, token: str, invite: Invite, person: Person) -> None:
    if unit.get(Membership, (invite.team_id, person.id)) is not None:
        raise Conflict("You are a member of this team already.", what_to_do="Sign in.")
    unit.add(Membership(team_id=invite.team_id, person_id=person.id, role=invite.role))
    came_by_mail = _invite_links.came_by_mail(token)
    if came_by_mail and person.email_verified_at is None:
        person.email_verified_at = utc_now()
        unit.add(person)
    audit.record(
        unit,
        actor,
        "member.joined",
        subject_id=person.id,
        facts={
            "role": invite.role,
            "invite": invite.id,
            "inviter": invite.invited_by,
            "email_is_verified": came_by_mail,
        },
        personal={"name": person.name, "email": person.email},
        team_id=invite.team_id,
        person_id=person.id,
    )
    log.info("member_joined", person_id=person.id, team_id=invite.team_id)


def _nobody(address: str) -> Actor:
    return replace(Actor.anonymous("invite"), address=address)
