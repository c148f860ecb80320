"""Sessions: opaque, hashed in the table, looked up at every request and event, ended by sign-out or time."""

import asyncio
import hashlib
import secrets
import time
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session as Unit
from sqlmodel import col, delete, or_, select, update

from app import bus, config, db
from app.actor import Actor, Role
from app.auth import _devices, _recording, _throttle
from app.auth._shapes import NewSession, SignedIn
from app.errors import Forbidden, NotSignedIn, Unavailable
from app.hops import to_room
from app.models import Membership, Person, Session, Team, utc_now
from app.telemetry import logger

COOKIE_CHARACTERS = 43
SEEN_SECONDS = 60
KEPT_DAYS_AFTER_REVOCATION = 7
REMEMBERED = 10_000
TOPIC = "sessions"
log = logger(__name__)
_remembered: dict[str, tuple[float, SignedIn]] = {}
_flights: dict[tuple[int, str], "asyncio.Future[SignedIn | None]"] = {}


def session_id_of(cookie_value: str) -> str:
    """The id of the session that a cookie's value opens; empty when it cannot be one."""
    if len(cookie_value) != COOKIE_CHARACTERS:
        return ""
    return hashlib.sha256(cookie_value.encode()).hexdigest()


def session_of(cookie_value: str) -> SignedIn | None:
    """Who is signed in with this cookie; None when nobody is."""
    session_id = session_id_of(cookie_value)
    return session_by_id(session_id) if session_id else None


def session_by_id(session_id: str) -> SignedIn | None:
    """Like `session_of`, for who holds the id only. Remembered for a few seconds."""
    found = remembered(session_id)
    if found is None:
        found = _read(session_id)
        if found is not None:
            remember(session_id, found)
    return found


def remembered(session_id: str) -> SignedIn | None:
    """The session if it was looked up a moment ago; None says nothing about whether it exists."""
    until, found = _remembered.get(session_id, (0.0, None))
    return found if until > time.monotonic() else None


async def look_up(session_id: str) -> SignedIn | None:
    """`session_by_id` for the event loop: at once when remembered, else one thread hop, shared by all who ask."""
    found = remembered(session_id)
    if found is not None or not session_id:
        return found
    key = (id(asyncio.get_running_loop()), session_id)
    flight = _flights.get(key)
    if flight is None:
        flight = _flights[key] = asyncio.ensure_future(to_room(session_by_id, session_id))
        flight.add_done_callback(lambda _: _flights.pop(key, None))
    return await asyncio.shield(flight)


def live_among(session_ids: list[str]) -> set[str]:
    """Those of the sessions that have not ended; one look at the database, nothing remembered."""
    if not session_ids:
        return set()
    with db.uow(Actor.system("sessions"), read_only=True) as unit:
        found = unit.exec(alive(utc_now()).where(col(Session.id).in_(session_ids))).all()
        return {session.id for session, *_ in found}


def remember(place: str, found: SignedIn) -> None:
    """Remember who is signed in by a session or key for a few seconds; `place` is what `remembered` is asked with."""
    while len(_remembered) >= REMEMBERED:
        _remembered.pop(next(iter(_remembered)), None)
    _remembered[place] = (time.monotonic() + config.limits().session_cache_seconds, found)


def forget(*, session_id: str = "", person_id: str = "", key_id: str = "", account: str = "") -> None:
    """Stop remembering a session, a key, or all of a person: the next look-up reads the database. Or the guesses at an
    account, named by its tag. This is what a message on the topic `sessions` asks every web process for."""
    if account:
        _throttle.forget_account(account)
    _remembered.pop(session_id, None)
    for place, (_, found) in list(_remembered.items()):
        if (person_id and found.person_id == person_id) or (key_id and found.key_id == key_id):
            _remembered.pop(place, None)


def begin(unit: Unit, person_id: str, team_id: str, *, address: str, user_agent: str) -> NewSession:
    """A new session of a browser inside the open unit of work; always with a new id, and the device is known from now
    on."""
    value = secrets.token_urlsafe(32)
    row = new_row(
        session_id_of(value), person_id, team_id, kind="browser", address=address, user_agent=user_agent
    )
    unit.add(row)
    email = unit.exec(select(Person.email).where(Person.id == person_id)).one()
    return NewSession(
        cookie_value=value,
        session_id=row.id,
        person_id=person_id,
        team_id=team_id,
        expires_at=row.expires_at,
        device_value=_devices.make(email),
    )


def new_row(
    session_id: str, person_id: str, team_id: str, *, kind: str, address: str, user_agent: str
) -> Session:
    """The row of a session that begins now, with a password that was given now."""
    return Session(
        id=session_id,
        person_id=person_id,
        team_id=team_id,
        kind=kind,
        expires_at=utc_now() + timedelta(days=config.limits().session_absolute_days),
        address=address[:64],
        user_agent=user_agent[:300],
    )


