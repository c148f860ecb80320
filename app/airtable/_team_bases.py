"""Which connection a base is read through: the first that saw it, and never another one because that one fails."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app import config, db
from app.actor import Actor, Role
from app.airtable import _stored
from app.airtable._shapes import Base, Connection, Lane
from app.airtable._verbs import list_bases
from app.errors import InvalidInput, NotFound, PlatformError, Unavailable
from app.models import SeenBase, StoredConnection, utc_now

MAX_BASE_NAME = 300


@dataclass(frozen=True)
class TeamBase:
    """A base with the connection it is read through."""

    connection: Connection
    base: Base


@dataclass(frozen=True)
class TeamBases:
    """All bases of a team. problems: the names of connections that could not be asked, and why."""

    bases: tuple[TeamBase, ...]
    problems: tuple[tuple[str, PlatformError], ...]


def connection_for(actor: Actor, connection_id: str = "", *, base_id: str = "") -> Connection:
    """The connection of this id, or the one that a base is read through, or the team's only one. Needs viewer.

    Raises NotFound for an unknown connection or base, and when there is none at all; InvalidInput when there are
    several and nothing says which; ConnectionRefused for one that has to be reconnected; Unavailable. There is no
    fallback: what cannot be read through its own connection is read through none.
    """
    actor.require(Role.VIEWER)
    if connection_id:
        return _stored.opened(actor, _stored.row(actor, connection_id))
    rows = _stored.rows(actor)
    if not rows:
        raise _none()
    if len(rows) == 1:
        return _stored.opened(actor, rows[0])
    if not base_id:
        raise InvalidInput("This team has several connections.", what_to_do="Say which one, or which base.")
    return _stored.opened(actor, _owner(actor, rows, base_id))


def connections_of(actor: Actor) -> tuple[Connection, ...]:
    """Every connection of the actor's team that can be used now, oldest first. Needs viewer."""
    actor.require(Role.VIEWER)
    opened = (_opened(actor, row) for row in _stored.rows(actor))
    return tuple(found for found in opened if isinstance(found, Connection))


def team_bases(actor: Actor, *, lane: Lane = "interactive", feature: str = "") -> TeamBases:
    """The bases of all connections of the actor's team, each once, read now. Needs viewer.

    A connection that fails is told beside the others; raises its error when there is no other.
    """
    actor.require(Role.VIEWER)
    found: dict[str, TeamBase] = {}
    seen: dict[str, tuple[Base, ...]] = {}
    problems: list[tuple[str, PlatformError]] = []
    rows = _stored.rows(actor)
    if not rows:
        raise _none()
    opened: dict[str, Connection] = {}
    for row in rows:
        try:
            opened[row.id] = _stored.opened(actor, row)
            seen[row.id] = list_bases(opened[row.id], lane=lane, feature=feature)
        except PlatformError as error:
            problems.append((row.name, error))
    if problems and len(problems) == len(rows):
        raise problems[0][1]
    pins = _pinned(rows, _pins(actor), seen)
    _keep(actor, pins, seen)
    for connection_id, bases in seen.items():
        for base in bases:
            if pins[base.id] == connection_id:
                found[base.id] = TeamBase(opened[connection_id], base)
    return TeamBases(tuple(found.values()), tuple(problems))


def _owner(actor: Actor, rows: Sequence[StoredConnection], base_id: str) -> StoredConnection:
    pinned = _pins(actor).get(base_id)
    if pinned is None:
        team_bases(actor)
        pinned = _pins(actor).get(base_id)
    for row in rows:
        if row.id == pinned:
            return row
    raise NotFound(
        "None of the team's connections sees this base.", what_to_do="Give one of them access to it."
    )


def _none() -> PlatformError:
    if not config.settings().sandbox_url:
        return Unavailable(
            "No sandbox is running, and this team has no connection to Airtable.",
            what_to_do="Start the platform with `make run`, or add a connection under Admin > Connections.",
        )
    return NotFound(
        "This team has no connection to Airtable.",
        what_to_do="An admin can add one under Admin > Connections.",
    )


def _opened(actor: Actor, row: StoredConnection) -> Connection | PlatformError:
    try:
        return _stored.opened(actor, row)
    except PlatformError as error:
        return error


def _pins(actor: Actor) -> dict[str, str]:
    with db.uow(actor, read_only=True) as unit:
        rows = unit.exec(select(SeenBase).where(SeenBase.team_id == actor.team_id)).all()
    return {row.base_id: row.connection_id for row in rows}


def _pinned(
    rows: Sequence[StoredConnection], pins: dict[str, str], seen: dict[str, tuple[Base, ...]]
) -> dict[str, str]:
    """The connection of each base: the one it had, unless that was asked now and sees it no more; else the oldest that
    sees it."""
    known = {row.id for row in rows}
    kept = {
        base_id: connection_id
        for base_id, connection_id in pins.items()
        if connection_id in known
        and (connection_id not in seen or any(base.id == base_id for base in seen[connection_id]))
    }
    for row in rows:
        for base in seen.get(row.id, ()):
            kept.setdefault(base.id, row.id)
    return kept


def _keep(actor: Actor, pins: dict[str, str], seen: dict[str, tuple[Base, ...]]) -> None:
    """Writes the pins that have changed; usually none has."""
    if pins == _pins(actor):
        return
    named = {base.id: base for bases in seen.values() for base in bases}
    with db.uow(actor) as unit:
        rows = {row.base_id: row for row in _locked(unit, actor)}
        for base_id, connection_id in pins.items():
            row = rows.get(base_id)
            if row is None:
                base = named[base_id]
                row = SeenBase(
                    team_id=actor.team_id,
                    base_id=base_id,
                    connection_id=connection_id,
                    name=base.name[:MAX_BASE_NAME],
                    permission_level=base.permission_level,
                )
            row.connection_id, row.seen_at = connection_id, utc_now()
            unit.merge(row)
        for base_id in rows.keys() - pins.keys():
            unit.delete(rows[base_id])


def _locked(unit: Session, actor: Actor) -> Sequence[SeenBase]:
    statement = select(SeenBase).where(SeenBase.team_id == actor.team_id).order_by(col(SeenBase.base_id))
    return unit.exec(statement.with_for_update()).all()
