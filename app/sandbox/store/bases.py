"""Bases and the definitions of their tables, read and written in the transaction of the caller."""

import json
import threading
from collections.abc import Mapping

from sqlalchemy import Connection, func, insert, select, update

from app.sandbox.completion import complete
from app.sandbox.schema import Base, Table, compact, read_table
from app.sandbox.store.tables import BASE, BASE_TABLE


class Bases:
    """Reads bases; remembers each at its newest version, so that a request does not parse definitions again."""

    def __init__(self) -> None:
        self._known: dict[str, Base] = {}
        self._lock = threading.Lock()

    def find(self, connection: Connection, base_id: str) -> Base | None:
        row = connection.execute(select(BASE).where(BASE.c.id == base_id)).one_or_none()
        if row is None:
            return None
        with self._lock:
            known = self._known.get(base_id)
        if known is not None and known.schema_version == row.schema_version:
            return known
        tables = connection.execute(
            select(BASE_TABLE.c.definition).where(BASE_TABLE.c.base_id == base_id).order_by(BASE_TABLE.c.rank)
        )
        found = complete(
            Base(
                id=row.id,
                name=row.name,
                workspace_id=row.workspace_id,
                created_time=row.created_time,
                permission=row.permission,
                permissions=json.loads(row.permissions),
                schema_version=row.schema_version,
                tables=tuple(read_table(base_id, json.loads(definition)) for (definition,) in tables),
            )
        )
        with self._lock:
            # A writer may still roll back: a version is only remembered once a reader has seen it.
            if not connection.get_execution_options().get("writes"):
                self._known[base_id] = found
        return found

    def forget(self) -> None:
        with self._lock:
            self._known.clear()


def list_bases(
    connection: Connection, *, after: str, limit: int
) -> list[tuple[str, str, str, Mapping[str, str]]]:
    """Id, name, permission and permissions of people, in order, from the base with the id `after` on ("": first)."""
    start = select(BASE.c.rank).where(BASE.c.id == after).scalar_subquery()
    rows = connection.execute(
        select(BASE.c.id, BASE.c.name, BASE.c.permission, BASE.c.permissions)
        .where(BASE.c.rank >= func.coalesce(start, 0))
        .order_by(BASE.c.rank)
        .limit(limit)
    )
    return [(row.id, row.name, row.permission, json.loads(row.permissions)) for row in rows]


def add_base(connection: Connection, base: Base) -> None:
    """Inserts the base and its tables, after all others."""
    highest = connection.execute(select(func.coalesce(func.max(BASE.c.rank), -1))).scalar_one()
    connection.execute(
        insert(BASE).values(
            id=base.id,
            name=base.name,
            workspace_id=base.workspace_id,
            created_time=base.created_time,
            permission=base.permission,
            permissions=compact(dict(base.permissions)),
            rank=highest + 1,
            schema_version=base.schema_version,
            transaction_number=0,
        )
    )
    for rank, table in enumerate(base.tables):
        add_table(connection, table, rank=rank)


def add_table(connection: Connection, table: Table, *, rank: int) -> None:
    connection.execute(
        insert(BASE_TABLE).values(
            id=table.id,
            base_id=table.base_id,
            rank=rank,
            definition=compact(table.stored()),
            last_number=0,
        )
    )


def save_table(connection: Connection, table: Table) -> None:
    connection.execute(
        update(BASE_TABLE).where(BASE_TABLE.c.id == table.id).values(definition=compact(table.stored()))
    )


def count_schema_change(connection: Connection, base_id: str) -> None:
    connection.execute(
        update(BASE).where(BASE.c.id == base_id).values(schema_version=BASE.c.schema_version + 1)
    )


def next_transaction(connection: Connection, base_id: str) -> int:
    """Counts one more transaction of the base and answers its number."""
    number: int = connection.execute(
        update(BASE)
        .where(BASE.c.id == base_id)
        .values(transaction_number=BASE.c.transaction_number + 1)
        .returning(BASE.c.transaction_number)
    ).scalar_one()
    return number


def take_numbers(connection: Connection, table_id: str, count: int) -> range:
    """The next numbers for this many new records of the table."""
    last = connection.execute(
        update(BASE_TABLE)
        .where(BASE_TABLE.c.id == table_id)
        .values(last_number=BASE_TABLE.c.last_number + count)
        .returning(BASE_TABLE.c.last_number)
    ).scalar_one()
    return range(last - count + 1, last + 1)
