"""The first door: the one-time set-up link that makes the owner."""

import hashlib
import secrets

from sqlmodel import Session as Unit
from sqlmodel import col, select, update

from app import audit, config, db
from app.actor import Actor, Role
from app.auth import _passwords, _people, _sessions
from app.auth._shapes import NewSession
from app.errors import Conflict, NotFound
from app.models import Membership, Person, SetupLink, Team, utc_now
from app.telemetry import logger

LINK = 1
log = logger(__name__)
_owner_seen: set[str] = set()


def has_owner() -> bool:
    """Whether somebody owns this installation. Yes is remembered, as it never becomes no."""
    database = config.settings().database
    if database not in _owner_seen:
        with db.uow(Actor.system("set-up"), read_only=True) as session:
            if (
                session.exec(select(Membership.person_id).where(Membership.role == Role.OWNER.value)).first()
                is None
            ):
                return False
        _owner_seen.add(database)
    return True


def setup_link(actor: Actor) -> str | None:
    """The one-time link that makes the owner account; None once there is one. An earlier link stops working."""
    if has_owner():
        return None
    token = secrets.token_urlsafe(32)
    with db.uow(Actor.system("set-up")) as session:
        link = session.get(SetupLink, LINK) or SetupLink(id=LINK, token_hash="")
        link.token_hash, link.created_at, link.used_at = _hashed(token), utc_now(), None
        session.add(link)
    log.info("setup_link_made", door=actor.door)
    return f"{config.settings().url}/setup?token={token}"


def is_setup_token(token: str) -> bool:
    """Whether this token still opens the set-up."""
    with db.uow(Actor.system("set-up"), read_only=True) as session:
        link = session.get(SetupLink, LINK)
    return (
        link is not None and link.used_at is None and secrets.compare_digest(link.token_hash, _hashed(token))
    )


def set_up(
    token: str,
    *,
    name: str,
    email: str,
    password: str,
    team_name: str,
    address: str = "",
    user_agent: str = "",
) -> NewSession:
    """Make the owner and the first team, and sign in. Raises NotFound for a link that does not work (any more),
    InvalidInput, Conflict."""
    if not is_setup_token(token):
        raise _dead_link()
    name, email = _people.clean_name(name), _people.clean_email(email)
    team_name = _people.clean_name(team_name, what="team_name")
    _passwords.check_strength(password, about=(name, email, team_name))
    person = Person(
        name=name,
        email=email,
        password_hash=_passwords.hash_password(password),
        password_changed_at=utc_now(),
        is_operator=True,
    )
    team = Team(name=team_name)
    with db.uow(Actor.system("set-up")) as session:
        used = session.exec(
            update(SetupLink)
            .where(col(SetupLink.token_hash) == _hashed(token), col(SetupLink.used_at).is_(None))
            .values(used_at=utc_now())
        )
        if used.rowcount != 1:
            raise _dead_link()
        if session.exec(select(Person.id).where(Person.email == email)).first():
            raise Conflict("There is an account with this e-mail already.")
        session.add_all([person, team])
        session.flush()
        session.add(Membership(team_id=team.id, person_id=person.id, role=Role.OWNER.value))
        made = _sessions.begin(session, person.id, team.id, address=address, user_agent=user_agent)
        _record(session, person, team, address)
    log.info("owner_made", person_id=person.id, team_id=team.id)
    return made


def _record(session: Unit, person: Person, team: Team, address: str) -> None:
    audit.record(
        session,
        Actor.anonymous("set-up"),
        "platform.set_up",
        subject_id=person.id,
        personal={"name": person.name, "email": person.email, "address": address},
        team_id=team.id,
        person_id=person.id,
    )


def _dead_link() -> NotFound:
    return NotFound(
        "This set-up link does not work any more.",
        what_to_do="Each link works once, and a newer one replaces it. Restart the platform to get a new one.",
    )


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
