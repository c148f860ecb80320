"""The database: engine, unit of work, tenant scope, migrations. The only file that commits.

`with uow(actor) as session:` opens one short transaction; a verb inside a verb joins it. Every ORM statement
carries the tenant scope of the actor's team, for every team-owned table; on PostgreSQL row-level security
stands below it. Work that leaves the process (jobs, events) is registered with `after_commit`.
"""

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Engine, create_engine, event, func, insert, select, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import ORMExecuteState, UOWTransaction, with_loader_criteria
from sqlmodel import Session

from app import config, models
from app.actor import ALL_TEAMS, Actor
from app.errors import Unavailable
from app.telemetry import logger

BUSY_TIMEOUT_MILLISECONDS = 30_000
SWITCH_PAUSE_SECONDS = 0.01
MIGRATION_LOCK = 0x70796174
# As many as threads may leave the event loop at once, so that none of them waits for another's connection.
CONNECTIONS = 24
log = logger(__name__)


@dataclass
class _Unit:
    session: Session
    team_id: str
    read_only: bool
    after_commit: list[Callable[[], None]] = field(default_factory=list)


class _Process:
    """What this process keeps: its engine, and who of its threads may write on SQLite. A fork begins anew."""

    engine: Engine | None

    def __init__(self) -> None:
        self.begin_anew()

    def begin_anew(self) -> None:
        self.engine = None
        self.making = threading.Lock()
        self.writing = threading.Lock()


_process = _Process()
# Only this file can mark an insert as checked.
_CHECKED = object()
_open: ContextVar[_Unit | None] = ContextVar("open_unit", default=None)


class TenantScopeBroken(RuntimeError):
    """A statement would have touched another team's rows. Always a mistake of ours."""


@contextmanager
def uow(actor: Actor, *, read_only: bool = False) -> Iterator[Session]:
    """One short transaction in the actor's team; joins an open one of the same team.

    The outermost commits, or rolls back when an error leaves it. Raises Unavailable when the database cannot
    be reached. Nothing inside may talk to the network.
    """
    outer = _open.get()
    if outer is not None:
        _refuse_unfit(outer, actor, read_only=read_only)
        yield outer.session
        return
    with _writers_turn(read_only=read_only), Session(engine(), expire_on_commit=False) as session:
        unit = _Unit(session=session, team_id=actor.team_id, read_only=read_only)
        _scope(session, actor)
        token = _open.set(unit)
        try:
            _begin(session, actor, read_only=read_only)
            yield session
            session.commit()
        except OperationalError as exc:
            raise Unavailable("The database does not answer.", what_to_do="Try again in a moment.") from exc
        finally:
            _open.reset(token)
    for leave in unit.after_commit:
        leave()


@contextmanager
def _writers_turn(*, read_only: bool) -> Iterator[None]:
    """On SQLite, the writers of this process stand in line: its own waiting polls, with pauses up to 100 ms."""
    if read_only or not config.settings().is_sqlite:
        yield
        return
    if not _process.writing.acquire(timeout=BUSY_TIMEOUT_MILLISECONDS / 1000):
        raise Unavailable("The database is busy.", what_to_do="Try again in a moment.")
    try:
        yield
    finally:
        _process.writing.release()


def after_commit(leave: Callable[[], None]) -> None:
    """Run `leave` once the open unit of work has committed; never when it rolls back."""
    unit = _open.get()
    if unit is None:
        raise RuntimeError("after_commit needs an open unit of work.")
    unit.after_commit.append(leave)


def add_rows(cls: type[models.Row], rows: Sequence[Mapping[str, Any]]) -> None:
    """Add many rows of one team-owned table in the open unit of work, each with all its columns, without objects.

    Ten times as quick as session.add. Raises TenantScopeBroken when one of them is of another team.
    """
    unit = _open.get()
    if unit is None:
        raise RuntimeError("add_rows needs an open unit of work.")
    if unit.team_id != ALL_TEAMS and any(row["team_id"] != unit.team_id for row in rows):
        raise TenantScopeBroken(f"A {cls.__name__} of another team cannot be written.")
    if rows:
        # Without render_nulls, each pattern of empty columns would become a statement of its own.
        options = {"checked": _CHECKED, "render_nulls": True}
        unit.session.execute(insert(cls), list(rows), execution_options=options)


