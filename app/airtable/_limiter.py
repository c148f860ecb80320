"""When a request may leave: 5 a base and 50 an owner in 1.1 seconds, over all processes, people before bulk.

The turns are kept in Redis (see _turns.lua and ADR 11). Without Redis each process lets one request a second through
to a base: slow, but never open.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple, cast

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from app import config
from app.airtable._shapes import Connection, Lane
from app.errors import Busy, ConfigurationError
from app.telemetry import airtable_waits, logger

LIMITER_DB = 2
WINDOW_SECONDS = 1.1
BASE_TURNS = 5
OWNER_TURNS = 50
# While bulk work runs, a person waits no longer than this for a turn, and the one right after no longer than that.
YIELD_SECONDS = 0.1
SECOND_YIELD_SECONDS = 0.34
# How far ahead bulk work may take a turn, so that none is lost while it wakes up.
LOOKAHEAD_SECONDS = 0.05
QUIET_SECONDS = 30.0
# A request that leaves later than its turn by more than this says so: the turns behind it count from then.
LATE_SECONDS = 0.02
# However many people ask, a bulk request gets a turn this often.
HUNGER_SECONDS = 5.0
PATIENCE_SECONDS: dict[Lane, float] = {"interactive": 20.0, "bulk": 300.0}
# Airtable refuses every request to a base for this long after a 429.
PENALTY_SECONDS = 30.0
ALONE_SECONDS = 1.0
SOCKET_SECONDS = 1.0
# How long a Redis that did not answer is left alone.
REDIS_PAUSE_SECONDS = 5.0
MAX_REMEMBERED = 1_000
log = logger(__name__)
Script = Callable[[list[str], list[str | int]], Any]


@dataclass(frozen=True)
class Place:
    """What a request counts against: a base (empty for calls that concern none) and the owner of the credential."""

    base_id: str
    owner: str

    @classmethod
    def of(cls, connection: Connection, base_id: str) -> "Place":
        return cls(
            f"{connection.kind}:{base_id}" if base_id else "",
            f"{connection.kind}:{connection.owner_id or connection.identity}",
        )

    @property
    def key(self) -> str:
        return self.base_id or self.owner


def take_turn(place: Place, lane: Lane) -> float:
    """Waits until a request may leave; the seconds that it took. Raises Busy when that would be too long.

    A person is told at once that a base is closed after a 429; bulk work waits for it to open.
    """
    started, patience, ticket = time.monotonic(), PATIENCE_SECONDS[lane], 0
    name = secrets.token_hex(6)
    while True:
        asked = time.monotonic()
        waited = asked - started
        answer, seconds, ticket = _ask(_Request(place, lane, name, ticket, patience - waited))
        is_closed_to_people = answer == "closed" and lane == "interactive"
        if answer == "refused" or is_closed_to_people or waited + seconds > patience:
            raise _busy(seconds)
        if seconds > 0:
            time.sleep(seconds)
        if answer == "granted":
            now = time.monotonic()
            if now - asked - seconds > LATE_SECONDS:
                _tell_late(place, name)
            waited = now - started
            airtable_waits.labels(lane).observe(waited)
            return waited


def close_place(place: Place, seconds: float) -> None:
    """Nobody asks there for so many seconds, in no process."""
    _alone.close(place.key, seconds)
    try:
        _redis().set(_closed_key(place.key), 1, px=max(1, round(seconds * 1000)))
    except (RedisError, ConfigurationError) as error:
        log.warning("airtable_place_closed_here_only", reason=type(error).__name__)


def reset() -> None:
    """Forget the connection and everything this process knows; for tests and for shutdown."""
    _alone.clear()
    if _redis.cache_info().currsize:
        _redis().close()
    for known in (_redis, _script, _late_script):
        known.cache_clear()


@dataclass(frozen=True)
class _Request:
    place: Place
    lane: Lane
    name: str
    ticket: int
    patience: float


class _Answer(NamedTuple):
    word: str
    seconds: float
    ticket: int


def _ask(request: _Request) -> _Answer:
    if not _alone.is_redis_gone():
        try:
            word, microseconds, ticket = _script()(_keys(request.place), _arguments(request))
            return _Answer(word.decode(), int(microseconds) / 1e6, int(ticket))
        except (RedisError, ConfigurationError) as error:
            _alone.redis_is_gone()
            log.warning("airtable_limiter_alone", reason=type(error).__name__)
    return _alone.ask(request.place.key, request.patience)


def _tell_late(place: Place, name: str) -> None:
    if _alone.is_redis_gone():
        return
    try:
        _late_script()(_keys(place)[:2], [name])
    except (RedisError, ConfigurationError) as error:
        log.warning("airtable_turn_not_moved", reason=type(error).__name__)


def _keys(place: Place) -> list[str]:
    key = place.key
    turns = [f"turns:{key}", f"turns:{place.owner}"]
    return [*turns, _closed_key(key), f"people:{key}", f"tickets:{key}", f"fed:{key}"]


def _closed_key(key: str) -> str:
    return f"closed:{key}"


def _arguments(request: _Request) -> list[str | int]:
    return [
        request.lane,
        request.name,
        request.ticket,
        _microseconds(WINDOW_SECONDS),
        BASE_TURNS if request.place.base_id else OWNER_TURNS,
        OWNER_TURNS,
        _microseconds(YIELD_SECONDS),
        _microseconds(SECOND_YIELD_SECONDS),
        _microseconds(LOOKAHEAD_SECONDS),
        _microseconds(max(request.patience, 0)),
        round(QUIET_SECONDS * 1000),
        round(HUNGER_SECONDS * 1000),
    ]


def _microseconds(seconds: float) -> int:
    return round(seconds * 1e6)


def _busy(seconds: float) -> Busy:
    return Busy(
        "This base gets too many requests at the moment.",
        what_to_do=f"Try again in {max(seconds, 1):.0f} seconds.",
        retry_after_seconds=max(seconds, 1),
    )


@cache
def _redis() -> Redis:
    # A lost reply costs one turn; a retry inside the client would take a second one.
    return Redis.from_url(
        config.settings().redis(LIMITER_DB),
        socket_timeout=SOCKET_SECONDS,
        socket_connect_timeout=SOCKET_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )


@cache
def _script() -> Script:
    return _registered("_turns.lua")


@cache
def _late_script() -> Script:
    return _registered("_late_turn.lua")


def _registered(file: str) -> Script:
    made: Any = _redis().register_script(Path(__file__).with_name(file).read_text())
    return cast("Script", made)


class _Alone:
    """The limiter of one process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.clear()

    def clear(self) -> None:
        with self._lock:
            self._next: dict[str, float] = {}
            self._closed: dict[str, float] = {}
            self._redis_gone_until = 0.0

    def is_redis_gone(self) -> bool:
        return time.monotonic() < self._redis_gone_until

    def redis_is_gone(self) -> None:
        self._redis_gone_until = time.monotonic() + REDIS_PAUSE_SECONDS

    def close(self, key: str, seconds: float) -> None:
        with self._lock:
            self._closed[key] = time.monotonic() + seconds

    def ask(self, key: str, patience: float) -> _Answer:
        """Like the script: what is granted is counted."""
        now = time.monotonic()
        with self._lock:
            if len(self._next) + len(self._closed) > MAX_REMEMBERED:
                self._next = {k: t for k, t in self._next.items() if t > now}
                self._closed = {k: t for k, t in self._closed.items() if t > now}
            if (closed := self._closed.get(key, 0.0)) > now:
                return _Answer("closed", closed - now, 0)
            at = max(now, self._next.get(key, 0.0))
            if at - now > patience:
                return _Answer("refused", at - now, 0)
            self._next[key] = at + ALONE_SECONDS
            return _Answer("granted", at - now, 0)


_alone = _Alone()
