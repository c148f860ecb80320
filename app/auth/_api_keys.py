"""API keys: a program's way in, for one person in one team, never with more than its scope.

A key is `pyair_`, 43 characters of 32 random bytes, `_` and six characters that tell a slip of the pen from a key
that was revoked. Only its SHA-256 is kept.
"""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session as Unit
from sqlmodel import and_, col, func, or_, select, update

from app import audit, bus, config, db, paging
from app.actor import Actor, Role
from app.auth import _people, _sessions, _standing
from app.auth._confirming import require_confirmed, require_person
from app.auth._shapes import SignedIn
from app.auth._team_shapes import ApiKeyCard, NewApiKey
from app.errors import Conflict, InvalidInput, NotFound, Unavailable
from app.hops import to_room
from app.models import ApiKey, Membership, Person, Team, utc_now
from app.paging import Page
from app.telemetry import logger

DAYS = 90
# The most that a key of each scope may do, whoever's it is.
CAPS = {"read": Role.VIEWER, "write": Role.EDITOR, "admin": Role.OWNER}
# The least that somebody must be who makes one.
NEEDS = {"read": Role.VIEWER, "write": Role.EDITOR, "admin": Role.ADMIN}
PREFIX = "pyair_"
SHAPE = re.compile(rf"({PREFIX}[A-Za-z0-9_-]{{43}})_([0-9a-f]{{6}})")
HINT_CHARACTERS = 12
SEEN_SECONDS = 60
log = logger(__name__)


def make_api_key(
    actor: Actor,
    *,
    name: str,
    scope: str,
    days: int = DAYS,
    writes_need_approval: bool = True,
    client_may_confirm: bool = False,
) -> NewApiKey:
    """A key for the actor's team with scope read, write or admin, for so many days. Asks for a fresh password.

    client_may_confirm: the yes that a program asks its person for counts as approval, where one is needed.
    Raises Forbidden for a scope above the own role and for a key, InvalidInput, Conflict, ConfirmPassword.
    """
    name = _people.clean_name(name)
    _check_wishes(scope, days)
    consent = {"writes_need_approval": writes_need_approval, "client_may_confirm": client_may_confirm}
    key = _new_secret()
    with db.uow(actor) as unit:
        actor = _standing.as_of_now(unit, actor)
        require_confirmed(actor)
        actor.require(NEEDS[scope])
        _check_room(unit, actor)
        person = unit.get_one(Person, actor.person_id)
        row = ApiKey(
            team_id=actor.team_id,
            person_id=person.id,
            name=name,
            key_hash=_hash(key),
            hint=key[:HINT_CHARACTERS],
            scope=scope,
            writes_need_approval=writes_need_approval,
            client_may_confirm=client_may_confirm,
            expires_at=utc_now() + timedelta(days=days),
        )
        unit.add(row)
        audit.record(
            unit,
            actor,
            "api_key.made",
            subject_id=row.id,
            facts={"scope": scope, "days": days, **consent},
        )
    return NewApiKey(api_key=_card(row, person), key=key)


def list_api_keys(actor: Actor, *, cursor: str = "", limit: int = 0) -> Page[ApiKeyCard]:
    """The person's keys for the team, newest first; for admins those of everybody. Revoked ones are not there."""
    actor.require(Role.VIEWER)
    size = paging.size_of(limit)
    statement = _kept(actor).order_by(col(ApiKey.id).desc()).limit(size + 1)
    for last in paging.position_in(cursor, parts=1):
        statement = statement.where(ApiKey.id < last)
    with db.uow(actor, read_only=True) as unit:
        found = list(unit.exec(statement).all())
    return paging.page_of(
        found, size, card=lambda row: _card(row[0], row[1]), position=lambda row: (row[0].id,)
    )


def revoke_api_key(actor: Actor, key_id: str) -> None:
    """End a key, within seconds everywhere: one's own, or as an admin one of somebody below. A key ends itself only.

    Raises NotFound, Forbidden.
    """
    if actor.key_id != key_id:
        require_person(actor)
    with db.uow(actor) as unit:
        actor = _standing.as_of_now(unit, actor)
        found = unit.exec(_kept(actor).where(ApiKey.id == key_id)).first()
        if found is None:
            raise NotFound("There is no such API key.")
        row: ApiKey = found[0]
        if row.person_id != actor.person_id:
            role = unit.exec(select(Membership.role).where(Membership.person_id == row.person_id)).first()
            _standing.check_power_over(actor, Role(role or Role.VIEWER))
        row.revoked_at = utc_now()
        unit.add(row)
        audit.record(unit, actor, "api_key.revoked", subject_id=key_id, facts={"person": row.person_id})
        bus.publish(_sessions.TOPIC, "revoked", key_id=key_id)
        db.after_commit(lambda: _sessions.forget(key_id=key_id))


