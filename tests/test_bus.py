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


async def until_somebody_listens(redis_server) -> None:
    async with asyncio.timeout(5):
        while not bus._client().pubsub_numpat():
            await asyncio.sleep(0.01)


async def test_news_are_heard_after_the_commit_in_order(database, redis_server, owner):
    listening = asyncio.create_task(heard(2))
    await until_somebody_listens(redis_server)

    with db.uow(owner):
        bus.publish("person:1", "thread_changed", thread_id="t1")
        bus.publish("team:2", "member_changed", person_id="p1")

    assert await asyncio.wait_for(listening, 5) == [
        BusEvent("person:1", "thread_changed", {"thread_id": "t1"}),
        BusEvent("team:2", "member_changed", {"person_id": "p1"}),
    ]


async def test_news_of_work_that_was_rolled_back_are_never_told(database, redis_server, owner):
    listening = asyncio.create_task(heard(1))
    await until_somebody_listens(redis_server)

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
