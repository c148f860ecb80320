"""Jobs leave after the commit, as ids, and are never lost with the message."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app import db, queueing
from app.actor import Actor
from app.models import OutboxJob, Thread, utc_now
from tests.security.at_once import at_once


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


def test_a_dedupe_key_that_is_used_by_many_at_one_moment_gives_one_job_and_no_error(
    database, redis_server, owner
):
    asked = []

    def enqueue() -> None:
        with db.uow(owner) as session:
            asked.append(queueing.enqueue(session, owner, "health.probe", dedupe_key="once") is not None)
            # What else the transaction holds is kept.
            session.add(Thread(team_id=owner.team_id, person_id=owner.person_id))

    told = at_once([enqueue] * 6)

    with db.uow(owner, read_only=True) as session:
        threads = session.exec(select(Thread)).all()
    assert (told, sorted(asked)) == (["done"] * 6, [False] * 5 + [True])
    assert (len(rows()), len(threads)) == (1, 6)


def test_a_job_for_later_waits_for_the_dispatcher(database, redis_server, owner):
    with db.uow(owner) as session:
        queueing.enqueue(session, owner, "health.probe", run_after=utc_now() + timedelta(minutes=5))

    assert messages() == []
    assert [row.dispatched_at for row in rows()] == [None]


def test_without_redis_the_row_stands_and_the_caller_goes_on(database, owner):
    with db.uow(owner) as session:
        queueing.enqueue(session, owner, "health.probe")

    assert [row.status for row in rows()] == ["ready"]
