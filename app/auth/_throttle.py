"""How often somebody may guess: ten tries in five minutes for one account from one network.

Counted in Redis, for all web processes, and in this process too: when Redis is away the limit stays.
"""

import hashlib
import math
import time
from ipaddress import ip_address, ip_network
from threading import Lock

from redis.exceptions import RedisError

from app import config, queueing
from app.errors import ConfigurationError, TooMany
from app.telemetry import logger

TRIES = 10
SECONDS = 300
REMEMBERED = 10_000
log = logger(__name__)
_lock = Lock()
_counts: dict[str, tuple[int, float]] = {}


def take_a_try(account: str, address: str) -> None:
    """Counts one try. Raises TooMany, with the seconds to wait, once there were too many."""
    key = _key(account, address)
    here, wait_here = _count_here(key)
    everywhere, wait_everywhere = _count_everywhere(key)
    if max(here, everywhere) > TRIES:
        wait = wait_everywhere if everywhere > TRIES else wait_here
        raise TooMany(
            "There were too many tries to sign in.",
            what_to_do=f"Wait {math.ceil(wait / 60)} minutes and try again.",
            retry_after_seconds=math.ceil(wait),
        )


def forget_tries(account: str, address: str) -> None:
    """After a good sign-in the count starts again."""
    key = _key(account, address)
    with _lock:
        _counts.pop(key, None)
    try:
        queueing.connection().delete(key)
    except (RedisError, ConfigurationError) as exc:
        log.debug("tries_not_forgotten", reason=type(exc).__name__)


def _count_here(key: str) -> tuple[int, float]:
    now = time.monotonic()
    with _lock:
        if len(_counts) > REMEMBERED:
            _drop_old(now)
        count, until = _counts.get(key, (0, now + SECONDS))
        if until <= now:
            count, until = 0, now + SECONDS
        _counts[key] = (count + 1, until)
        return count + 1, until - now


def _drop_old(now: float) -> None:
    for key in [key for key, (_, until) in _counts.items() if until <= now]:
        del _counts[key]
    for key in list(_counts)[: max(0, len(_counts) - REMEMBERED)]:
        del _counts[key]


def _count_everywhere(key: str) -> tuple[int, float]:
    try:
        with queueing.connection().pipeline(transaction=True) as line:
            line.set(key, 0, ex=SECONDS, nx=True)
            line.incr(key)
            line.ttl(key)
            _, count, left = line.execute()
        return int(count), float(left)
    except (RedisError, ConfigurationError) as exc:
        log.warning("throttle_counts_alone", reason=type(exc).__name__)
        return 0, 0.0


def _key(account: str, address: str) -> str:
    # The address of a person must not stand readable in Redis.
    text = f"{account}\n{_network(address)}".encode()
    return (
        f"tries:{hashlib.blake2b(text, key=config.settings().key_for('tries'), digest_size=16).hexdigest()}"
    )


def _network(address: str) -> str:
    """An IPv6 customer has a /64 to choose addresses from, so it counts as one."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    return str(ip_network(f"{found}/{32 if found.version == 4 else 64}", strict=False))
