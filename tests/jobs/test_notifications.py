"""Old notifications go once a day."""

from datetime import timedelta

import pytest
from sqlmodel import col, update

from app import db, notifications
from app.actor import Actor
from app.jobs import notifications as job
from app.jobs.dispatcher import Dispatcher
from app.models import Notification, utc_now
from tests.jobs.rows import SYSTEM, rows_of
from tests.notifications.telling import told
from tests.sagas import running

pytestmark = pytest.mark.usefixtures("database")


def test_purge_is_asked_for_once_a_day() -> None:
    for day in ("2026-11-26", "2026-11-26", "2026-11-27"):
        job.ask(SYSTEM, day)

    assert len(rows_of(job.JOB)) == 2


def test_notifications_of_more_than_three_months_ago_go(owner: Actor) -> None:
    with db.uow(SYSTEM) as session:
        for key in ("old", "young"):
            notifications.post(
                session, owner.team_id, {owner.person_id}, kind="run_ended", title=key, key=key
            )
    with db.uow(SYSTEM) as session:
        old = update(Notification).where(col(Notification.key) == "old")
        session.exec(old.values(created_at=utc_now() - timedelta(days=91)))

    job.purge(SYSTEM)

    assert told(owner) == [("run_ended", "young")]


@pytest.mark.usefixtures("redis_server")
def test_dispatcher_tells_of_runs_that_need_a_person(editor: Actor) -> None:
    run_id = running.start(editor, running.making("a"), title="Two things")
    running.change_run(run_id, status="stuck", attention="stuck")

    Dispatcher(utc_now).tick()

    assert told(editor) == [("run_needs_person", "Two things: cannot be taken back")]
