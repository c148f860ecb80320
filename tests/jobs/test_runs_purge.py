"""Old runs go once a day."""

from datetime import timedelta

import pytest

from app import sagas
from app.actor import Actor
from app.jobs import runs_purge
from app.models import utc_now
from tests.jobs.rows import SYSTEM, rows_of
from tests.sagas import running

pytestmark = pytest.mark.usefixtures("database")


def test_purge_is_asked_for_once_a_day() -> None:
    for day in ("2026-11-26", "2026-11-26", "2026-11-27"):
        runs_purge.ask(SYSTEM, day)

    assert len(rows_of(runs_purge.JOB)) == 2


def test_runs_that_ended_long_ago_go(editor: Actor) -> None:
    old, young = (running.start(editor, running.making(name)) for name in "ab")
    running.change_run(old, status="completed", finished_at=utc_now() - timedelta(days=91))

    runs_purge.purge(SYSTEM)

    assert [run.id for run in sagas.list_runs(editor).items] == [young]
