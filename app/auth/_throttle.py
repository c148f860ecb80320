"""How often somebody may guess a password, or ask for mail.

An account may be guessed at ten times in five minutes from one network, and a hundred times an hour from all unknown
devices together; a known device has a budget of its own, so that nobody locks the owner out. Counted in Redis, for
all web processes, and in this process too: when Redis is away or was emptied the limits stay.
"""

import hashlib
import math
import time
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock
from typing import Any, NamedTuple

from redis.client import Pipeline
from redis.exceptions import RedisError

from app import config, queueing
from app.errors import ConfigurationError, TooMany
from app.telemetry import logger

REMEMBERED = 50_000
AWAY_SECONDS = 1.0
log = logger(__name__)
_lock = Lock()
_counts: dict[str, tuple[int, float]] = {}


class Budget(NamedTuple):
    """So many tries in so many seconds, counted under a key that names neither account nor address."""

    key: str
    tries: int
    seconds: int


class GuessedFromEverywhere(TooMany):
    """One account was guessed at from many networks: unknown devices wait, or come with a mailed link. `is_news` at
    the first such try and at every tenth after it, so that a flood of them does little work."""

    is_news = False


def take_a_try(account: str, address: str, *, device: str = "") -> None:
    """Counts one try to sign in, `device` being that of a known one. Raises TooMany, with the seconds to wait, once
    there were too many, and GuessedFromEverywhere when that was not this network's doing alone."""
    # What is refused by the first is no guess, and does not count for the next.
    for budget in _budgets(account, address, device):
        count, wait = _taken(budget)
        if count > budget.tries:
            refused = _refusal(budget, wait)
            if isinstance(refused, GuessedFromEverywhere):
                refused.is_news = count % 10 == (budget.tries + 1) % 10
            raise refused


def forget_tries(account: str, address: str, *, device: str = "") -> None:
    """After a good sign-in: it was no guess, and the count of this network or device starts again."""
    first, *others = _budgets(account, address, device)
    _dropped(first.key)
    for budget in others:
        _given_back(budget)


def take_an_ask(address: str) -> None:
    """Counts one request for mail by somebody who is not signed in. Raises TooMany."""
    _take(Budget(f"asks:{_tag(_network(address))}", 20, 3_600))


def take_a_confirmation(session_id: str) -> None:
    """Counts one try to confirm a signed-in person's password. Raises TooMany."""
    _take(Budget(f"confirm:{_tag(session_id)}", 10, 300))


def forget_account(tag: str) -> None:
    """This process stops counting the tries for an account; see `account_tag`."""
    with _lock:
        for key in [key for key in _counts if key.startswith(f"tries:{tag}:")]:
            del _counts[key]


def forget_account_everywhere(account: str) -> None:
    """Like `forget_account`, in Redis too. Raises redis.exceptions.RedisError, ConfigurationError."""
    forget_account(account_tag(account))
    client = queueing.connection()
    for key in client.scan_iter(match=f"tries:{account_tag(account)}:*", count=1_000):
        client.delete(key)


def account_tag(account: str) -> str:
    """What stands for an account where its address must not be readable."""
    return _tag(account)


def _budgets(account: str, address: str, device: str) -> tuple[Budget, ...]:
    mine = f"tries:{account_tag(account)}"
    if device:
        return (Budget(f"{mine}:device:{_tag(device)}", 10, 300),)
    network = _tag(_network(address))
    return (
        Budget(f"{mine}:network:{network}", 10, 300),
        # Somebody who tries one password on many accounts.
        Budget(f"tries:network:{network}", 100, 300),
        Budget(f"{mine}:everywhere", 100, 3_600),
    )


def _take(budget: Budget) -> None:
    count, wait = _taken(budget)
    if count > budget.tries:
        raise _refusal(budget, wait)


def _refusal(budget: Budget, wait: float) -> TooMany:
    minutes = f"{math.ceil(wait / 60)} minutes"
    if budget.key.endswith(":everywhere"):
        return GuessedFromEverywhere(
            "Somebody tried too many passwords for this account.",
            what_to_do="If it is yours, open the link that was mailed to it in this browser, and sign in then."
            f" Or wait {minutes}.",
            retry_after_seconds=math.ceil(wait),
        )
    what = "There were too many requests." if budget.key.startswith("asks:") else "There were too many tries."
    return TooMany(what, what_to_do=f"Wait {minutes} and try again.", retry_after_seconds=math.ceil(wait))


def _taken(budget: Budget) -> tuple[int, float]:
    """How often it was used with this time, and the seconds until it begins anew."""
    here, wait_here = _count_here(budget)
    everywhere, wait_everywhere = _count_everywhere(budget)
    if everywhere > budget.tries:
        return everywhere, wait_everywhere
    return max(here, everywhere), wait_here


def _count_here(budget: Budget) -> tuple[int, float]:
    now = time.monotonic()
    with _lock:
        if len(_counts) > REMEMBERED:
            _drop_old(now)
        count, until = _counts.get(budget.key, (0, now + budget.seconds))
        if until <= now:
            count, until = 0, now + budget.seconds
        _counts[budget.key] = (count + 1, until)
        return count + 1, until - now


def _drop_old(now: float) -> None:
    for key in [key for key, (_, until) in _counts.items() if until <= now]:
        del _counts[key]
    for key in list(_counts)[: max(0, len(_counts) - REMEMBERED)]:
        del _counts[key]


def _count_everywhere(budget: Budget) -> tuple[int, float]:
    def count(line: Pipeline) -> None:
        line.set(budget.key, 0, ex=budget.seconds, nx=True)
        line.incr(budget.key)
        line.ttl(budget.key)

    _, count_now, left = _in_redis(count) or (None, 0, 0)
    return int(count_now), float(left)


def _dropped(key: str) -> None:
    with _lock:
        _counts.pop(key, None)
    _in_redis(lambda line: line.delete(key))


def _given_back(budget: Budget) -> None:
    with _lock:
        count, until = _counts.get(budget.key, (0, 0.0))
        if count:
            _counts[budget.key] = (count - 1, until)

    def give_back(line: Pipeline) -> None:
        # The key may have ended since; without an end of its own it would stay for ever.
        line.set(budget.key, 1, ex=budget.seconds, nx=True)
        line.decr(budget.key)

    _in_redis(give_back)


def _in_redis(fill: Callable[[Pipeline], object]) -> list[Any]:
    """The replies to what `fill` puts on the line; nothing while Redis is away, which is asked again after a while."""
    if time.monotonic() < _Redis.away_until:
        return []
    try:
        with queueing.connection().pipeline(transaction=True) as line:
            fill(line)
            return list(line.execute())
    except (RedisError, ConfigurationError) as exc:
        _Redis.away_until = time.monotonic() + AWAY_SECONDS
        log.warning("throttle_counts_alone", reason=type(exc).__name__)
        return []


class _Redis:
    """Until when Redis is not asked, so that somebody who signs in does not wait for it three times."""

    away_until = 0.0


def _tag(text: str) -> str:
    # The address of a person must not stand readable in Redis.
    key = config.settings().key_for("tries")
    return hashlib.blake2b(text.encode(), key=key, digest_size=16).hexdigest()


def _network(address: str) -> str:
    """An IPv6 customer has a /64 to choose addresses from, so it counts as one."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ip_network(f"{found}/{32 if found.version == 4 else 64}", strict=False))
