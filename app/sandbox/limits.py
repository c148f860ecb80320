"""Counts requests as the original does: 5 in a second for each base, 50 for each owner, and the calls of a month."""

import threading
import time
from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

from app.sandbox import errors

_WINDOW_SECONDS = 1.0


@dataclass
class LimitSettings:
    """enabled: whether too many requests are refused; they are always counted. monthly_calls None means no limit."""

    enabled: bool = False
    per_base: int = 5
    per_owner: int = 50
    penalty_seconds: float = 30.0
    monthly_calls: int | None = None


class Limits:
    """Safe to use from several threads."""

    def __init__(self, settings: LimitSettings) -> None:
        self._lock = threading.Lock()
        self._initial = settings
        self.reset()

    def reset(self) -> None:
        """Forgets what was counted, and has the settings of the start again."""
        with self._lock:
            self._settings = LimitSettings(**asdict(self._initial))
            self._recent: dict[str, deque[float]] = {}
            self._peaks: dict[str, int] = {}
            self._closed_until: dict[str, float] = {}
            self._calls = 0
            self._refused = 0

    def change(self, given: dict[str, Any]) -> None:
        """Changes settings by name; what was counted stays."""
        known = asdict(LimitSettings())
        for name, value in given.items():
            if name not in known or not (isinstance(value, int | float) or value is None):
                raise errors.bad_parameters()
        with self._lock:
            self._settings = LimitSettings(**{**asdict(self._settings), **given})

    def shown(self) -> dict[str, Any]:
        """Settings and counts. peaks: the most requests that came within one second, by base or owner id."""
        with self._lock:
            now = time.monotonic()
            closed = {key: round(until - now, 3) for key, until in self._closed_until.items() if until > now}
            counts = {
                "calls": self._calls,
                "refused": self._refused,
                "peaks": dict(self._peaks),
                "closed": closed,
            }
            return asdict(self._settings) | counts

    def count(self, base_id: str, owner_id: str, *, is_meta: bool) -> None:
        """Counts a request; raises the 429 that it gets."""
        with self._lock:
            settings = self._settings
            now = time.monotonic()
            is_over = [
                self._count(key, limit, now)
                for key, limit in ((base_id, settings.per_base), (owner_id, settings.per_owner))
                if key
            ]
            if settings.enabled and any(is_over):
                self._refused += 1
                raise errors.rate_limited()
            if not is_meta:
                # The calls of a month are counted for data; the meta API goes on answering.
                self._calls += 1
                if settings.monthly_calls is not None and self._calls > settings.monthly_calls:
                    self._refused += 1
                    raise errors.quota_used_up()

    def _count(self, key: str, limit: int, now: float) -> bool:
        """Whether this request is one too many, or falls into the penalty for one that was."""
        recent = self._recent.setdefault(key, deque())
        while recent and recent[0] <= now - _WINDOW_SECONDS:
            recent.popleft()
        recent.append(now)
        self._peaks[key] = max(self._peaks.get(key, 0), len(recent))
        if self._closed_until.get(key, 0.0) > now:
            return True
        if len(recent) > limit:
            self._closed_until[key] = now + self._settings.penalty_seconds
            return True
        return False
