"""Reads the rows of a table into values, only the fields that are needed, links with the names behind them."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app import airtable
from app.airtable import Field, Record, Table, kind_of, mirror
from app.tables._schema import OpenBase
from app.tables._slots import Slots

Row = dict[str, Any]
Reader = Callable[[Any], Any]
ROWS_AT_ONCE = 2_000
# What the calls of this room are counted as.
FEATURE = "tables"
MAX_REMEMBERED = 10_000


@dataclass(frozen=True)
class Linked:
    """A linked record with the value of its primary field; a record that cannot be seen keeps its id as the name."""

    id: str
    name: str


def iter_rows(opened: OpenBase, table: Table, fields: Sequence[Field]) -> Iterator[Row]:
    """Every row of the table, from the service: the values of these fields by field id, None for an empty cell."""
    names = all_names(opened, fields)
    # The service sends all cells when none are asked for, so a mere count asks for the primary field.
    wanted = [field.id for field in fields] or [table.primary_field_id]
    for record in airtable.iter_records(
        opened.connection, opened.base.id, table.id, fields=wanted, feature=FEATURE
    ):
        yield row_of(record, fields, names)


def row_of(record: Record, fields: Sequence[Field], names: Mapping[str, str]) -> Row:
    """The values of a record by field id. names: those of the records that it links to."""
    row = {}
    for field in fields:
        kind = kind_of(field)
        value = kind.read(field, record.cells.get(field.id))
        row[field.id] = _linked(value, names) if kind.family == "links" and value else value
    return row


def all_names(opened: OpenBase, fields: Sequence[Field]) -> dict[str, str]:
    """The names of all records that these fields may link to, from the service: for whoever reads all rows."""
    names: dict[str, str] = {}
    for linked, primary in _linked_tables(opened, fields).values():
        place = (opened.connection, opened.base.id, linked.id)
        for record in airtable.iter_records(*place, fields=[primary.id], feature=FEATURE):
            names[record.id] = _name(primary, record)
    return names


def names_for(opened: OpenBase, fields: Sequence[Field], records: Iterable[Record]) -> dict[str, str]:
    """The names of the records that these link to, from the service: for whoever reads some rows."""
    names: dict[str, str] = {}
    records = list(records)
    for table_id, (linked, primary) in _linked_tables(opened, fields).items():
        linking = [field for field in fields if field.options.get("linkedTableId") == table_id]
        wanted = sorted(mirror.linked_ids(records, linking))
        place = (opened.connection, opened.base.id, linked.id)
        for record in airtable.get_records(*place, wanted, fields=[primary.id], feature=FEATURE):
            names[record.id] = _name(primary, record)
    return names


def _linked_tables(opened: OpenBase, fields: Sequence[Field]) -> dict[str, tuple[Table, Field]]:
    """By their id, the tables that these fields link to, each with its primary field."""
    found = {}
    for field in fields:
        table_id = field.options.get("linkedTableId") if kind_of(field).family == "links" else None
        linked = next((table for table in opened.tables if table.id == table_id), None)
        primary = (
            next((f for f in linked.fields if f.id == linked.primary_field_id), None) if linked else None
        )
        if linked is not None and primary is not None:
            found[linked.id] = (linked, primary)
    return found


def _name(primary: Field, record: Record) -> str:
    value = kind_of(primary).read(primary, record.cells.get(primary.id))
    return record.id if value is None else kind_of(primary).show(primary, value, None)


def mirrored_rows(
    session: Session, slots: Slots, values: Sequence[Field], presence: Sequence[Field], clause: Any = None
) -> Iterator[Row]:
    """Rows out of a mirror that pass the clause, streamed: the values of some fields, and of others only whether they
    are filled (True or None). At least one field is asked for."""
    linking = [field.id for field in values if kind_of(field).family == "links"]
    readers = [(field.id, *_slot_reader(field, slots)) for field in values]
    readers += [(field.id, slots.column(field.id), _is_filled) for field in presence]
    # With the id there are always two columns, so that rows come as tuples.
    statement = slots.select(slots.record_id, *(column for _, column, _ in readers))
    if clause is not None:
        statement = statement.where(clause)
    names: dict[str, str] = {}
    found = session.exec(statement.execution_options(yield_per=ROWS_AT_ONCE))
    for chunk in found.partitions():
        rows = [
            {field_id: read(cell) for (field_id, _, read), cell in zip(readers, cells[1:], strict=True)}
            for cells in chunk
        ]
        if linking:
            _name_links(session, slots.generation, rows, linking, names)
        yield from rows


def _name_links(
    session: Session, generation: int, rows: list[Row], linking: list[str], names: dict[str, str]
) -> None:
    wanted = {linked for row in rows for field_id in linking for linked in row[field_id] or ()}
    names.update(mirror.names_of(session, generation, wanted.difference(names)))
    for row in rows:
        for field_id in linking:
            if row[field_id]:
                row[field_id] = _linked(row[field_id], names)


def _linked(ids: Sequence[str], names: Mapping[str, str]) -> tuple[Linked, ...]:
    return tuple(Linked(linked, names.get(linked, linked)) for linked in ids)


def _is_filled(slot: Any) -> bool | None:
    return None if slot is None else True


def _slot_reader(field: Field, slots: Slots) -> tuple[Any, Reader]:
    """The column that a field's value is read from, and how. Texts stand folded in their slots, so the cell itself is
    read; values repeat, so each is worked out once."""
    kind = kind_of(field)
    if mirror.slot_kind(field) != "text":
        return slots.column(field.id), lambda slot: mirror.decode(field, slot)
    if kind.family in ("text", "select"):
        return slots.raw(field.id), lambda raw: kind.read(field, raw)
    known: dict[str, Any] = {}

    def read(raw: str | None) -> Any:
        if raw is None:
            return None
        if raw not in known:
            if len(known) >= MAX_REMEMBERED:
                known.clear()
            known[raw] = kind.read(field, json.loads(raw))
        return known[raw]

    return slots.raw(field.id), read
