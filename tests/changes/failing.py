"""One failure of a real part, at the n-th time that it is used: of the database, of Redis, or of the service."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
import redis
from sqlalchemy import event

from app import db
from tests.changes import stock
from tests.harness.databases import Database
from tests.sandbox_server import SandboxServer


class Times:
    """How often something was used, and whether the failure came."""

    def __init__(self, fails_at: int) -> None:
        self.used = 0
        self._fails_at = fails_at

    def is_now(self) -> bool:
        self.used += 1
        return self.used == self._fails_at

    @property
    def came(self) -> bool:
        return self.used >= self._fails_at


Failing = Callable[[int], AbstractContextManager[Times]]


def of_database(database: Database) -> Failing:
    """The n-th statement ends in the middle on SQLite; on PostgreSQL its session is ended before."""

    @contextmanager
    def failing(number: int) -> Iterator[Times]:
        times = Times(number)

        def note(connection: Any, _cursor: Any, _statement: str, *_rest: Any) -> None:
            if not times.is_now():
                return
            raw = connection.connection.dbapi_connection
            if isinstance(raw, sqlite3.Connection):
                raw.set_progress_handler(lambda: 1, 1)
            else:
                # The server closes the session as it does when somebody stops it.
                raw.execute("select pg_terminate_backend(pg_backend_pid())")

        def heal(connection: Any, *_rest: Any) -> None:
            raw = connection.connection.dbapi_connection
            if isinstance(raw, sqlite3.Connection):
                raw.set_progress_handler(None, 0)

        def healed(context: Any) -> None:
            if context.connection is not None:
                heal(context.connection)

        event.listen(db.engine(), "before_cursor_execute", note)
        event.listen(db.engine(), "after_cursor_execute", heal)
        event.listen(db.engine(), "handle_error", healed)
        try:
            yield times
        finally:
            event.remove(db.engine(), "before_cursor_execute", note)
            event.remove(db.engine(), "after_cursor_execute", heal)
            event.remove(db.engine(), "handle_error", healed)

    return failing


def of_redis() -> Failing:
    """The line is cut before the n-th command."""

    @contextmanager
    def failing(number: int) -> Iterator[Times]:
        times, real = Times(number), redis.connection.AbstractConnection.send_packed_command

        def cut(self: Any, command: Any, check_health: bool = True) -> None:
            if times.is_now():
                self.disconnect()
                raise redis.exceptions.ConnectionError("The line was cut.")
            real(self, command, check_health)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(redis.connection.AbstractConnection, "send_packed_command", cut)
            yield times

    return failing


def of_service(server: SandboxServer, kind: str, when: str) -> Failing:
    """The n-th call for things fails, before or after it is carried out."""

    @contextmanager
    def failing(number: int) -> Iterator[Times]:
        server.forget_requests()
        times = Times(number)
        stock.fault(server, kind, when=when, skip=number - 1)
        try:
            yield times
        finally:
            times.used = len(stock.calls(server))
            server.call("DELETE", "/_control/faults").raise_for_status()

    return failing
