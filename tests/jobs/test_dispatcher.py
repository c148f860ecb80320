"""The dispatcher keeps the clock, sends what waits, and survives what it depends on."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from redis.exceptions import RedisError

from app import queueing
from app.jobs import dispatcher, outbox
from app.jobs.dispatcher import Dispatcher
from tests.factories import make_outbox_job
from tests.harness.databases import Database
from tests.harness.fault_proxy import FaultProxy
from tests.harness.processes import wait_until
from tests.harness.redis import RedisServer
from tests.jobs.rows import expire_lease, make_sent, row_of, rows_of

NOON = datetime(2026, 3, 1, 12, 0, 30, tzinfo=UTC)
pytestmark = pytest.mark.integration


def _messages(queue: str) -> list[str]:
    return [job_id.rpartition("-")[0] for job_id in queueing.rq_queue(queue).get_job_ids()]


def test_two_dispatchers_ask_for_one_probe_a_minute_and_queue(
    database: Database, redis_server: RedisServer
) -> None:
    Dispatcher(lambda: NOON).tick()
    Dispatcher(lambda: NOON).tick()

    assert sorted(row.queue for row in rows_of("health.probe")) == ["bulk", "default", "interactive"]


def test_dispatchers_at_the_same_moment_ask_for_one_probe(
    database: Database, redis_server: RedisServer
) -> None:
    start = threading.Barrier(3)
    errors = []

    def tick() -> None:
        start.wait()
        try:
            Dispatcher(lambda: NOON).tick()
        except Exception as exc:
            errors.append(exc)

    threads = [threading.Thread(target=tick) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert sorted(row.queue for row in rows_of("health.probe")) == ["bulk", "default", "interactive"]
    assert len(rows_of("sessions.purge")) == 1


def test_probe_that_still_waits_is_not_asked_for_again(database: Database, redis_server: RedisServer) -> None:
    times = iter([NOON, NOON + timedelta(minutes=1)])
    clock = Dispatcher(lambda: next(times))

    clock.tick()
    clock.tick()

    assert len(rows_of("health.probe")) == 3


def test_daily_jobs_are_asked_for_once_a_day(database: Database, redis_server: RedisServer) -> None:
    times = iter([NOON, NOON + timedelta(hours=1), NOON + timedelta(days=1)])
    clock = Dispatcher(lambda: next(times))

    for _ in range(3):
        clock.tick()

    assert sorted(row.dedupe_key or "" for row in rows_of("sessions.purge")) == [
        "sessions.purge:2026-03-01",
        "sessions.purge:2026-03-02",
    ]


def test_row_whose_sender_died_is_sent(database: Database, redis_server: RedisServer) -> None:
    job = make_outbox_job(queue="bulk")

    sent = Dispatcher(lambda: NOON).tick()

    assert sent == 1
    assert job.id in _messages("bulk")


def test_row_of_a_dead_worker_is_sent_again(database: Database, redis_server: RedisServer) -> None:
    job = make_outbox_job(queue="bulk")
    outbox.claim(job.id)
    expire_lease(job.id)

    Dispatcher(lambda: NOON).tick()

    assert job.id in _messages("bulk")


def test_emptied_redis_costs_half_a_minute(database: Database, redis_server: RedisServer) -> None:
    job = make_outbox_job(queue="bulk")
    clock = Dispatcher(lambda: NOON)
    clock.tick()
    redis_server.flush()
    make_sent(job.id, timedelta(seconds=31))

    clock.tick()

    assert job.id in _messages("bulk")


def test_message_behind_a_long_job_is_not_sent_twice(database: Database, redis_server: RedisServer) -> None:
    job = make_outbox_job(queue="bulk")
    clock = Dispatcher(lambda: NOON)
    clock.tick()
    make_sent(job.id, timedelta(seconds=3))

    clock.tick()

    assert row_of(job.id).dispatch_no == 1
    assert dispatcher.queue_head("bulk") is not None


def test_dispatcher_goes_on_after_redis_was_away(
    database: Database, redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(redis_server.url.rpartition(":")[2])
    stop = threading.Event()
    with FaultProxy(port).running() as proxy:
        monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{proxy.port}")
        queueing.close()
        queueing.config.reload()
        proxy.refuse()
        with pytest.raises(RedisError):
            dispatcher.queue_head("bulk")
        thread = threading.Thread(target=dispatcher.run, args=(Dispatcher(lambda: NOON), stop))
        thread.start()
        job = make_outbox_job(queue="bulk")
        wait_until("it has met the fault", lambda: proxy.connections >= 2)
        proxy.heal()

        wait_until("the job is sent", lambda: row_of(job.id).dispatch_no == 1, timeout_seconds=30)

        stop.set()
        thread.join()
        assert job.id in _messages("bulk")
