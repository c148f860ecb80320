"""Opens the mirror of a table as one credential sees it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app import db
from app.actor import Actor
from app.airtable._mirror._rhythm import Rhythm, rhythm
from app.airtable._mirror._slots import MirroredField
from app.airtable._shapes import Connection, Field
from app.models import MirroredTable, utc_now

# Marking a mirror as used on every read would make each of them a write.
USED_AGAIN = timedelta(minutes=1)
IN_USE = timedelta(days=1)


@dataclass(frozen=True)
class Mirror:
    """What stands in a mirror now. generation None: it was never complete, and nothing can be read from it.

    filled_at: when reading all of it began. checked_at: additions and changes are known up to then; listed_at:
    deletions are. read_at, the earlier of both, is as of when an answer holds. way: how changes are learned without a
    webhook (modified, reread).
    """

    id: str
    generation: int | None
    row_count: int
    filled_at: datetime
    fields: tuple[MirroredField, ...]
    checked_at: datetime
    listed_at: datetime
    used_at: datetime
    way: str
    rhythm: Rhythm

    @property
    def is_complete(self) -> bool:
        return self.generation is not None

    @property
    def read_at(self) -> datetime:
        return min(self.checked_at, self.listed_at)

    def age(self, now: datetime) -> timedelta:
        """How old an answer out of it is."""
        return max(now - self.read_at, timedelta(0))

    def covers(self, fields: Iterable[Field]) -> bool:
        """Whether all these fields are mirrored and still mean the same."""
        known = {mirrored.field.id: mirrored for mirrored in self.fields}
        return all(field.id in known and known[field.id].still_fits(field) for field in fields)


def open_table(
    actor: Actor, connection: Connection, base_id: str, table_id: str, *, is_use: bool = True
) -> Mirror:
    """The mirror of a table for this credential, made empty when there is none; says that it is in use."""
    now = utc_now()
    with db.uow(actor, read_only=True) as session:
        row = session.exec(select(MirroredTable).where(*of_table(connection, base_id, table_id))).first()
        if row is not None and (not is_use or now - row.used_at < USED_AGAIN):
            return state_of(session, row, connection)
    try:
        return _open_for_use(actor, connection, base_id, table_id, now)
    except IntegrityError:
        # Somebody else made it between our look and our insert.
        return _open_for_use(actor, connection, base_id, table_id, now)


def _open_for_use(actor: Actor, connection: Connection, base_id: str, table_id: str, now: datetime) -> Mirror:
    with db.uow(actor) as session:
        row = session.exec(select(MirroredTable).where(*of_table(connection, base_id, table_id))).first()
        if row is None:
            row = MirroredTable(
                team_id=actor.team_id, identity=connection.identity, base_id=base_id, table_id=table_id
            )
        row.used_at = now
        session.add(row)
        session.flush()
        return state_of(session, row, connection)


def of_table(connection: Connection, base_id: str, table_id: str) -> list[ColumnElement[bool]]:
    """The condition for the mirror of a table; the tenant scope adds the team."""
    conditions: list[Any] = [
        MirroredTable.identity == connection.identity,
        MirroredTable.base_id == base_id,
        MirroredTable.table_id == table_id,
    ]
    return conditions


def state_of(session: Session, row: MirroredTable, connection: Connection) -> Mirror:
    """The row as a shape, with the rhythm that the call budget allows for all mirrors in use."""
    sharing = select(func.count()).where(
        MirroredTable.identity == connection.identity, col(MirroredTable.used_at) > utc_now() - IN_USE
    )
    began = row.created_at
    return Mirror(
        id=row.id,
        generation=row.generation,
        row_count=row.row_count,
        filled_at=row.read_at or began,
        fields=tuple(MirroredField.load(stored) for stored in row.fields),
        checked_at=row.checked_at or began,
        listed_at=row.listed_at or began,
        used_at=row.used_at,
        way=row.way,
        rhythm=rhythm(
            plan_calls=connection.plan_calls,
            row_count=row.row_count,
            mirrors=max(1, session.exec(sharing).one()),
        ),
    )
