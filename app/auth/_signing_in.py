"""Sign-in with a password: a browser gets a session's cookie, a program a pair of tokens."""

from typing import NamedTuple

from sqlmodel import Session as Unit
from sqlmodel import col, select, update

from app import db
from app.actor import Actor
from app.auth import _asking, _devices, _passwords, _people, _recording, _sessions, _throttle, _tokens
from app.auth._shapes import NewSession, NewTokens
from app.errors import Forbidden, NotSignedIn
from app.models import Person
from app.telemetry import logger

log = logger(__name__)


class Admitted(NamedTuple):
    """Somebody whose password was right, as the row was then."""

    person: Person
    newer_hash: str | None


def sign_in(email: str, password: str, *, address: str, user_agent: str, device: str = "") -> NewSession:
    """A new session of a browser; `device` is what its cookie of a known device says. Raises NotSignedIn with one
    sentence for every reason, TooMany, Forbidden without a team."""
    admitted = admit(email, password, address=address, device=device)
    with db.uow(Actor.system("sign-in")) as unit:
        person = still_admitted(unit, admitted)
        team_id = _first_team(unit, person)
        made = _sessions.begin(unit, person.id, team_id, address=address, user_agent=user_agent)
        record_sign_in(unit, person, team_id, address=address, user_agent=user_agent)
    log.info("signed_in", person_id=made.person_id, address=address)
    return made


def log_in(email: str, password: str, *, address: str, user_agent: str, device: str = "") -> NewTokens:
    """Like `sign_in`, for a program: tokens in the place of a cookie."""
    admitted = admit(email, password, address=address, device=device)
    with db.uow(Actor.system("sign-in")) as unit:
        person = still_admitted(unit, admitted)
        team_id = _first_team(unit, person)
        made = _tokens.begin(unit, person.id, team_id, address=address, user_agent=user_agent)
        record_sign_in(unit, person, team_id, address=address, user_agent=user_agent)
    log.info("logged_in", person_id=made.person_id, address=address)
    return made


def clear_email(text: str) -> str:
    """An e-mail as it was typed at a door: one that is none becomes nobody's, and is answered like any other."""
    # What no e-mail can hold, some databases do not take either.
    return "".join(char for char in text.strip().lower() if char.isprintable())[: _people.EMAIL_CHARACTERS]


def admit(email: str, password: str, *, address: str, device: str) -> Admitted:
    """The person whose password this is; an unknown e-mail costs the same. Raises NotSignedIn, TooMany."""
    email = clear_email(email)
    known = _devices.known(device, email)
    try:
        _throttle.take_a_try(email, address, device=known)
    except _throttle.GuessedFromEverywhere as refused:
        if refused.is_news:
            _asking.ask_for_device(email)
        raise
    with db.uow(Actor.system("sign-in"), read_only=True) as unit:
        person = unit.exec(select(Person).where(Person.email == email)).first()
    is_right, newer_hash = _passwords.verify(
        password[: _passwords.MAX_CHARACTERS + 1], person.password_hash if person else None
    )
    if person is None or not is_right or person.disabled_at is not None:
        log.info("sign_in_refused", address=address, is_known=person is not None)
        if person is not None:
            _record_refusal(person, address)
        raise _refused()
    _throttle.forget_tries(email, address, device=known)
    return Admitted(person, newer_hash)


def still_admitted(unit: Unit, admitted: Admitted) -> Person:
    """The person, locked. A password that was changed while this one was being checked has ended all sessions, and
    none may begin after that. Raises NotSignedIn."""
    person = unit.exec(
        select(Person)
        .where(
            Person.id == admitted.person.id,
            Person.password_hash == admitted.person.password_hash,
            col(Person.disabled_at).is_(None),
        )
        .with_for_update()
    ).first()
    if person is None:
        raise _refused()
    if admitted.newer_hash:
        unit.exec(update(Person).where(col(Person.id) == person.id).values(password_hash=admitted.newer_hash))
    return person


def _first_team(unit: Unit, person: Person) -> str:
    teams = _recording.teams_of(unit, person.id)
    if not teams:
        raise Forbidden("You are not a member of a team.", what_to_do="Ask an owner to invite you.")
    return teams[0]


def record_sign_in(unit: Unit, person: Person, team_id: str, *, address: str, user_agent: str) -> None:
    _recording.record(
        unit,
        Actor.anonymous("sign-in"),
        "person.signed_in",
        person_id=person.id,
        address=address,
        user_agent=user_agent,
        team_ids=[team_id],
    )


def _record_refusal(person: Person, address: str) -> None:
    with db.uow(Actor.system("sign-in")) as unit:
        _recording.record(
            unit,
            Actor.anonymous("sign-in"),
            "person.sign_in_refused",
            person_id=person.id,
            facts={"is_disabled": person.disabled_at is not None},
            address=address,
        )


def _refused() -> NotSignedIn:
    return NotSignedIn("The e-mail or the password is not right.", what_to_do="Check both and try again.")
