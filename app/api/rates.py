"""How many requests a minute: by session or key, and by network for whoever is not signed in.

Counted in this process only. A budget refills all the time and holds a minute's worth; it is kept as the one moment
at which it will be full again, so that a request costs a look into a dictionary.
"""

import math
import time
from collections.abc import Callable
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from app import config
from app.auth import SignedIn
from app.errors import TooMany

MINUTE = 60.0
REMEMBERED = 20_000
IPV4_PREFIX, IPV6_PREFIX = 32, 64
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Left(NamedTuple):
    """What is left of a budget. `wait` is 0 when the request may go on, else the seconds until one may."""

    limit: int
    remaining: int
    reset: int
    wait: float

    def headers(self) -> list[tuple[bytes, bytes]]:
        """The three headers that tell a client; `reset` is in seconds."""
        return [
            (b"ratelimit-limit", b"%d" % self.limit),
            (b"ratelimit-remaining", b"%d" % self.remaining),
            (b"ratelimit-reset", b"%d" % self.reset),
        ]

    def check(self) -> None:
        """Raises TooMany when nothing was left."""
        if self.wait:
            raise TooMany(
                f"There are at most {self.limit} of these requests a minute.",
                what_to_do="Send them more slowly.",
                retry_after_seconds=math.ceil(self.wait),
            )


class Budget:
    """The budgets of one kind, one for each key. A crowd of keys pushes out those that were seen first."""

    def __init__(self, a_minute: Callable[[], int]) -> None:
        self._a_minute = a_minute
        self._full_at: dict[str, float] = {}

    def take(self, key: str) -> Left:
        """Take one request out of a key's budget, if one is left."""
        limit, now = self._a_minute(), time.monotonic()
        cost = MINUTE / limit
        full_at = max(self._full_at.get(key, 0.0), now) + cost
        wait = full_at - now - MINUTE
        if wait > 1e-6:
            return Left(limit, 0, math.ceil(full_at - cost - now), wait)
        if key not in self._full_at and len(self._full_at) >= REMEMBERED:
            self._drop(now)
        self._full_at[key] = full_at
        return Left(limit, int(-wait / cost + 1e-6), math.ceil(full_at - now), 0.0)

    def forget(self) -> None:
        """Everybody begins with a full budget again; for tests."""
        self._full_at.clear()

    def _drop(self, now: float) -> None:
        for key in [key for key, full_at in self._full_at.items() if full_at <= now]:
            del self._full_at[key]
        for key in list(self._full_at)[: len(self._full_at) - REMEMBERED + 1]:
            del self._full_at[key]


reads = Budget(lambda: config.limits().reads_a_minute)
writes = Budget(lambda: config.limits().writes_a_minute)
visits = Budget(lambda: config.limits().visitor_requests_a_minute)


def take_from(signed_in: SignedIn, method: str) -> Left:
    """One read or write of a session or key."""
    budget = reads if method in SAFE_METHODS else writes
    return budget.take(signed_in.key_id or signed_in.session_id)


def take_from_visitor(address: str) -> Left:
    """One request of a network that nobody signed in from."""
    return visits.take(network(address))


def network(address: str) -> str:
    """An IPv6 customer has a /64 to choose addresses from, so it counts as one."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    prefix = IPV4_PREFIX if found.version == 4 else IPV6_PREFIX
    return str(ip_network((found, prefix), strict=False))
