"""Fills a generation of a mirror, page by page, and puts it in the place of the current one when it is complete.

Only one process fills at a time (a lease), another goes on where a killed one stopped (the position is saved with
each page), and one that was taken for dead changes nothing any more (a fence). Memory holds one page.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Literal

from sqlalchemy import func
from sqlmodel import Session, col, delete, select, update

from app import db
from app.actor import Actor
from app.airtable import _failures
from app.airtable._failures import OffsetExpired
from app.airtable._mirror._cells import encode, linked_ids
from app.airtable._mirror._cursor import cursor_now, go_back
from app.airtable._mirror._slots import MirroredField, assign
from app.airtable._pages import read_page
from app.airtable._shapes import Connection, Field, Record, Table
from app.airtable.fields import kind_of, linked_table_id
from app.errors import LostLease, PlatformError, UpstreamRefused
from app.models import (
    MirrorDocument,
    MirroredTable,
    MirrorGeneration,
    MirrorName,
    MirrorRow,
    utc_now,
)
from app.telemetry import logger

LEASE = timedelta(seconds=60)
MAX_RESTARTS = 3
# What the calls of mirrors are counted as.
FEATURE = "mirror"
# A statement of SQLite takes 32,766 values.
MOST_IDS = 5_000
_RECORD_ID = re.compile(r"[0-9A-Za-z]{1,20}")
log = logger(__name__)
Filled = Literal["complete", "elsewhere", "unfinished"]
# What is read in which order: of each linked table its primary field, then the table itself with all fields.
_Stage = tuple[Table, Field | None]


@dataclass(frozen=True)
class Source:
    """Where a table is read: through which connection, in which base, and the tables around it."""

    connection: Connection
    base_id: str
    table: Table
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class _Hold:
    """A generation that this process fills."""

    mirror_id: str
    generation: int
    fence: int
    stage: int
    position: str
    fields: tuple[MirroredField, ...]


def fill(actor: Actor, source: Source, mirror_id: str, *, until: datetime) -> Filled:
    """Reads the whole table into a new generation, the names of linked records first.

    Gives "complete"; "elsewhere" when another process is at it; "unfinished" when `until` has come, and the next call
    goes on where this one stopped. Raises what reading raises, LostLease when another process has taken over.
    """
    for _ in range(MAX_RESTARTS):
        hold = _claim(actor, mirror_id, source)
        if hold is None:
            return "elsewhere"
        try:
            return _run(actor, source, hold, until)
        except OffsetExpired:
            _fenced_alone(actor, hold, status="retired", retired_at=utc_now(), lease_until=None)
            log.info("mirror_fill_begins_again", mirror_id=mirror_id)
        except LostLease:
            raise
        except PlatformError:
            _fenced_alone(actor, hold, lease_until=None)
            raise
    raise UpstreamRefused("The table could not be read to its end.", what_to_do="Try again later.")


def linked_tables(table: Table, tables: Sequence[Table]) -> list[tuple[Table, Field]]:
    """The tables that the records link to, each with its primary field."""
    by_id = {each.id: each for each in tables}
    linked = dict.fromkeys(linked_table_id(field) for field in table.fields)
    found = []
    for other in (by_id[table_id] for table_id in linked if table_id in by_id):
        primary = next((field for field in other.fields if field.id == other.primary_field_id), None)
        if primary is not None:
            found.append((other, primary))
    return found


def _claim(actor: Actor, mirror_id: str, source: Source) -> _Hold | None:
    """The generation that is being filled, or a new one, now ours; None when another process holds it."""
    now = utc_now()
    with db.uow(actor) as session:
        mirror = session.exec(
            select(MirroredTable).where(MirroredTable.id == mirror_id).with_for_update()
        ).one()
        row = session.exec(
            select(MirrorGeneration).where(
                MirrorGeneration.mirror_id == mirror.id, MirrorGeneration.status == "filling"
            )
        ).first()
        if row is not None and row.lease_until is not None and row.lease_until > now:
            return None
        if row is not None and not _fits(row, source.table):
            row.status, row.retired_at = "retired", now
            session.add(row)
            row = None
        if row is None:
            row = MirrorGeneration(
                team_id=mirror.team_id,
                mirror_id=mirror.id,
                fields=[mirrored.dump() for mirrored in assign(source.table.fields)],
                cursor=cursor_now(session, mirror.identity, mirror.base_id),
                started_at=now,
            )
        row.fence += 1
        row.lease_until = now + LEASE
        session.add(row)
        session.flush()
        assert row.id is not None
        loaded = tuple(MirroredField.load(stored) for stored in row.fields)
        return _Hold(mirror_id, row.id, row.fence, row.stage, row.position, loaded)


def _fits(row: MirrorGeneration, table: Table) -> bool:
    begun = {stored["field"]["id"]: MirroredField.load(stored) for stored in row.fields}
    return len(begun) == len(table.fields) and all(
        field.id in begun and begun[field.id].still_fits(field) for field in table.fields
    )


def _run(actor: Actor, source: Source, hold: _Hold, until: datetime) -> Filled:
    stages: list[_Stage] = [*linked_tables(source.table, source.tables), (source.table, None)]
    stage, position = hold.stage, hold.position
    while stage < len(stages):
        if utc_now() >= until:
            # The next call may go on at once.
            _fenced_alone(actor, hold, lease_until=None)
            return "unfinished"
        table, primary = stages[stage]
        wanted = [primary.id] if primary else None
        asked_at = utc_now()
        page = read_page(
            source.connection,
            source.base_id,
            table.id,
            fields=wanted,
            offset=position,
            lane="bulk",
            feature=FEATURE,
        )
        if any(not _RECORD_ID.fullmatch(record.id) for record in page.records):
            raise _failures.not_understood(source.connection)
        stage, position = (stage, page.offset) if page.offset else (stage + 1, "")
        following = (stage, position) if stage < len(stages) else None
        _keep(actor, hold, _Kept(page.records, primary, asked_at), following)
    return "complete"


def _keep(actor: Actor, hold: _Hold, page: "_Kept", following: tuple[int, str] | None) -> None:
    """One page and the place after it in one commit; with the last page the generation becomes the current one."""
    with db.uow(actor) as session:
        stage, position = following or (hold.stage, "")
        _fenced(session, hold, stage=stage, position=position, lease_until=utc_now() + LEASE)
        if page.primary is not None:
            keep_names(session, actor.team_id, hold.generation, page.records, page.primary)
        else:
            records = _not_newer(session, hold.generation, page)
            keep_records(session, actor.team_id, hold.generation, records, hold.fields)
        if following is None:
            _swap(session, hold)


@dataclass(frozen=True)
class _Kept:
    """A page that was asked for then; of names when there is a primary field."""

    records: tuple[Record, ...]
    primary: Field | None
    asked_at: datetime


def _not_newer(session: Session, generation: int, page: _Kept) -> list[Record]:
    """The records of the page without those that were learned of, newer, while it was on its way."""
    ids = [record.id for record in page.records]
    statement = select(MirrorDocument.record_id).where(
        MirrorDocument.generation == generation,
        col(MirrorDocument.record_id).in_(ids),
        MirrorDocument.read_at >= page.asked_at,
    )
    newer = set(session.exec(statement))
    return [record for record in page.records if record.id not in newer]


def keep_names(
    session: Session, team_id: str, generation: int, records: Sequence[Record], primary: Field
) -> dict[str, str]:
    """The names of linkable records, new or changed; gives those that are not what they were."""
    shown = {record.id: _name(primary, record) for record in records}
    before = names_of(session, generation, shown)
    changed = {record_id: name for record_id, name in shown.items() if before.get(record_id) != name}
    session.exec(
        delete(MirrorName).where(
            col(MirrorName.generation) == generation, col(MirrorName.record_id).in_(changed)
        )
    )
    owned = {"team_id": team_id, "generation": generation}
    db.add_rows(MirrorName, [{**owned, "record_id": i, "name": name} for i, name in changed.items()])
    return changed


def _name(primary: Field, record: Record) -> str:
    value = kind_of(primary).read(primary, record.cells.get(primary.id))
    return record.id if value is None else kind_of(primary).show(primary, value, None)


def keep_records(
    session: Session,
    team_id: str,
    generation: int,
    records: Sequence[Record],
    fields: Sequence[MirroredField],
    *,
    read_at: datetime | None = None,
) -> None:
    """The records, in the place of what was known of them; read_at is when they were read, now unless it is given."""
    unique = {record.id: record for record in records}
    drop_records(session, generation, list(unique))
    names = names_of(session, generation, linked_ids(unique.values(), (m.field for m in fields)))
    rows: list[dict[str, Any]] = []
    documents: list[dict[str, Any]] = []
    read_at = read_at or utc_now()
    for record in unique.values():
        parts, document = encode(
            record, fields, names, team_id=team_id, generation=generation, read_at=read_at
        )
        rows.extend(parts)
        documents.append(document)
    db.add_rows(MirrorRow, rows)
    db.add_rows(MirrorDocument, documents)


def drop_records(session: Session, generation: int, record_ids: Sequence[str]) -> None:
    """Takes records out of a generation."""
    for cls in (MirrorRow, MirrorDocument):
        session.exec(delete(cls).where(col(cls.generation) == generation, col(cls.record_id).in_(record_ids)))


def names_of(session: Session, generation: int, record_ids: Iterable[str]) -> dict[str, str]:
    """The names of these records, as far as they are known."""
    names: dict[str, str] = {}
    waiting = iter(record_ids)
    while chunk := list(islice(waiting, MOST_IDS)):
        statement = select(MirrorName.record_id, MirrorName.name).where(
            MirrorName.generation == generation, col(MirrorName.record_id).in_(chunk)
        )
        names.update(session.exec(statement).all())
    return names


def count_rows(session: Session, generation: int) -> int:
    counted = select(func.count()).select_from(MirrorDocument).where(MirrorDocument.generation == generation)
    return session.exec(counted).one()


def _swap(session: Session, hold: _Hold) -> None:
    now, mirror_id = utc_now(), hold.mirror_id
    session.exec(
        update(MirrorGeneration)
        .where(col(MirrorGeneration.mirror_id) == mirror_id, col(MirrorGeneration.status) == "current")
        .values(status="retired", retired_at=now)
    )
    row = session.exec(select(MirrorGeneration).where(MirrorGeneration.id == hold.generation)).one()
    row.status, row.lease_until = "current", None
    mirror = session.exec(select(MirroredTable).where(MirroredTable.id == mirror_id)).one()
    mirror.generation = hold.generation
    mirror.row_count = count_rows(session, hold.generation)
    go_back(session, mirror.identity, mirror.base_id, row.cursor)
    mirror.fields = row.fields
    # What changed while the pages were read is looked for again from here on.
    mirror.read_at = mirror.checked_at = mirror.listed_at = row.started_at
    session.add(row)
    session.add(mirror)
    log.info("mirror_filled", mirror_id=mirror_id, rows=mirror.row_count)


def _fenced(session: Session, hold: _Hold, **changes: Any) -> None:
    """Changes the generation only while it is ours."""
    changed = session.exec(
        update(MirrorGeneration)
        .where(
            col(MirrorGeneration.id) == hold.generation,
            col(MirrorGeneration.fence) == hold.fence,
            col(MirrorGeneration.status) == "filling",
        )
        .values(**changes)
    )
    if changed.rowcount != 1:
        raise LostLease("Another process fills this mirror now.")


def _fenced_alone(actor: Actor, hold: _Hold, **changes: Any) -> None:
    with db.uow(actor) as session:
        _fenced(session, hold, **changes)
