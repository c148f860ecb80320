"""The connections of a team: added, tested, renamed, reconnected, removed. A credential is never shown again."""

from datetime import datetime

from sqlmodel import col, delete

from app import audit, config, db
from app.actor import Actor, Role
from app.airtable import _exhaustion, _stored
from app.airtable._access import Access, probe
from app.airtable._shapes import Connection, Shape, identity_of
from app.errors import InvalidInput, PlatformError, TooMany
from app.models import SeenBase, StoredConnection, new_id, utc_now

NAME_CHARACTERS = 120
TOKEN_CHARACTERS = 400
MAX_PLAN_CALLS = 1_000_000_000


class ConnectionCard(Shape):
    """A connection as people see it, without its credential.

    kind: sandbox, token, oauth. state: ready, reconnect. refused: the scopes that a write was refused for, by base id.
    plan_calls: calls a month, 0 for no limit.
    """

    id: str
    name: str
    kind: str
    state: str
    owner_email: str
    scopes: tuple[str, ...]
    refused: dict[str, tuple[str, ...]]
    plan_calls: int
    created_at: datetime
    checked_at: datetime | None
    exhausted_until: datetime | None


class ConnectionCheck(Shape):
    """What a test found: the bases that the connection sees, and in words what does not work."""

    connection: ConnectionCard
    bases: int
    problem: str


def list_connections(actor: Actor) -> tuple[ConnectionCard, ...]:
    """The connections of the actor's team, oldest first. Needs admin."""
    actor.require(Role.ADMIN)
    return tuple(card(row) for row in _stored.rows(actor))


def add_token(actor: Actor, *, name: str, token: str, plan_calls: int = 0) -> ConnectionCard:
    """Adds a personal access token after it has shown that it can read. Needs admin.

    Raises InvalidInput for a token that is none or lacks a scope for reading, TooMany above the limit of connections,
    ConnectionRefused for one that Airtable does not accept, and what list_bases raises.
    """
    actor.require(Role.ADMIN)
    name, token, plan_calls = _clean_name(name), _clean_token(token), _clean_plan(plan_calls)
    _require_room(actor)
    access = _checked(_stored.with_token(token))
    row_id = new_id()
    row = StoredConnection(
        id=row_id,
        team_id=actor.team_id,
        kind="token",
        name=name,
        secret=_stored.sealed_token(row_id, token),
        identity=identity_of("token", row_id, token),
        owner_id=access.person.id,
        owner_email=access.person.email,
        plan_calls=plan_calls,
        created_by=actor.person_id,
        checked_at=utc_now(),
    )
    return keep_new(actor, row)


def reconnect_token(actor: Actor, connection_id: str, *, token: str) -> ConnectionCard:
    """Gives a connection of the kind token another token; what was remembered of the old one is not shown any more.

    Needs admin. Raises like add_token, and NotFound.
    """
    actor.require(Role.ADMIN)
    token = _clean_token(token)
    if _stored.row(actor, connection_id).kind != "token":
        raise InvalidInput(
            "This connection has no token of its own.", what_to_do="Connect it at Airtable again."
        )
    access = _checked(_stored.with_token(token))
    with db.uow(actor) as unit:
        row = _stored.locked(unit, actor, connection_id)
        row.secret = _stored.sealed_token(row.id, token)
        row.identity = identity_of("token", row.id, token)
        row.owner_id, row.owner_email = access.person.id, access.person.email
        _make_ready(row)
        unit.add(row)
        audit.record(unit, actor, "connection.reconnected", subject_id=row.id, facts={"kind": row.kind})
    return card(row)


def check_connection(actor: Actor, connection_id: str) -> ConnectionCheck:
    """Reads with the connection now, and says what works. Needs admin. Raises NotFound.

    One that works is ready again, and what was learned about refusals and used up calls is forgotten.
    """
    actor.require(Role.ADMIN)
    row = _stored.row(actor, connection_id)
    _exhaustion.forget(row.identity)
    row.exhausted_until, row.state = None, "ready"
    try:
        access = probe(_stored.opened(actor, row), feature="test")
    except PlatformError as error:
        return ConnectionCheck(
            connection=card(_stored.row(actor, connection_id)), bases=0, problem=error.user_text
        )
    with db.uow(actor) as unit:
        row = _stored.locked(unit, actor, connection_id)
        _make_ready(row)
        unit.add(row)
    return ConnectionCheck(connection=card(row), bases=len(access.bases), problem=_problem(access))


