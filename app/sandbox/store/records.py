"""Records, read and written in the transaction of the caller."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, insert, or_, select, update

from app.sandbox.schema import compact
from app.sandbox.store.tables import RECORD

# SQLite takes no more than 32,766 values in a statement.
_IDS_AT_ONCE = 1000
_ROWS_AT_ONCE = 1000


@dataclass(slots=True)
class Record:
    """A record. cells: what is stored, by field id, without empty ones. derived: what was computed for this request."""

    id: str
    table_id: str
    number: int
    created_time: str
    created_by: str
    touched: dict[str, list[str]]
    cells: dict[str, Any]
    derived: dict[str, Any] = field(default_factory=dict)

    def value(self, field_id: str) -> Any:
        """The cell, stored or derived; None for an empty one."""
        found = self.cells.get(field_id)
        return self.derived.get(field_id) if found is None else found


def find(connection: Connection, record_id: str) -> Record | None:
    return next(iter(_records(connection, select(RECORD).where(RECORD.c.id == record_id))), None)


def by_ids(connection: Connection, record_ids: Iterable[str]) -> dict[str, Record]:
    """These records by id; those that are gone are left out."""
    found: dict[str, Record] = {}
    for some in _batches(list(record_ids), _IDS_AT_ONCE):
        for record in _records(connection, select(RECORD).where(RECORD.c.id.in_(some))):
            found[record.id] = record
    return found


def scan(
    connection: Connection, table_id: str, *, in_order_made: bool, start: str | int = "", first: int = 1000
) -> Iterator[list[Record]]:
    """All records of a table in growing portions: in the order of their ids, or in the order in which they were made.

    start is the id of the first record, or its number where the order is the one in which they were made; "" for the
    beginning. A record that was deleted meanwhile still has its place. The portion after a small first one is larger,
    because whoever asks for it is looking for something rare.
    """
    order = RECORD.c.number if in_order_made else RECORD.c.id
    statement = select(RECORD).where(RECORD.c.table_id == table_id).order_by(order)
    page = statement if start == "" else statement.where(order >= start)
    size = first
    while found := _records(connection, page.limit(size)):
        yield found
        if len(found) < size:
            return
        last = found[-1].number if in_order_made else found[-1].id
        page, size = statement.where(order > last), _ROWS_AT_ONCE


def containing(connection: Connection, table_id: str, fragments: Sequence[str]) -> Iterator[Record]:
    """Records whose stored JSON holds one of the fragments, in the order in which they were made.

    A quick sieve only: the fragment may stand in another cell, or in other case. The caller looks at the cells.
    """
    wanted = or_(*(RECORD.c.cells.contains(fragment, autoescape=True) for fragment in fragments))
    statement = select(RECORD).where(RECORD.c.table_id == table_id, wanted).order_by(RECORD.c.number)
    yield from _records(connection, statement)


def add(connection: Connection, records: Iterable[Record]) -> None:
    for some in _batches(list(records), _ROWS_AT_ONCE):
        connection.execute(insert(RECORD), [_row(record) for record in some])


def save(connection: Connection, records: Iterable[Record]) -> None:
    """Writes the cells and the marks of these records, which exist."""
    changed = [
        {"key": record.id, "cells": compact(record.cells), "touched": compact(record.touched)}
        for record in records
    ]
    if changed:
        statement = update(RECORD).where(RECORD.c.id == bindparam("key"))
        connection.execute(statement.values(cells=bindparam("cells"), touched=bindparam("touched")), changed)


def remove(connection: Connection, record_ids: Iterable[str]) -> None:
    for some in _batches(list(record_ids), _IDS_AT_ONCE):
        connection.execute(delete(RECORD).where(RECORD.c.id.in_(some)))


def _records(connection: Connection, statement: Select[Any]) -> list[Record]:
    rows: Sequence[Any] = connection.execute(statement).all()
    # One call parses the cells of all rows, three times as fast as a call for each.
    cells = json.loads(f"[{','.join(row[6] for row in rows)}]")
    return [
        Record(row[0], row[1], row[2], row[3], row[4], {} if row[5] == "{}" else json.loads(row[5]), cell)
        for row, cell in zip(rows, cells, strict=True)
    ]


def _row(record: Record) -> dict[str, Any]:
    return {
        "id": record.id,
        "table_id": record.table_id,
        "number": record.number,
        "created_time": record.created_time,
        "created_by": record.created_by,
        "touched": compact(record.touched),
        "cells": compact(record.cells),
    }


def _batches(items: list[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
