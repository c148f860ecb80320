"""Reads the rows of a table into values, only the fields that are needed, links with the names behind them."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app import airtable
from app.airtable import Field, Record, Table, kind_of, linked_table_id, mirror
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
        linking = [field for field in fields if linked_table_id(field) == table_id]
        wanted = sorted(mirror.linked_ids(records, linking))
        place = (opened.connection, opened.base.id, linked.id)
        for record in airtable.get_records(*place, wanted, fields=[primary.id], feature=FEATURE):
            names[record.id] = _name(primary, record)
    return names


def _linked_tables(opened: OpenBase, fields: Sequence[Field]) -> dict[str, tuple[Table, Field]]:
    """By their id, the tables that these fields link to, each with its primary field."""
    found = {}
    for field in fields:
        table_id = linked_table_id(field)
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


def mirrored_values(
    session: Session, slots: Slots, columns: Sequence["Column"], clause: Any = None
) -> Iterator[tuple[Any, ...]]:
    """Rows out of a mirror that pass the clause, streamed: a value for each column, in their order."""
    linking = [place for place, column in enumerate(columns) if column.is_link]
    read = [column.read for column in columns]
    statement = slots.select(slots.part, *(column.source for column in columns))
    if clause is not None:
        statement = statement.where(clause)
    names: dict[str, str] = {}
    found = session.exec(statement.execution_options(yield_per=ROWS_AT_ONCE))
    for chunk in found.partitions():
        if not linking:
            for cells in chunk:
                yield tuple([each(cell) for each, cell in zip(read, cells[1:], strict=True)])
            continue
        rows = [[each(cell) for each, cell in zip(read, cells[1:], strict=True)] for cells in chunk]
        _name_links(session, slots.generation, rows, linking, names)
        yield from map(tuple, rows)


@dataclass(frozen=True)
class Column:
    """What is read of a mirrored field: from where, and how it becomes a value."""

    source: Any
    read: Reader
    is_link: bool = False


def value_column(field: Field, slots: Slots) -> Column:
    """The values of a field. Those that do not stand exactly in their slots are read out of the cell itself."""
    if mirror.is_exact(field):
        return Column(slots.column(field.id), mirror.decoder(field))
    kind = kind_of(field)

    def read(raw: str | None) -> Any:
        return None if raw is None else kind.read(field, json.loads(raw))

    return Column(slots.raw(field.id), remembered(read), kind.family == "links")


def presence_column(field: Field, slots: Slots) -> Column:
    """Whether a field is filled: True or None."""
    return Column(slots.column(field.id), _is_filled)


def remembered(read: Reader) -> Reader:
    """The same, working each value out once as long as there are not too many."""
    known: dict[Any, Any] = {}

    def look_up(cell: Any) -> Any:
        try:
            return known[cell]
        except KeyError:
            if len(known) >= MAX_REMEMBERED:
                known.clear()
            value = known[cell] = read(cell)
            return value

    return look_up


def _name_links(
    session: Session, generation: int, rows: list[list[Any]], linking: list[int], names: dict[str, str]
) -> None:
    wanted = {linked for row in rows for place in linking for linked in row[place] or ()}
    names.update(mirror.names_of(session, generation, wanted.difference(names)))
    for row in rows:
        for place in linking:
            if row[place]:
                row[place] = _linked(row[place], names)


def _linked(ids: Sequence[str], names: Mapping[str, str]) -> tuple[Linked, ...]:
    return tuple(Linked(linked, names.get(linked, linked)) for linked in ids)


def _is_filled(slot: Any) -> bool | None:
    return None if slot is None else True
