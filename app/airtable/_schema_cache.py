"""The tables of bases as they were read last, by what the credential may see."""

import time
from collections import OrderedDict
from threading import Lock

from app.airtable._shapes import Connection, Table

MAX_REMEMBERED = 256
_Key = tuple[str, str, str, str]


class SchemaCache:
    """Safe to use from several threads."""

    def __init__(self) -> None:
        self._known: OrderedDict[_Key, tuple[float, tuple[Table, ...]]] = OrderedDict()
        self._lock = Lock()

    def get(self, connection: Connection, base_id: str, max_age_seconds: float) -> tuple[Table, ...] | None:
        """The tables, unless they were read longer ago than that."""
        with self._lock:
            known = self._known.get(_key(connection, base_id))
        return known[1] if known and time.monotonic() - known[0] < max_age_seconds else None

    def put(self, connection: Connection, base_id: str, tables: tuple[Table, ...]) -> None:
        with self._lock:
            self._known[_key(connection, base_id)] = (time.monotonic(), tables)
            self._known.move_to_end(_key(connection, base_id))
            while len(self._known) > MAX_REMEMBERED:
                self._known.popitem(last=False)

    def forget(self, base_id: str = "") -> None:
        """Whoever asks for this base next reads it anew; without one, for any."""
        with self._lock:
            for key in [key for key in self._known if not base_id or key[-1] == base_id]:
                del self._known[key]


schema_cache = SchemaCache()


def _key(connection: Connection, base_id: str) -> _Key:
    return connection.team_id, connection.identity, connection.url, base_id
