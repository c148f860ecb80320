"""Reads the rows of a table into values, only the fields that are needed, links with the names behind them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app import airtable
from app.airtable import Field, Table, kind_of
from app.tables._schema import OpenBase

Row = dict[str, Any]


@dataclass(frozen=True)
class Linked:
    """A linked record with the value of its primary field; a record that cannot be seen keeps its id as the name."""

    id: str
    name: str


def iter_rows(opened: OpenBase, table: Table, fields: Sequence[Field]) -> Iterator[Row]:
    """Every row of the table: the values of these fields by field id, None for an empty cell."""
    names = {field.id: _linked_names(opened, field) for field in fields if kind_of(field).family == "links"}
    readers = [(field, kind_of(field).read) for field in fields]
    # The service sends all cells when none are asked for, so a mere count asks for the primary field.
    wanted = [field.id for field in fields] or [table.primary_field_id]
    for record in airtable.iter_records(opened.connection, opened.base.id, table.id, fields=wanted):
        row = {field.id: read(field, record.cells.get(field.id)) for field, read in readers}
        for field_id, known in names.items():
            ids = row[field_id]
            row[field_id] = tuple(Linked(i, known.get(i, i)) for i in ids) if ids else None
        yield row


def _linked_names(opened: OpenBase, field: Field) -> dict[str, str]:
    linked = next((t for t in opened.tables if t.id == field.options.get("linkedTableId")), None)
    if linked is None:
        return {}
    primary = next((f for f in linked.fields if f.id == linked.primary_field_id), None)
    if primary is None:
        return {}
    kind = kind_of(primary)
    names = {}
    for record in airtable.iter_records(opened.connection, opened.base.id, linked.id, fields=[primary.id]):
        value = kind.read(primary, record.cells.get(primary.id))
        names[record.id] = record.id if value is None else kind.show(primary, value, None)
    return names
