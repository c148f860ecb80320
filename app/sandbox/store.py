"""Bases, tables and records in one SQLite file. The only file of the sandbox that speaks SQL."""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS base (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, permission TEXT NOT NULL, rank INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS base_table (
    id TEXT PRIMARY KEY, base_id TEXT NOT NULL REFERENCES base (id), name TEXT NOT NULL, name_key TEXT NOT NULL,
    rank INTEGER NOT NULL, version INTEGER NOT NULL DEFAULT 0, definition TEXT NOT NULL,
    UNIQUE (base_id, name_key));
CREATE TABLE IF NOT EXISTS record (
    id TEXT PRIMARY KEY, table_id TEXT NOT NULL REFERENCES base_table (id), rank INTEGER NOT NULL,
    created_time TEXT NOT NULL, cells TEXT NOT NULL) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS record_by_id ON record (table_id, id);
CREATE UNIQUE INDEX IF NOT EXISTS record_by_rank ON record (table_id, rank);
CREATE TABLE IF NOT EXISTS seeding (name TEXT PRIMARY KEY);
"""


@dataclass(frozen=True)
class StoredBase:
    id: str
    name: str
    permission: str


@dataclass(frozen=True)
class StoredTable:
    """A table with its definition as the meta API shows it (fields, views, primaryFieldId, description)."""

    id: str
    base_id: str
    name: str
    version: int
    definition: dict[str, Any]

    @property
    def fields(self) -> list[dict[str, Any]]:
        fields: list[dict[str, Any]] = self.definition["fields"]
        return fields


@dataclass(frozen=True)
class StoredRecord:
    """A record with its non-empty cells, keyed by field id."""

    id: str
    table_id: str
    created_time: str
    cells: dict[str, Any]


class Store:
    """One connection for each thread, because the server answers from a pool of threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        with self._write() as connection:
            for statement in _SCHEMA.split(";"):
                connection.execute(statement)

    def close(self) -> None:
        """Closes the connections of all threads. No other call may run or follow."""
        with self._lock:
            for connection in self._opened:
                connection.close()
            self._opened.clear()

    def seed(self, name: str, bases: Iterable[dict[str, Any]]) -> bool:
        """Loads the bases unless this file was seeded before; answers whether it loaded them.

        All or nothing, and safe when two processes start on one file at once.
        """
        with self._write() as connection:
            if connection.execute("SELECT 1 FROM seeding").fetchone():
                return False
            for rank, base in enumerate(bases):
                _insert_base(connection, rank, base)
            connection.execute("INSERT INTO seeding (name) VALUES (?)", (name,))
        return True

    def bases(self, *, after: str, limit: int) -> list[StoredBase]:
        """Bases in their order, from the one with the id `after` on ("" for the first)."""
        rows = self._read().execute(
            "SELECT id, name, permission FROM base WHERE rank >= coalesce("
            "(SELECT rank FROM base WHERE id = ?), 0) ORDER BY rank LIMIT ?",
            (after, limit),
        )
        return [StoredBase(*row) for row in rows]

    def base_exists(self, base_id: str) -> bool:
        return self._read().execute("SELECT 1 FROM base WHERE id = ?", (base_id,)).fetchone() is not None

    def tables(self, base_id: str) -> list[StoredTable]:
        rows = self._read().execute(
            "SELECT id, base_id, name, version, definition FROM base_table WHERE base_id = ? ORDER BY rank",
            (base_id,),
        )
        return [_table(row) for row in rows]

    def find_table(self, base_id: str, id_or_name: str) -> StoredTable | None:
        """The table by id, else by its name in any case."""
        row = (
            self._read()
            .execute(
                "SELECT id, base_id, name, version, definition FROM base_table"
                " WHERE base_id = ? AND (id = ? OR name_key = ?) ORDER BY id = ? DESC LIMIT 1",
                (base_id, id_or_name, id_or_name.casefold(), id_or_name),
            )
            .fetchone()
        )
        return _table(row) if row else None

    def table(self, table_id: str) -> StoredTable | None:
        row = (
            self._read()
            .execute(
                "SELECT id, base_id, name, version, definition FROM base_table WHERE id = ?", (table_id,)
            )
            .fetchone()
        )
        return _table(row) if row else None

    def record(self, record_id: str) -> StoredRecord | None:
        row = (
            self._read()
            .execute("SELECT id, table_id, created_time, cells FROM record WHERE id = ?", (record_id,))
            .fetchone()
        )
        return _record(row) if row else None

    def page_by_id(self, table_id: str, *, start: str, limit: int) -> list[StoredRecord]:
        """Records in the byte order of their ids, from the id `start` on ("" for the first)."""
        rows = self._read().execute(
            "SELECT id, table_id, created_time, cells FROM record WHERE table_id = ? AND id >= ? ORDER BY id LIMIT ?",
            (table_id, start, limit),
        )
        return [_record(row) for row in rows]

    def records(self, ids: list[str]) -> list[StoredRecord]:
        """These records in this order; ids that are gone are left out."""
        marks = ",".join("?" * len(ids))
        rows = self._read().execute(
            f"SELECT id, table_id, created_time, cells FROM record WHERE id IN ({marks})", ids
        )
        found = {row[0]: _record(row) for row in rows}
        return [found[record_id] for record_id in ids if record_id in found]

    def sorted_ids(self, table_id: str, keys: list[tuple[dict[str, Any], bool]]) -> list[str]:
        """All ids of a table in the order of the (field, descending) keys, ties in the order of the ids.

        Empty cells come first ascending and last descending, single selects in the order of their choices, text
        without regard to case first.
        """
        terms: list[str] = []
        values: list[Any] = [table_id]
        for field, descending in keys:
            for expression, arguments in _order_expressions(field):
                terms.append(f"{expression} {'DESC' if descending else 'ASC'}")
                values.extend(arguments)
        rows = self._read().execute(
            f"SELECT id FROM record WHERE table_id = ? ORDER BY {', '.join([*terms, 'id'])}", values
        )
        return [row[0] for row in rows]

    def _read(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                self._path, timeout=30, isolation_level=None, check_same_thread=False, cached_statements=256
            )
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.create_function("casefold", 1, _casefold, deterministic=True)
            self._local.connection = connection
            with self._lock:
                self._opened.append(connection)
        return connection

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        connection = self._read()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def _insert_base(connection: sqlite3.Connection, rank: int, base: dict[str, Any]) -> None:
    permission = base.get("permissionLevel", "create")
    connection.execute("INSERT INTO base VALUES (?, ?, ?, ?)", (base["id"], base["name"], permission, rank))
    for table_rank, table in enumerate(base["tables"]):
        definition = {key: value for key, value in table.items() if key != "records"}
        connection.execute(
            "INSERT INTO base_table (id, base_id, name, name_key, rank, definition) VALUES (?, ?, ?, ?, ?, ?)",
            (
                table["id"],
                base["id"],
                table["name"],
                table["name"].casefold(),
                table_rank,
                json.dumps(definition),
            ),
        )
        connection.executemany(
            "INSERT INTO record (id, table_id, rank, created_time, cells) VALUES (?, ?, ?, ?, ?)",
            (
                (record["id"], table["id"], row, record["createdTime"], json.dumps(record["fields"]))
                for row, record in enumerate(table.get("records", ()))
            ),
        )


def _table(row: tuple[Any, ...]) -> StoredTable:
    return StoredTable(id=row[0], base_id=row[1], name=row[2], version=row[3], definition=json.loads(row[4]))


def _record(row: tuple[Any, ...]) -> StoredRecord:
    return StoredRecord(id=row[0], table_id=row[1], created_time=row[2], cells=json.loads(row[3]))


def _order_expressions(field: dict[str, Any]) -> list[tuple[str, list[Any]]]:
    """SQL terms, with their arguments, that order the cells of a field."""
    path = f"$.{field['id']}"
    cell = "json_extract(cells, ?)"
    if field["type"] == "singleSelect":
        choices = [choice["name"] for choice in field["options"]["choices"]]
        if not choices:
            return [(cell, [path])]
        whens = " ".join("WHEN ? THEN ?" for _ in choices)
        ranks = [item for rank, name in enumerate(choices) for item in (name, rank)]
        return [(f"CASE {cell} {whens} END", [path, *ranks])]
    if field["type"] in ("singleLineText", "multilineText", "richText", "email", "url", "phoneNumber"):
        return [(f"casefold({cell})", [path]), (cell, [path])]
    return [(cell, [path])]


def _casefold(text: str | None) -> str | None:
    return text.casefold() if text is not None else None
