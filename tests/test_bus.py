"""Side news: heard by whoever listens, after the commit, and missed by nobody's transaction."""

import asyncio

import pytest

from app import bus, db
from app.bus import BusEvent


async def heard(count: int) -> list[BusEvent]:
    events = []
    async for event in bus.listen():
        events.append(event)
        if len(events) == count:
            return events
    raise AssertionError("The line ended.")


async def listening_for(count: int) -> "asyncio.Task[list[BusEvent]]":
    """A listener that hears everything from now on; others of the run may listen too."""
    before = len(bus._client().client_list(_type="pubsub"))
    task = asyncio.create_task(heard(count))
    async with asyncio.timeout(5):
        while len(bus._client().client_list(_type="pubsub")) <= before:
            await asyncio.sleep(0.01)
    return task


async def test_news_are_heard_after_the_commit_in_order(database, redis_server, owner):
    listening = await listening_for(2)

    with db.uow(owner):
        bus.publish("person:1", "thread_changed", thread_id="t1")
        bus.publish("team:2", "member_changed", person_id="p1")

    assert await asyncio.wait_for(listening, 5) == [
        BusEvent("person:1", "thread_changed", {"thread_id": "t1"}),
        BusEvent("team:2", "member_changed", {"person_id": "p1"}),
    ]


async def test_news_of_work_that_was_rolled_back_are_never_told(database, redis_server, owner):
    listening = await listening_for(1)

    with pytest.raises(ZeroDivisionError), db.uow(owner):
        bus.publish("person:1", "thread_changed", thread_id="lost")
        raise ZeroDivisionError
    with db.uow(owner):
        bus.publish("person:1", "thread_changed", thread_id="kept")

    assert [event.ids for event in await asyncio.wait_for(listening, 5)] == [{"thread_id": "kept"}]


def test_news_need_an_open_unit_of_work(settings):
    with pytest.raises(RuntimeError):
        bus.publish("person:1", "thread_changed")


def test_without_redis_the_commit_stands(database, owner):
    with db.uow(owner):
        bus.publish("person:1", "thread_changed", thread_id="t1")
