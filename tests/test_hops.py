"""The hop into the sync rooms: bounded, and without carrying a transaction along."""

import asyncio
import threading

import pytest

from app import db, hops
from app.hops import to_room


async def test_a_verb_runs_in_a_thread_and_its_result_and_errors_come_back():
    assert await to_room(threading.get_ident) != threading.get_ident()

    with pytest.raises(ZeroDivisionError):
        await to_room(lambda: 1 / 0)


async def test_no_more_than_the_limit_run_at_once():
    running, most, lock, gate = 0, 0, threading.Lock(), threading.Event()

    def verb() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
            if running == hops.ROOM_THREADS:
                gate.set()
        gate.wait(5)
        with lock:
            running -= 1

    await asyncio.gather(*(to_room(verb) for _ in range(hops.ROOM_THREADS * 2)))

    assert most == hops.ROOM_THREADS


async def test_a_gateway_called_through_the_hop_from_an_open_unit_of_work_is_refused(sqlite_database, owner):
    with db.uow(owner), pytest.raises(RuntimeError):
        await to_room(db.assert_no_open_uow)


async def test_a_cancelled_caller_is_held_until_its_verb_has_ended():
    is_running, gate, ended = threading.Event(), threading.Event(), []

    def verb() -> None:
        is_running.set()
        gate.wait(5)
        ended.append("verb")

    async def caller() -> None:
        try:
            await to_room(verb)
        finally:
            ended.append("caller")

    task = asyncio.create_task(caller())
    while not is_running.is_set():
        await asyncio.sleep(0.001)
    task.cancel()
    # One turn of the loop brings the cancellation to the caller.
    await asyncio.sleep(0)
    gate.set()
    await asyncio.wait([task])

    assert task.cancelled()
    assert ended == ["verb", "caller"]