def sign_out(cookie_value: str) -> None:
    """End the session of this cookie, in every tab and web process; nothing happens when there is none."""
    session_id = session_id_of(cookie_value)
    if session_id:
        end(Actor.anonymous("sign-out"), session_id, "person.signed_out")


def end(actor: Actor, session_id: str, act: str) -> None:
    """End one session, whoever asks, and write the act down; nothing happens when it has ended."""
    with db.uow(Actor.system("sessions")) as unit:
        ended = unit.exec(
            update(Session)
            .where(col(Session.id) == session_id, col(Session.revoked_at).is_(None))
            .values(revoked_at=utc_now())
        )
        if ended.rowcount:
            row = unit.exec(select(Session).where(Session.id == session_id)).one()
            bus.publish(TOPIC, "revoked", session_id=session_id)
            _recording.record(
                unit,
                actor,
                act,
                person_id=row.person_id,
                facts={"session": session_id[:8], "kind": row.kind},
                team_ids=[row.team_id],
            )
    forget(session_id=session_id)
    log.info("session_ended", session_id=session_id[:8], act=act)


def purge_expired_sessions(actor: Actor) -> int:
    """Delete sessions that ended long enough ago; how many. Only the platform may."""
    if not actor.is_system:
        raise Forbidden("Only the platform deletes sessions.")
    now, limits = utc_now(), config.limits()
    over = or_(
        col(Session.expires_at) < now,
        col(Session.last_seen_at) < now - timedelta(days=limits.session_idle_days),
        col(Session.revoked_at) < now - timedelta(days=KEPT_DAYS_AFTER_REVOCATION),
    )
    with db.uow(actor) as unit:
        return int(unit.exec(delete(Session).where(over)).rowcount)


def actor_of(signed_in: SignedIn, door: str, *, address: str = "") -> Actor:
    """The person of a session or key, acting through a door, from an address where one is known."""
    return Actor(
        team_id=signed_in.team_id,
        person_id=signed_in.person_id,
        role=signed_in.role,
        door=door,
        session_id=signed_in.session_id,
        key_id=signed_in.key_id,
        is_operator=signed_in.is_operator,
        writes_need_approval=signed_in.writes_need_approval,
        client_may_confirm=signed_in.client_may_confirm,
        confirmed_at=signed_in.confirmed_at,
        address=address,
    )


def actor_for_job(person_id: str, team_id: str) -> Actor:
    """The person a job works for, with today's role. Raises NotSignedIn once the person has left or is disabled."""
    with db.uow(Actor.system("jobs"), read_only=True) as unit:
        found = unit.exec(
            select(Membership.role)
            .join(Person, col(Person.id) == Membership.person_id)
            .where(
                Membership.person_id == person_id,
                Membership.team_id == team_id,
                col(Person.disabled_at).is_(None),
            )
        ).first()
    if found is None:
        raise NotSignedIn("The person this was done for is not a member of the team any more.")
    return Actor(team_id=team_id, person_id=person_id, role=Role(found), door="job")


def publish_change(person_id: str) -> None:
    """Inside a unit of work: after it, every web process looks this person's sessions up again."""
    bus.publish(TOPIC, "changed", person_id=person_id)
    db.after_commit(lambda: forget(person_id=person_id))


def _read(session_id: str) -> SignedIn | None:
    now = utc_now()
    with db.uow(Actor.system("sessions"), read_only=True) as unit:
        found = unit.exec(alive(now).where(Session.id == session_id)).first()
    if found is None:
        return None
    session, person, team, role = found
    if (now - session.last_seen_at).total_seconds() > SEEN_SECONDS:
        _touch(session_id, now)
    return SignedIn(
        session_id=session.id,
        kind=session.kind,
        person_id=person.id,
        person_name=person.name,
        person_email=person.email,
        team_id=team.id,
        team_name=team.name,
        role=Role(role),
        is_operator=person.is_operator,
        email_is_verified=person.email_verified_at is not None,
        confirmed_at=session.confirmed_at,
    )


# The statement's type is a tuple of four models, which the type of select() cannot spell.
def alive(now: datetime) -> Any:
    seen_since = now - timedelta(days=config.limits().session_idle_days)
    return (
        select(Session, Person, Team, Membership.role)
        .join(Person, col(Person.id) == Session.person_id)
        .join(Team, col(Team.id) == Session.team_id)
        .join(Membership, (col(Membership.person_id) == Person.id) & (col(Membership.team_id) == Team.id))
        .where(
            col(Session.revoked_at).is_(None),
            col(Session.expires_at) > now,
            col(Session.last_seen_at) > seen_since,
            col(Person.disabled_at).is_(None),
        )
    )


def _touch(session_id: str, now: datetime) -> None:
    try:
        with db.uow(Actor.system("sessions")) as unit:
            unit.exec(update(Session).where(col(Session.id) == session_id).values(last_seen_at=now))
    except Unavailable:
        # Reading goes on while the database cannot be written; the next look-up tries again.
        log.warning("session_not_touched")