def now(session: Session) -> datetime:
    """The time by the clock that all processes share: PostgreSQL's, or on SQLite this host's."""
    if session.get_bind().dialect.name == "postgresql":
        return cast(
            datetime, session.connection().execute(select(func.clock_timestamp())).scalar_one()
        ).astimezone(UTC)
    return models.utc_now()


def assert_no_open_uow() -> None:
    """Gateways call this first: a network call inside a transaction would hold its locks."""
    if _open.get() is not None:
        raise RuntimeError("A gateway was called inside an open unit of work.")


def engine() -> Engine:
    """The engine of this process. A forked child makes its own."""
    # Two threads that ask first would make two, and the connections of one would never be closed.
    with _process.making:
        if _process.engine is None:
            _process.engine = _made_engine()
        return _process.engine


def _made_engine() -> Engine:
    settings = config.settings()
    if settings.is_sqlite:
        # Made with the key, unless somebody gave one. Where it cannot be made, the database says so.
        with contextlib.suppress(OSError):
            settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = create_engine(
            settings.database,
            hide_parameters=True,
            pool_size=CONNECTIONS,
            connect_args={"timeout": BUSY_TIMEOUT_MILLISECONDS / 1000},
        )
        event.listen(made, "connect", _prepare_sqlite)
        event.listen(made, "begin", _begin_sqlite)
        return made
    options = "-c statement_timeout=30000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000"
    connect_args = {"options": options, "connect_timeout": 5, "application_name": "pyairtable-platform"}
    # Errors name the statement and never its values: they go to the log.
    return create_engine(
        settings.database,
        hide_parameters=True,
        connect_args=connect_args,
        pool_pre_ping=True,
        pool_size=CONNECTIONS,
    )


def close() -> None:
    """Close all connections; the next use opens new ones. For tests and for shutdown."""
    with _process.making:
        if _process.engine is not None:
            _process.engine.dispose()
            _process.engine = None


def ping() -> None:
    """One round trip. Raises Unavailable."""
    with uow(Actor.system("health"), read_only=True) as session:
        session.connection().execute(text("select 1"))


