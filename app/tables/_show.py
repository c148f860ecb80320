"""Records as people and programs get them: each cell with its plain value and its text."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from app.airtable import Field, Record, kind_of, linked_table_id
from app.models import utc_now
from app.tables._record_shapes import Cell, Freshness, RecordRow
from app.tables._shapes import FieldRef
from app.tables._sources import Reading

# Airtable's addresses of attachments expire after two hours.
ATTACHMENTS_GO_STALE = timedelta(minutes=100)


def refs(fields: Sequence[Field]) -> tuple[FieldRef, ...]:
    return tuple(FieldRef(id=field.id, name=field.name, type=field.type) for field in fields)


def freshness(reading: Reading) -> Freshness:
    """How old what was read is, as of now."""
    known, began = reading.known, reading.read_at
    return Freshness(
        origin=reading.origin,
        checked_at=known.checked_at if known else began,
        listed_at=known.listed_at if known else began,
        age_seconds=max(0.0, (utc_now() - began).total_seconds()),
        refreshed_every_seconds=reading.rhythm.check_every.total_seconds(),
    )


def record_row(
    record: Record,
    fields: Sequence[Field],
    names: Mapping[str, str],
    *,
    read_at: datetime,
    mark: int | None = None,
) -> RecordRow:
    """A record with the filled cells of these fields. names: of the records that it links to."""
    is_old = utc_now() - read_at > ATTACHMENTS_GO_STALE
    shown = {}
    for field in fields:
        raw = record.cells.get(field.id)
        if raw is not None and (cell := _cell(field, raw, names, is_old=is_old)) is not None:
            shown[field.id] = cell
    return RecordRow(id=record.id, created_at=record.created_at, cells=shown, mark=mark)


def text_of(field: Field, raw: Any, names: Mapping[str, str]) -> str:
    """A cell as a person reads it; empty for an empty one."""
    kind = kind_of(field)
    value = None if raw is None else kind.read(field, raw)
    if value is None or value is False:
        return ""
    if linked_table_id(field):
        return ", ".join(names.get(linked, str(linked)) for linked in value)
    return kind.show(field, value, None)


def plain_of(field: Field, raw: Any, names: Mapping[str, str]) -> Any:
    """A cell as plain JSON, links with their names; None for an empty one."""
    kind = kind_of(field)
    value = None if raw is None else kind.read(field, raw)
    if value is None or value is False:
        return None
    if linked_table_id(field):
        return [{"id": linked, "name": names.get(linked, str(linked))} for linked in value]
    return raw


def _cell(field: Field, raw: Any, names: Mapping[str, str], *, is_old: bool) -> Cell | None:
    plain = plain_of(field, raw, names)
    if plain is None:
        return None
    is_stale = is_old and field.type == "multipleAttachments"
    return Cell(value=plain, text=text_of(field, raw, names), is_stale=is_stale)
