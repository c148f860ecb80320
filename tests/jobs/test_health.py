"""The probe shows that a queue's workers make progress."""

import pytest

from app import db
from app.jobs import health
from app.jobs.entry import run_outbox_job
from app.models import Probe
from tests.jobs.rows import SYSTEM, rows_of

pytestmark = pytest.mark.usefixtures("database", "redis_server")


def _probe(queue: str) -> Probe:
    with db.uow(SYSTEM, read_only=True) as session:
        found = session.get(Probe, queue)
        assert found is not None
        return found


def test_probe_says_when_it_was_asked_for_and_answered() -> None:
    health.ask(SYSTEM, "bulk", "12:00")
    asked = _probe("bulk")
    for row in rows_of("health.probe"):
        run_outbox_job(row.id)

    answered = _probe("bulk")

    assert asked.done_at is None
    assert answered.done_at is not None
    assert answered.done_at >= asked.asked_at
    assert 0 <= answered.milliseconds < 60_000


def test_slot_is_asked_for_once_even_when_the_first_is_done() -> None:
    first = health.ask(SYSTEM, "bulk", "12:00")
    for row in rows_of("health.probe"):
        run_outbox_job(row.id)

    assert (first, health.ask(SYSTEM, "bulk", "12:00")) == (True, False)
    assert health.ask(SYSTEM, "bulk", "12:01") is True


def test_dispatcher_is_seen_to_live_while_no_worker_answers() -> None:
    health.ask(SYSTEM, "bulk", "12:00")
    before = _probe("bulk").asked_at

    is_new = health.ask(SYSTEM, "bulk", "12:01")

    assert is_new is False
    assert _probe("bulk").asked_at > before
    assert len(rows_of("health.probe")) == 1