def rename_connection(actor: Actor, connection_id: str, *, name: str) -> ConnectionCard:
    """Needs admin. Raises NotFound, InvalidInput."""
    actor.require(Role.ADMIN)
    name = _clean_name(name)
    with db.uow(actor) as unit:
        row = _stored.locked(unit, actor, connection_id)
        row.name = name
        unit.add(row)
        audit.record(unit, actor, "connection.renamed", subject_id=row.id)
    return card(row)


def set_plan(actor: Actor, connection_id: str, *, plan_calls: int) -> ConnectionCard:
    """How many calls a month the plan allows, 0 for no limit. Needs admin. Raises NotFound, InvalidInput."""
    actor.require(Role.ADMIN)
    plan_calls = _clean_plan(plan_calls)
    with db.uow(actor) as unit:
        row = _stored.locked(unit, actor, connection_id)
        row.plan_calls = plan_calls
        unit.add(row)
        audit.record(unit, actor, "connection.planned", subject_id=row.id, facts={"plan_calls": plan_calls})
    return card(row)


def remove_connection(actor: Actor, connection_id: str) -> None:
    """Forgets the credential; nothing falls back to another one. Needs admin. Raises NotFound.

    Airtable still knows the token: whoever wants it dead deletes it there.
    """
    actor.require(Role.ADMIN)
    with db.uow(actor) as unit:
        row = _stored.locked(unit, actor, connection_id)
        row.secret, row.removed_at = "", utc_now()
        unit.add(row)
        unit.exec(
            delete(SeenBase).where(
                col(SeenBase.connection_id) == row.id, col(SeenBase.team_id) == actor.team_id
            )
        )
        audit.record(unit, actor, "connection.removed", subject_id=row.id, facts={"kind": row.kind})


def keep_new(actor: Actor, row: StoredConnection) -> ConnectionCard:
    """Store a connection that was checked. Raises TooMany."""
    _require_room(actor)
    with db.uow(actor) as unit:
        unit.add(row)
        audit.record(unit, actor, "connection.added", subject_id=row.id, facts={"kind": row.kind})
    return card(row)


def card(row: StoredConnection) -> ConnectionCard:
    refused = {base_id: tuple(scopes) for base_id, scopes in row.refused.items()}
    return ConnectionCard.model_validate({**row.model_dump(), "refused": refused})


def _make_ready(row: StoredConnection) -> None:
    row.state, row.refused, row.exhausted_until, row.checked_at = "ready", {}, None, utc_now()


def _checked(connection: Connection) -> Access:
    access = probe(connection, feature="connect")
    if problem := _problem(access):
        raise InvalidInput(
            problem, what_to_do="Change the token at Airtable, then add it again.", field="token"
        )
    return access


def _problem(access: Access) -> str:
    if access.missing:
        return f"The token lacks the scope {' and '.join(access.missing)}, or the base is not shared with it."
    return "" if access.bases else "The token has access to no base."


def _require_room(actor: Actor) -> None:
    most = config.limits().connections_per_team
    if len(_stored.rows(actor)) >= most:
        raise TooMany(f"A team has at most {most} connections.", what_to_do="Remove one first.")


def _clean_name(text: str) -> str:
    name = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    if not 1 <= len(name) <= NAME_CHARACTERS:
        raise InvalidInput(f"Give a name of 1 to {NAME_CHARACTERS} characters.", field="name")
    return name


def _clean_token(text: str) -> str:
    token = text.strip()
    is_fit = (
        20 <= len(token) <= TOKEN_CHARACTERS and token.isascii() and token.isprintable() and " " not in token
    )
    if not is_fit:
        raise InvalidInput(
            "That is no personal access token.",
            what_to_do="Copy the whole token from airtable.com/create/tokens; it begins with pat.",
            field="token",
        )
    return token


def _clean_plan(calls: int) -> int:
    if not 0 <= calls <= MAX_PLAN_CALLS:
        raise InvalidInput("Give the calls a month of the plan, or 0 for no limit.", field="plan_calls")
    return calls
