"""Counts every call by team, connection, base, feature and day.

Counted in memory and written every two seconds, all keys in one transaction; a process that is killed loses no more
than that. A row is only ever added to, so that any number of processes may count the same key.
"""

import atexit
import os
from collections import Counter
from datetime import UTC, date, datetime
from threading import Event, Lock, Thread
from typing import NamedTuple

from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlmodel import Session, col, update

from app import db
from app.actor import Actor
from app.airtable._call import Call
from app.airtable._shapes import Connection
from app.errors import PlatformError
from app.models import CallCount
from app.telemetry import logger

FLUSH_SECONDS = 2.0
MAX_KEYS = 10_000
MAX_FEATURE_CHARACTERS = 40
log = logger(__name__)


class _Key(NamedTuple):
    team_id: str
    connection_id: str
    base_id: str
    feature: str
    day: date


class _Tally:
    """What this process has counted and not yet written. A fork begins anew: the parent writes its own."""

    def __init__(self) -> None:
        self.begin_anew()

    def begin_anew(self) -> None:
        self.lock = Lock()
        self.writing = Lock()
        self.calls: Counter[_Key] = Counter()
        self.due = Event()
        self.writer: Thread | None = None


_tally = _Tally()


def add(connection: Connection, call: Call) -> None:
    """Count one call. Connections of no team, as at a command line, are not counted."""
    if not connection.team_id:
        return
    feature = (call.feature or call.name)[:MAX_FEATURE_CHARACTERS]
    day = datetime.now(UTC).date()
    key = _Key(connection.team_id, connection.connection_id, call.base_id, feature, day)
    with _tally.lock:
        if len(_tally.calls) < MAX_KEYS or key in _tally.calls:
            _tally.calls[key] += 1
        if _tally.writer is None:
            _tally.writer = Thread(target=_write_now_and_then, name="call-counts", daemon=True)
            _tally.writer.start()
    _tally.due.set()


def flush() -> None:
    """Write what was counted. What cannot be written now is kept for the next time.

    Waits for a writing that has begun, so that whoever closes the database afterwards cuts off none.
    """
    with _tally.writing:
        with _tally.lock:
            taken, _tally.calls = _tally.calls, Counter()
        if not taken:
            return
        try:
            with db.uow(Actor.system("call-counts")) as unit:
                # Always in the same order, so that two processes never wait for each other's rows.
                for key, calls in sorted(taken.items()):
                    _add_to_row(unit, key, calls)
        except (PlatformError, SQLAlchemyError) as error:
            log.warning("call_counts_not_written", reason=type(error).__name__)
            with _tally.lock:
                _tally.calls.update(taken)


def forget() -> None:
    """Drop what could not be written; for tests."""
    with _tally.lock:
        _tally.calls.clear()


def _add_to_row(unit: Session, key: _Key, calls: int) -> None:
    is_row = [getattr(CallCount, name) == value for name, value in key._asdict().items()]
    added = update(CallCount).where(*is_row).values(calls=col(CallCount.calls) + calls)
    if unit.exec(added).rowcount:
        return
    try:
        with unit.begin_nested():
            unit.add(CallCount(**key._asdict(), calls=calls))
    except IntegrityError:
        # Another process has made the row in this moment.
        unit.exec(added)


def _write_now_and_then() -> None:
    # A pause that is ended by nothing but the time: `due` says that there is something to write at all.
    pause = Event()
    while True:
        _tally.due.wait()
        pause.wait(FLUSH_SECONDS)
        _tally.due.clear()
        flush()


atexit.register(flush)
os.register_at_fork(after_in_child=_tally.begin_anew)
