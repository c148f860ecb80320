"""Applies to a mirror what changed in its table, and remembers it for the history of each record.

Changes go into the current generation and into the one that is being filled, so that a swap loses none.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select, update

from app import db
from app.actor import Actor
from app.airtable._mirror._cells import END, storable_cells
from app.airtable._mirror._filling import (
    count_rows,
    drop_records,
    keep_names,
    keep_records,
)
from app.airtable._mirror._slots import MirroredField
from app.airtable._shapes import Field, Record
from app.airtable.fields import linked_table_id
from app.models import (
    MirrorChange,
    MirrorDocument,
    MirroredTable,
    MirrorGeneration,
    MirrorRow,
    utc_now,
)

MAX_RENAMED_RECORDS = 10_000
DELETED_AT_ONCE = 500


@dataclass(frozen=True)
class RecordChange:
    """What was seen to change in a record: kind created, updated or deleted; raw cells by field id."""

    id: str
    kind: str
    before: dict[str, Any]
    after: dict[str, Any]
    seen_at: datetime
    change_id: str = ""


def apply_records(actor: Actor, mirror_id: str, records: Sequence[Record]) -> int:
    """Records as they are now, whole, new or changed; how many are not what the mirror had."""
    if not records:
        return 0
    with db.uow(actor) as session:
        mirror = _locked(session, mirror_id)
        changes: list[MirrorChange] = []
        if mirror.generation is not None:
            changes = _differences(session, mirror, records)
            session.add_all(changes)
        for generation, fields in _living(session, mirror_id):
            keep_records(session, mirror.team_id, generation, records, fields)
        _recount(session, mirror)
        return len(changes)


def apply_deleted(actor: Actor, mirror_id: str, record_ids: Sequence[str]) -> int:
    """Records that are gone; how many of them the mirror had."""
    had = 0
    for start in range(0, len(record_ids), DELETED_AT_ONCE):
        had += _delete(actor, mirror_id, record_ids[start : start + DELETED_AT_ONCE])
    return had


def _delete(actor: Actor, mirror_id: str, record_ids: Sequence[str]) -> int:
    with db.uow(actor) as session:
        mirror = _locked(session, mirror_id)
        known = documents(session, mirror.generation, record_ids)
        for record_id, cells in known.items():
            session.add(_change(mirror, record_id, "deleted", before=cells, after={}))
        for generation, _ in _living(session, mirror_id):
            drop_records(session, generation, record_ids)
        _recount(session, mirror)
        return len(known)


def apply_names(actor: Actor, mirror_id: str, records: Sequence[Record], primary: Field) -> None:
    """Linkable records with their primary cell as it is now; rows that show an old name get the new one."""
    with db.uow(actor) as session:
        mirror = _locked(session, mirror_id)
        for generation, fields in _living(session, mirror_id):
            renamed = keep_names(session, mirror.team_id, generation, records, primary)
            for read_at, linking in _linking(session, generation, fields, renamed).items():
                keep_records(session, mirror.team_id, generation, linking, fields, read_at=read_at)


def missing_ids(actor: Actor, mirror_id: str, listed: set[str], *, known_before: datetime) -> list[str]:
    """The ids that the mirror has and a complete listing of the table, begun then, does not.

    What the mirror learned of since may have been added behind the listing's back.
    """
    with db.uow(actor, read_only=True) as session:
        mirror = session.exec(select(MirroredTable).where(MirroredTable.id == mirror_id)).one()
        statement = select(MirrorDocument.record_id).where(
            MirrorDocument.generation == mirror.generation, MirrorDocument.read_at < known_before
        )
        return [record_id for record_id in session.exec(statement) if record_id not in listed]


def mark_checked(actor: Actor, mirror_id: str, **times: datetime | str | int) -> None:
    """Says up to when changes (`checked_at`) or deletions (`listed_at`) are known, or how they are learned (`way`)."""
    with db.uow(actor) as session:
        session.exec(update(MirroredTable).where(col(MirroredTable.id) == mirror_id).values(**times))


def changes_seen(
    actor: Actor, mirror_id: str, *, record_id: str = "", before_id: str = "", limit: int
) -> tuple[list[RecordChange], str]:
    """What the mirror saw change in a table, or in one record of it, newest first, and the id to go on from (empty at
    the end)."""
    statement = select(MirrorChange).where(MirrorChange.mirror_id == mirror_id)
    if record_id:
        statement = statement.where(MirrorChange.record_id == record_id)
    if before_id:
        statement = statement.where(MirrorChange.id < before_id)
    with db.uow(actor, read_only=True) as session:
        rows = session.exec(statement.order_by(col(MirrorChange.id).desc()).limit(limit + 1)).all()
    found = [
        RecordChange(row.record_id, row.kind, row.before, row.after, row.seen_at, row.id)
        for row in rows[:limit]
    ]
    return found, rows[limit - 1].id if len(rows) > limit else ""


def _locked(session: Session, mirror_id: str) -> MirroredTable:
    return session.exec(select(MirroredTable).where(MirroredTable.id == mirror_id).with_for_update()).one()


def _living(session: Session, mirror_id: str) -> list[tuple[int, tuple[MirroredField, ...]]]:
    """The generations that answer now or will soon, with their fields."""
    rows = session.exec(
        select(MirrorGeneration).where(
            MirrorGeneration.mirror_id == mirror_id, col(MirrorGeneration.status).in_(["current", "filling"])
        )
    ).all()
    return [
        (row.id, tuple(MirroredField.load(stored) for stored in row.fields))
        for row in rows
        if row.id is not None
    ]


def _differences(session: Session, mirror: MirroredTable, records: Sequence[Record]) -> list[MirrorChange]:
    known = documents(session, mirror.generation, [record.id for record in records])
    mirrored = {stored["field"]["id"]: MirroredField.load(stored).field for stored in mirror.fields}
    changes = []
    for record in records:
        after = storable_cells(record.cells)
        if record.id not in known:
            changes.append(_change(mirror, record.id, "created", before={}, after=after))
            continue
        before = known[record.id]
        changed = {
            field_id
            for field_id, field in mirrored.items()
            if not _is_same(field, before.get(field_id), after.get(field_id))
        }
        if changed:
            before, after = _only(before, changed), _only(after, changed)
            changes.append(_change(mirror, record.id, "updated", before=before, after=after))
    return changes


def _is_same(field: Field, before: Any, after: Any) -> bool:
    """Whether a cell did not change. Attachments come with new addresses each time, so only their ids count."""
    if field.type == "multipleAttachments" and isinstance(before, list) and isinstance(after, list):
        return [_attachment_id(item) for item in before] == [_attachment_id(item) for item in after]
    return bool(before == after)


def _attachment_id(item: Any) -> Any:
    return item.get("id") if isinstance(item, dict) else item


def _only(cells: dict[str, Any], field_ids: set[str]) -> dict[str, Any]:
    return {field_id: cells[field_id] for field_id in sorted(field_ids) if field_id in cells}


def _change(
    mirror: MirroredTable, record_id: str, kind: str, *, before: dict[str, Any], after: dict[str, Any]
) -> MirrorChange:
    return MirrorChange(
        team_id=mirror.team_id,
        mirror_id=mirror.id,
        record_id=record_id,
        kind=kind,
        before=before,
        after=after,
        seen_at=utc_now(),
    )


def documents(
    session: Session, generation: int | None, record_ids: Iterable[str]
) -> dict[str, dict[str, Any]]:
    """The cells of these records by field id, as far as the mirror knows them."""
    statement = select(MirrorDocument.record_id, MirrorDocument.cells).where(
        MirrorDocument.generation == generation, col(MirrorDocument.record_id).in_(list(record_ids))
    )
    return {record_id: dict(cells) for record_id, cells in session.exec(statement)}


def _linking(
    session: Session, generation: int, fields: Sequence[MirroredField], renamed: dict[str, str]
) -> dict[datetime, list[Record]]:
    """The mirrored records that link to one of the renamed, by when they were read: a new name makes nothing else
    in them newer."""
    found: dict[str, MirrorDocument] = {}
    for mirrored in fields:
        if not linked_table_id(mirrored.field):
            continue
        column: Any = getattr(MirrorRow, mirrored.column)
        for record_id in renamed:
            linking = select(MirrorRow.record_id).where(
                MirrorRow.generation == generation,
                MirrorRow.part == mirrored.part,
                column.contains(f"{END}{record_id.casefold()}{END}", autoescape=True),
            )
            documents = select(MirrorDocument).where(
                MirrorDocument.generation == generation, col(MirrorDocument.record_id).in_(linking)
            )
            rows = session.exec(documents.limit(MAX_RENAMED_RECORDS))
            found.update({row.record_id: row for row in rows})
    by_time: dict[datetime, list[Record]] = defaultdict(list)
    for row in found.values():
        record = Record(id=row.record_id, created_at=row.created_at, cells=row.cells)
        by_time[row.read_at].append(record)
    return by_time


def _recount(session: Session, mirror: MirroredTable) -> None:
    if mirror.generation is not None:
        mirror.row_count = count_rows(session, mirror.generation)
        session.add(mirror)