def signed_in_by_key(key: str) -> SignedIn | None:
    """Whose key it is, with the role that its scope leaves; None when it opens nothing. Remembered for seconds."""
    place = _place(key)
    if not place:
        return None
    # Every key that could be one costs the same look-up: whether it never was, has expired or was revoked.
    found = _sessions.remembered(place)
    if found is None:
        found = _read(_hash(key))
        if found is not None:
            _sessions.remember(place, found)
    return found


async def look_up_key(key: str) -> SignedIn | None:
    """`signed_in_by_key` for the event loop: at once when remembered or no key at all, else one thread hop."""
    place = _place(key)
    if not place:
        return None
    return _sessions.remembered(place) or await to_room(signed_in_by_key, key)


def _place(key: str) -> str:
    """Under which name a key is remembered; empty for what cannot be one."""
    shape = SHAPE.fullmatch(key)
    if shape is None or not secrets.compare_digest(_checksum(shape[1]), shape[2]):
        return ""
    return f"key:{_hash(key)}"


def _read(key_hash: str) -> SignedIn | None:
    now = utc_now()
    with db.uow(Actor.system("api-keys"), read_only=True) as unit:
        found = unit.exec(_alive(now).where(ApiKey.key_hash == key_hash)).first()
    if found is None or found[0].scope not in CAPS:
        return None
    row, person, team, role = found
    if row.last_used_at is None or (now - row.last_used_at).total_seconds() > SEEN_SECONDS:
        _touch(row.id, now)
    cap, own = CAPS[row.scope], Role(role)
    return SignedIn(
        session_id="",
        kind="key",
        person_id=person.id,
        person_name=person.name,
        person_email=person.email,
        team_id=team.id,
        team_name=team.name,
        role=cap if own.reaches(cap) else own,
        email_is_verified=person.email_verified_at is not None,
        key_id=row.id,
        writes_need_approval=row.writes_need_approval,
        client_may_confirm=row.client_may_confirm,
    )


# The types of these statements are tuples of models, which the type of select() cannot spell.
def _alive(now: datetime) -> Any:
    is_member = and_(col(Membership.person_id) == ApiKey.person_id, col(Membership.team_id) == ApiKey.team_id)
    return (
        select(ApiKey, Person, Team, Membership.role)
        .join(Person, col(Person.id) == ApiKey.person_id)
        .join(Team, col(Team.id) == ApiKey.team_id)
        .join(Membership, is_member)
        .where(
            col(ApiKey.revoked_at).is_(None),
            or_(col(ApiKey.expires_at).is_(None), col(ApiKey.expires_at) > now),
            col(Person.disabled_at).is_(None),
        )
    )


def _kept(actor: Actor) -> Any:
    """The keys that the actor may see, with whose they are."""
    statement = (
        select(ApiKey, Person)
        .join(Person, col(Person.id) == ApiKey.person_id)
        .where(col(ApiKey.revoked_at).is_(None))
    )
    if actor.role is not None and actor.role.reaches(Role.ADMIN):
        return statement
    return statement.where(ApiKey.person_id == actor.person_id)


def _check_wishes(scope: str, days: int) -> None:
    if scope not in CAPS:
        raise InvalidInput("The scope of a key is read, write or admin.", field="scope")
    most = config.limits().api_key_days
    if not 1 <= days <= most:
        raise InvalidInput(f"A key ends after 1 to {most} days.", field="days")


def _check_room(unit: Unit, actor: Actor) -> None:
    mine = select(func.count()).where(
        ApiKey.person_id == actor.person_id,
        col(ApiKey.revoked_at).is_(None),
        or_(col(ApiKey.expires_at).is_(None), col(ApiKey.expires_at) > utc_now()),
    )
    if unit.exec(mine).one() >= config.limits().api_keys:
        raise Conflict(
            "You have as many API keys here as one may have.", what_to_do="Revoke one that is not used."
        )


def _touch(key_id: str, now: datetime) -> None:
    try:
        with db.uow(Actor.system("api-keys")) as unit:
            unit.exec(update(ApiKey).where(col(ApiKey.id) == key_id).values(last_used_at=now))
    except Unavailable:
        # Reading goes on while the database cannot be written; the next look-up tries again.
        log.warning("api_key_not_touched")


def _new_secret() -> str:
    body = PREFIX + secrets.token_urlsafe(32)
    return f"{body}_{_checksum(body)}"


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _checksum(body: str) -> str:
    return hashlib.sha256(f"checksum {body}".encode()).hexdigest()[:6]


def _card(row: ApiKey, person: Person) -> ApiKeyCard:
    return ApiKeyCard(
        id=row.id,
        name=row.name,
        hint=row.hint,
        scope=row.scope,
        writes_need_approval=row.writes_need_approval,
        client_may_confirm=row.client_may_confirm,
        person_id=person.id,
        person_name=person.name,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
    )
