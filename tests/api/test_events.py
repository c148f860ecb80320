"""News of a team as server-sent events."""

import asyncio

import pytest

from app import bus, db
from app.api import events
from app.errors import TooMany


async def read(response, wanted: int) -> list[bytes]:
    found = []
    async for chunk in response.body_iterator:
        found.append(chunk)
        if len(found) == wanted:
            break
    await response.body_iterator.aclose()
    return found


def publish(actor, kind: str, **ids: str) -> None:
    with db.uow(actor):
        bus.publish(f"team:{actor.team_id}", kind, **ids)


async def test_news_of_the_own_team_and_of_the_wanted_kinds_come(redis_server, editor, stranger):
    stream = events.stream(editor, {"run"}, seconds=30)
    reading = asyncio.ensure_future(read(stream, 2))
    while not reading.done():
        # Until the line is open, news go by.
        publish(stranger, "run", run_id="theirs")
        publish(editor, "thread_changed", thread_id="x")
        publish(editor, "run", run_id="ours")
        await asyncio.sleep(0)

    assert reading.result() == [b": hello\n\n", b'event: run\ndata: {"run_id": "ours"}\n\n']


async def test_stream_ends_with_its_time(redis_server, editor):
    stream = events.stream(editor, {"run"}, seconds=0)

    assert await read(stream, 5) == [b": hello\n\n"]


async def test_too_many_streams_are_refused(editor, monkeypatch):
    monkeypatch.setattr(events, "_open", events.STREAMS)

    with pytest.raises(TooMany):
        events.stream(editor, {"run"}, seconds=1)