def can_bypass_row_security() -> bool:
    """Whether the role of DATABASE_URL ignores row-level security. Always False on SQLite, which has none."""
    if engine().dialect.name == "sqlite":
        return False
    statement = text("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
    with engine().connect() as connection:
        return bool(connection.execute(statement).scalar_one())


def migrate() -> bool:
    """Bring the schema to the newest revision. False when it was there already. Safe to run by several at once."""
    # Alembic takes half a second to import and only this function needs it.
    from alembic import command  # noqa: PLC0415

    current, newest = schema_revisions()
    if current == newest:
        return False
    with engine().connect() as connection, _migration_lock(connection):
        if _revision(connection) == newest:
            # Another process did it while this one waited for the lock.
            return False
        alembic = _alembic_config()
        alembic.attributes["connection"] = connection
        command.upgrade(alembic, "head")
        connection.commit()
    log.info("database_migrated", from_revision=current, to_revision=newest)
    return True


def schema_revisions() -> tuple[str | None, str | None]:
    """The database's revision and the newest one. Raises Unavailable."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    newest = ScriptDirectory.from_config(_alembic_config()).get_current_head()
    try:
        with engine().connect() as connection:
            return _revision(connection), newest
    except DBAPIError as exc:
        raise Unavailable(
            "The database does not answer.", what_to_do="Check DATABASE_URL and the server."
        ) from exc


def _revision(connection: Connection) -> str | None:
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415

    return MigrationContext.configure(connection).get_current_revision()


def _alembic_config() -> Any:
    from alembic.config import Config  # noqa: PLC0415

    made = Config()
    made.set_main_option("script_location", str(config.ROOT / "alembic"))
    return made


@contextmanager
def _migration_lock(connection: Connection) -> Iterator[None]:
    if connection.dialect.name == "sqlite":
        # BEGIN IMMEDIATE, with the first statement, is the lock: a second migrator waits for the first there.
        yield
        return
    connection.execute(text("select pg_advisory_lock(:key)"), {"key": MIGRATION_LOCK})
    try:
        yield
    finally:
        connection.rollback()
        connection.execute(text("select pg_advisory_unlock(:key)"), {"key": MIGRATION_LOCK})
        connection.commit()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own transaction handling is switched off; `_begin_sqlite` decides how each one begins.
    connection.isolation_level = None
    cursor = connection.cursor()
    _switch_to_wal(cursor)
    for pragma in (
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MILLISECONDS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    path = Path(config.settings().database.removeprefix("sqlite:///"))
    if path.exists() and path.stat().st_mode & 0o077:
        path.chmod(0o600)


def _switch_to_wal(cursor: Any) -> None:
    # A new file is switched by whoever comes first; SQLite refuses a second at once, whatever the busy timeout.
    deadline = time.monotonic() + BUSY_TIMEOUT_MILLISECONDS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(SWITCH_PAUSE_SECONDS)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that starts as a reader and then writes can fail at once under WAL, whatever the busy
    # timeout, so writers take the lock when they begin.
    read_only = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if read_only else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


def _begin(session: Session, actor: Actor, *, read_only: bool) -> None:
    connection = session.connection(execution_options={"read_only": read_only})
    if connection.dialect.name == "postgresql":
        set_team = text("select set_config('app.team_id', :team, true)")
        connection.execute(set_team, {"team": actor.team_id})
        if read_only:
            connection.execute(text("set transaction read only"))


def _refuse_unfit(outer: _Unit, actor: Actor, *, read_only: bool) -> None:
    if outer.team_id != actor.team_id:
        raise TenantScopeBroken("A unit of work cannot be joined by another team.")
    if outer.read_only and not read_only:
        raise RuntimeError("A read-only unit of work cannot be joined by one that writes.")


def _scope(session: Session, actor: Actor) -> None:
    """Add the tenant scope to every statement of the session, for every team-owned table.

    Criteria for the tables a statement seems to use are not enough: counts, EXISTS and scalar subqueries hide
    theirs, so every statement carries the criteria for all of them.
    """
    if actor.is_system:
        return
    team_id = actor.team_id
    criteria = _criteria(team_id)

    def add_criteria(state: ORMExecuteState) -> None:
        if state.is_insert:
            if state.execution_options.get("checked") is _CHECKED:
                return
            raise TenantScopeBroken("Rows are added with session.add or add_rows, which check their team.")
        state.statement = state.statement.options(*criteria)

    def check_new(session: Session, _context: UOWTransaction, _instances: object) -> None:
        for row in [*session.new, *session.dirty]:
            if getattr(type(row), "team_owned", False) and row.team_id != team_id:
                raise TenantScopeBroken(f"A {type(row).__name__} of another team cannot be written.")

    event.listen(session, "do_orm_execute", add_criteria)
    event.listen(session, "before_flush", check_new)


@lru_cache(maxsize=256)
def _criteria(team_id: str) -> tuple[Any, ...]:
    """The conditions of a team. Making them anew took a millisecond of every unit of work."""
    return tuple(
        with_loader_criteria(cls, cls.team_id == team_id, include_aliases=True)  # type: ignore[attr-defined]
        for cls in models.team_owned()
    )


def _forget_parents_connections() -> None:
    if _process.engine is not None:
        _process.engine.dispose(close=False)
    _process.begin_anew()
    _open.set(None)


os.register_at_fork(after_in_child=_forget_parents_connections)
