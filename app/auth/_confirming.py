"""What cannot be taken back asks for the password again, if it was given some minutes ago."""

from datetime import timedelta

from sqlmodel import col, update

from app import bus, config, db
from app.actor import Actor
from app.auth import _passwords, _sessions, _throttle
from app.errors import ConfirmPassword, Forbidden, InvalidInput, NotSignedIn
from app.models import Person, Session, utc_now


def require_person(actor: Actor) -> None:
    """Raises NotSignedIn for nobody, Forbidden for an API key: some things people do themselves."""
    if actor.role is None or not actor.person_id:
        raise NotSignedIn("You are not signed in.", what_to_do="Sign in and try again.")
    if actor.key_id:
        raise Forbidden("An API key cannot do this.", what_to_do="Sign in and do it yourself.")


def require_confirmed(actor: Actor) -> None:
    """Raises ConfirmPassword unless the person gave the password within the last `confirmed_minutes`; Forbidden for
    an API key, which never can."""
    require_person(actor)
    since = utc_now() - timedelta(minutes=config.limits().confirmed_minutes)
    if actor.confirmed_at is None or actor.confirmed_at < since:
        raise ConfirmPassword(
            "This cannot be taken back, and you gave your password a while ago.",
            what_to_do="Give your password again, then repeat it.",
        )


def confirm_password(actor: Actor, password: str) -> None:
    """Give the password again; for some minutes this session may do what cannot be taken back. Raises InvalidInput for
    a wrong one, TooMany, Forbidden for an API key."""
    person_by_password(actor, password, field="password")
    with db.uow(Actor.system("sessions")) as unit:
        unit.exec(update(Session).where(col(Session.id) == actor.session_id).values(confirmed_at=utc_now()))
        bus.publish(_sessions.TOPIC, "changed", session_id=actor.session_id)
        db.after_commit(lambda: _sessions.forget(session_id=actor.session_id))


def person_by_password(actor: Actor, password: str, *, field: str) -> Person:
    """The actor's person, if the password is theirs. Raises InvalidInput, TooMany, Forbidden for an API key."""
    require_person(actor)
    _throttle.take_a_confirmation(actor.session_id)
    with db.uow(Actor.system("passwords"), read_only=True) as unit:
        person = unit.get_one(Person, actor.person_id)
    is_right, _ = _passwords.verify(password[: _passwords.MAX_CHARACTERS + 1], person.password_hash)
    if not is_right:
        raise InvalidInput("The password is not right.", what_to_do="Check it and try again.", field=field)
    return person
