"""Another password: with a mailed link, or with the current one. Either ends what the old one opened."""

from sqlmodel import Session as Unit
from sqlmodel import col, or_, select, update

from app import db, mail
from app.actor import Actor
from app.auth import _confirming, _devices, _ending, _letters, _links, _passwords, _recording, _sessions
from app.auth._shapes import NewSession
from app.errors import Conflict, InvalidInput, NotFound
from app.models import ApiKey, Person, utc_now
from app.telemetry import logger

log = logger(__name__)


def is_reset_token(token: str) -> bool:
    """Whether this mailed link still opens the form for a new password."""
    try:
        _whose(token)
    except NotFound:
        return False
    return True


def reset_password(token: str, password: str) -> str:
    """Set a new password with a mailed link, and end all sessions, links and API keys. Gives what makes this browser a
    known device, as its owner reads the mail of the account. Raises NotFound for a link that does not work (any
    more), InvalidInput."""
    person = _whose(token)
    _passwords.check_strength(password, about=(person.name, person.email))
    new_hash = _passwords.hash_password(password)
    actor = Actor.anonymous("reset")
    with db.uow(Actor.system("reset")) as unit:
        link = _links.use(unit, token, "reset_password")
        changed = unit.exec(
            update(Person)
            .where(
                col(Person.id) == link.person_id,
                col(Person.email) == link.email,
                col(Person.disabled_at).is_(None),
            )
            .values(password_hash=new_hash, password_changed_at=utc_now())
        )
        if changed.rowcount != 1:
            raise _links.dead()
        unit.exec(
            update(Person)
            .where(col(Person.id) == person.id, col(Person.email_verified_at).is_(None))
            .values(email_verified_at=utc_now())
        )
        _after_change(unit, actor, "person.password_reset", person, with_keys=True)
    log.info("password_reset", person_id=person.id)
    return _devices.make(person.email)


def change_password(
    actor: Actor, *, current: str, new: str, address: str, user_agent: str, end_keys: bool = False
) -> NewSession:
    """Set a new password with the current one. All sessions of the person end, this one too: the reply is the new one.
    API keys stay unless `end_keys`. Raises InvalidInput naming the field `current` or `password`, TooMany, Forbidden
    for an API key."""
    person = _confirming.person_by_password(actor, current, field="current")
    _passwords.check_strength(new, about=(person.name, person.email))
    if _passwords.is_same(current, new):
        raise InvalidInput("This is your password already. Choose another.", field="password")
    new_hash = _passwords.hash_password(new)
    with db.uow(Actor.system("passwords")) as unit:
        changed = unit.exec(
            update(Person)
            .where(col(Person.id) == person.id, col(Person.password_hash) == person.password_hash)
            .values(password_hash=new_hash, password_changed_at=utc_now())
        )
        if changed.rowcount != 1:
            raise Conflict(
                "Your password was changed elsewhere just now.", what_to_do="Sign in with that one."
            )
        _after_change(unit, actor, "person.password_changed", person, with_keys=end_keys)
        made = _sessions.begin(unit, person.id, actor.team_id, address=address, user_agent=user_agent)
    log.info("password_changed", person_id=person.id)
    return made


def own_key_names(actor: Actor) -> list[str]:
    """The names of the person's API keys that still work, in all teams: what a new password may end as well."""
    _confirming.require_person(actor)
    with db.uow(Actor.system("passwords"), read_only=True) as unit:
        return list(
            unit.exec(
                select(ApiKey.name)
                .where(
                    ApiKey.person_id == actor.person_id,
                    col(ApiKey.revoked_at).is_(None),
                    or_(col(ApiKey.expires_at).is_(None), col(ApiKey.expires_at) > utc_now()),
                )
                .order_by(col(ApiKey.name), col(ApiKey.id))
            ).all()
        )


def _whose(token: str) -> Person:
    """The person whom a link for a new password belongs to. Raises NotFound."""
    link = _links.open_link(token, "reset_password")
    with db.uow(Actor.system("reset"), read_only=True) as unit:
        person = unit.get(Person, link.person_id) if link.person_id else None
    if person is None or person.email != link.email or person.disabled_at is not None:
        raise _links.dead()
    return person


def _after_change(unit: Unit, actor: Actor, act: str, person: Person, *, with_keys: bool) -> None:
    _ending.end_everything(unit, person.id, with_keys=with_keys)
    told = _letters.password_changed()
    mail.post(unit, to=person.email, subject=told.subject, text=told.text, is_notice=True)
    _recording.record(unit, actor, act, person_id=person.id, facts={"api_keys_ended": with_keys})
