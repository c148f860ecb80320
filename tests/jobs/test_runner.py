"""The heartbeat keeps a job that takes longer than its lease."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app import config
from app.actor import Actor
from app.jobs import handlers, outbox, runner
from tests.factories import make_outbox_job
from tests.harness.processes import wait_until
from tests.jobs.rows import row_of

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def short_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "lease", lambda: timedelta(seconds=0.6))


def _job(monkeypatch: pytest.MonkeyPatch, run: Callable[[Actor], None]) -> str:
    monkeypatch.setitem(handlers.JOBS, "test.job", handlers.Job(run, as_system=True))
    return make_outbox_job("test.job").id


@pytest.mark.usefixtures("short_lease")
def test_long_job_is_not_taken_for_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    leases = set()

    def run(_actor: Actor) -> None:
        def three_beats_were_seen() -> bool:
            leases.add(row_of(outbox_id).lease_until)
            return len(leases) > 3

        wait_until("the lease is lengthened", three_beats_were_seen)

    outbox_id = _job(monkeypatch, run)
    claim = outbox.claim(outbox_id)
    assert claim is not None

    runner.run(claim)

    row = row_of(outbox_id)
    assert (row.status, row.attempt) == ("done", 1)


def test_error_after_the_lease_was_lost_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    outbox_id = _job(monkeypatch, lambda _actor: None)
    claim = outbox.claim(outbox_id)
    assert claim is not None
    outbox.finish(claim)

    runner.end_with_error(claim, "late", final=True)

    assert (row_of(outbox_id).status, row_of(outbox_id).error) == ("done", "")


def test_lease_is_the_one_of_the_limits() -> None:
    assert outbox.lease() == timedelta(seconds=config.limits().lease_seconds)
