"""Connections whose workspace has used up the calls of the month: nothing is asked of them until the next one."""

import time
from datetime import UTC, datetime
from threading import Lock

from app.airtable import _failures
from app.airtable._shapes import Connection
from app.telemetry import logger

log = logger(__name__)
_until: dict[str, float] = {}
_lock = Lock()


def check(connection: Connection) -> None:
    """Raises TooMany for an exhausted connection, without a call."""
    with _lock:
        known = _until.get(connection.identity, 0.0)
    if known > time.time() or (connection.exhausted_until or datetime.min.replace(tzinfo=UTC)) > datetime.now(
        UTC
    ):
        raise _failures.used_up(connection)


def mark(connection: Connection) -> None:
    """Until the end of the month, in this process at once and in all of them by the connection's row."""
    until = _failures.next_month(datetime.now(UTC))
    with _lock:
        _until[connection.identity] = until.timestamp()
    log.warning("airtable_calls_used_up", connection_id=connection.connection_id)
    if connection.keeper:
        connection.keeper.is_exhausted(until)


def forget(identity: str = "") -> None:
    """Try again: the plan may have been raised. Without an identity everything is forgotten, for tests."""
    with _lock:
        if identity:
            _until.pop(identity, None)
        else:
            _until.clear()
