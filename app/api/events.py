"""Server-sent events of a team: what has news, by ids. Whoever hears it asks for the rest with their own rights."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Collection
from contextlib import aclosing

from starlette.responses import StreamingResponse

from app import bus
from app.actor import Actor
from app.errors import TooMany

HEARTBEAT_SECONDS = 15.0
STREAMS = 100
_open = 0


def stream(actor: Actor, kinds: Collection[str], *, seconds: float) -> StreamingResponse:
    """News of these kinds until the client leaves or the time is over: then it asks again, with the rights of then.

    Raises TooMany when this process has too many of them."""
    if _open >= STREAMS:
        raise TooMany(
            "Too many streams are open.", what_to_do="Try again in a minute.", retry_after_seconds=60
        )
    return StreamingResponse(
        _lines(f"team:{actor.team_id}", frozenset(kinds), seconds),
        media_type="text/event-stream",
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )


async def _lines(topic: str, kinds: frozenset[str], seconds: float) -> AsyncIterator[bytes]:
    global _open  # noqa: PLW0603 - counts the streams of this process
    _open += 1
    try:
        yield b": hello\n\n"
        loop = asyncio.get_running_loop()
        ends = loop.time() + seconds
        async with aclosing(_news(topic, kinds)) as news:
            following = asyncio.ensure_future(anext(news))
            try:
                while loop.time() < ends:
                    done, _ = await asyncio.wait([following], timeout=HEARTBEAT_SECONDS)
                    if not done:
                        yield b": still here\n\n"
                        continue
                    yield following.result()
                    following = asyncio.ensure_future(anext(news))
            except (StopAsyncIteration, *bus.LINE_BROKEN):
                return
            finally:
                following.cancel()
                await asyncio.wait([following])
    finally:
        _open -= 1


async def _news(topic: str, kinds: frozenset[str]) -> AsyncGenerator[bytes, None]:
    async for event in bus.listen():
        if event.topic == topic and event.kind in kinds:
            yield f"event: {event.kind}\ndata: {json.dumps(event.ids)}\n\n".encode()
