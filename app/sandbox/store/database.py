"""The connection to SQLite or PostgreSQL: transactions that read one moment, and transactions that write one base."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, select, text
from sqlalchemy.engine import make_url

from app.sandbox.store.tables import BASE, METADATA

_FILE = "bases.sqlite3"


class Database:
    """Safe to use from several threads; each transaction has a connection of its own."""

    def __init__(self, data_dir: Path, url: str = "") -> None:
        """Opens or makes the database: at the URL (SQLite or PostgreSQL), else a SQLite file in the folder."""
        self._engine = _engine(url or f"sqlite:///{data_dir / _FILE}")
        self._is_sqlite = self._engine.dialect.name == "sqlite"
        with self.writing() as connection:
            # Two processes that start at once must not both make the tables.
            self.lock(connection)
            METADATA.create_all(connection)

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one moment of the database and changes nothing."""
        level = {} if self._is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with self._engine.connect().execution_options(**level) as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self, base_id: str = "") -> Iterator[Connection]:
        """A transaction that is kept whole or not at all. Writers of one base wait for each other."""
        with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            if base_id and not self._is_sqlite:
                connection.execute(select(BASE.c.id).where(BASE.c.id == base_id).with_for_update())
            yield connection

    def lock(self, connection: Connection) -> None:
        """Lets no other writing transaction past this point until the end of this one."""
        if not self._is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(7331021)"))

    def empty(self, connection: Connection) -> None:
        """Deletes everything, in a writing transaction."""
        for table in reversed(METADATA.sorted_tables):
            connection.execute(table.delete())


def _engine(url: str) -> Engine:
    given = make_url(url)
    if given.get_backend_name() == "sqlite":
        engine = create_engine(given, pool_size=10, max_overflow=50, connect_args={"timeout": 60})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if given.get_backend_name() not in ("postgresql", "postgres"):
        raise ValueError(f"The sandbox keeps its data in SQLite or PostgreSQL, not in {given.drivername}.")
    return create_engine(given.set(drivername="postgresql+psycopg"), pool_size=10, max_overflow=50)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions by itself; _begin_sqlite does.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes its lock at once: one that began as a reader could not get it any more."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
