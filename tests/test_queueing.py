"""Jobs leave after the commit, as ids, and are never lost with the message."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app import db, queueing
from app.actor import Actor
from app.models import OutboxJob, utc_now


def messages(queue: str = "default") -> list[list[str]]:
    return [job.args for job in queueing.rq_queue(queue).jobs]


def rows() -> list[OutboxJob]:
    with db.uow(Actor.system("test")) as session:
        return list(session.exec(select(OutboxJob)))


def test_a_worker_is_woken_with_the_row_id_after_the_commit_and_not_before(database, redis_server, owner):
    with db.uow(owner) as session:
        row = queueing.enqueue(session, owner, "health.probe", {"queue": "default"})
        assert messages() == []

    assert messages() == [[row.id]]


def test_work_that_is_rolled_back_wakes_nobody_and_leaves_no_row(database, redis_server, owner):
    with pytest.raises(ZeroDivisionError), db.uow(owner) as session:
        queueing.enqueue(session, owner, "health.probe")
        raise ZeroDivisionError

    assert (messages(), rows()) == ([], [])


def test_the_row_carries_who_asked_so_that_the_job_is_authorised_again(database, redis_server, owner):
    with db.uow(owner) as session:
        queueing.enqueue(session, owner, "health.probe", {"queue": "default"})

    assert [(row.team_id, row.person_id, row.args) for row in rows()] == [
        (owner.team_id, owner.person_id, {"queue": "default"})
    ]


def test_a_dedupe_key_is_used_once(database, redis_server):
    actor = Actor.system("test")
    with db.uow(actor) as session:
        first = queueing.enqueue(session, actor, "health.probe", dedupe_key="slot-1")
        second = queueing.enqueue(session, actor, "health.probe", dedupe_key="slot-1")

    assert first is not None
    assert second is None
    assert len(rows()) == 1


def test_a_job_for_later_waits_for_the_dispatcher(database, redis_server, owner):
    with db.uow(owner) as session:
        queueing.enqueue(session, owner, "health.probe", run_after=utc_now() + timedelta(minutes=5))

    assert messages() == []
    assert [row.dispatched_at for row in rows()] == [None]


def test_without_redis_the_row_stands_and_the_caller_goes_on(database, owner):
    with db.uow(owner) as session:
        queueing.enqueue(session, owner, "health.probe")

    assert [row.status for row in rows()] == ["ready"]
