"""Rows of ended jobs do not stay for ever."""

from datetime import timedelta

import pytest

from app.jobs import outbox, outbox_purge
from tests.factories import make_outbox_job
from tests.jobs.rows import SYSTEM, rows_of

pytestmark = pytest.mark.usefixtures("database")


def test_only_rows_that_ended_long_ago_are_purged() -> None:
    now = outbox.host_now()
    kept = {
        make_outbox_job(status="done", finished_at=now - timedelta(hours=23)).id,
        make_outbox_job(status="failed", finished_at=now - timedelta(days=29)).id,
        make_outbox_job(status="ready").id,
    }
    make_outbox_job(status="done", finished_at=now - timedelta(hours=25))
    make_outbox_job(status="failed", finished_at=now - timedelta(days=31))

    outbox_purge.purge(SYSTEM)

    assert {row.id for row in rows_of("health.probe")} == kept


@pytest.mark.usefixtures("redis_server")
def test_purge_is_asked_for_once_a_day() -> None:
    for day in ("2026-03-01", "2026-03-01", "2026-03-02"):
        outbox_purge.ask(SYSTEM, day)

    assert len(rows_of(outbox_purge.JOB)) == 2
