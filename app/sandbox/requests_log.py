"""The last requests that the sandbox answered, for tests to count. It never holds a token."""

import threading
from collections import deque
from datetime import UTC, datetime
from typing import Any

MAX_ENTRIES = 10_000


class RequestsLog:
    """Bounded and safe to use from several threads; the oldest entries fall out."""

    def __init__(self) -> None:
        self._entries: deque[dict[str, Any]] = deque(maxlen=MAX_ENTRIES)
        self._lock = threading.Lock()

    def add(
        self, *, method: str, path: str, query: list[tuple[str, str]], status: int, milliseconds: float
    ) -> None:
        entry = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "method": method,
            "path": path,
            "query": [[name, value] for name, value in query],
            "status": status,
            "milliseconds": round(milliseconds, 3),
        }
        with self._lock:
            self._entries.append(entry)

    def entries(self) -> list[dict[str, Any]]:
        """Oldest first: at, method, path, query pairs, status, milliseconds."""
        with self._lock:
            return list(self._entries)

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
