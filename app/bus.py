"""Side news: what changed, published after commit and heard by every web process (Redis pub/sub).

Nothing depends on a message arriving: the database is the truth, and every listener reads it when it starts.
"""

import json
import time
from collections.abc import AsyncIterator
from functools import cache
from typing import Any, NamedTuple

from redis import Redis
from redis import asyncio as redis_async
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from app import config, db
from app.errors import ConfigurationError
from app.telemetry import bus_messages, logger

BUS_DB = 0
PREFIX = "bus:"
MOST_AT_A_PLACE = 50
# What `listen` raises when its line breaks; the windows may not know Redis.
LINE_BROKEN = (RedisError, ConfigurationError, OSError)
log = logger(__name__)


class BusEvent(NamedTuple):
    """Something that happened: `topic` is "person:<id>", "team:<id>" or "sessions"; ids, never contents."""

    topic: str
    kind: str
    ids: dict[str, str]


def publish(topic: str, kind: str, **ids: str) -> None:
    """Tell every web process after the open unit of work has committed."""
    message = json.dumps({"kind": kind, "ids": ids})
    db.after_commit(lambda: _send(topic, message))


async def listen() -> AsyncIterator[BusEvent]:
    """Everything that is published from now on. Raises redis.exceptions.RedisError when the line breaks."""
    client: Any = redis_async.Redis.from_url(config.settings().redis(BUS_DB))
    try:
        async with client.pubsub(ignore_subscribe_messages=True) as line:
            await line.psubscribe(f"{PREFIX}*")
            async for message in line.listen():
                body = json.loads(message["data"])
                bus_messages.labels("in", "ok").inc()
                yield BusEvent(message["channel"].decode().removeprefix(PREFIX), body["kind"], body["ids"])
    finally:
        await client.aclose()


def be_at(place: str, who: str, *, seconds: int) -> list[str]:
    """Note that somebody is at a place for so many seconds; gives who else is, the longest there last.

    Nobody is found while Redis is away.
    """
    key, now = f"{PREFIX}at:{place}", time.time()
    try:
        with _client().pipeline(transaction=False) as line:
            line.zadd(key, {who: now})
            line.zremrangebyscore(key, 0, now - seconds)
            line.expire(key, seconds)
            line.zrevrange(key, 0, MOST_AT_A_PLACE)
            found: list[bytes] = line.execute()[-1]
    except (RedisError, ConfigurationError) as exc:
        log.warning("presence_unknown", reason=type(exc).__name__)
        return []
    return [each.decode() for each in found if each.decode() != who]


def close() -> None:
    """Close the pool; for tests and for shutdown."""
    if _client.cache_info().currsize:
        _client().close()
        _client.cache_clear()


@cache
def _client() -> Redis:
    retry = Retry(NoBackoff(), 0)
    return Redis.from_url(
        config.settings().redis(BUS_DB), socket_timeout=1, socket_connect_timeout=1, retry=retry
    )


def _send(topic: str, message: str) -> None:
    try:
        _client().publish(f"{PREFIX}{topic}", message)
        bus_messages.labels("out", "ok").inc()
    except (RedisError, ConfigurationError) as exc:
        bus_messages.labels("out", "lost").inc()
        log.warning("bus_message_lost", topic=topic, reason=type(exc).__name__)
