"""From the message to the end of the row: who a job acts as, and what its errors become."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from rq.timeouts import JobTimeoutException

from app import db
from app.actor import Actor, Role
from app.errors import Busy, InvalidInput, Unavailable
from app.jobs import outbox
from app.jobs.entry import run_outbox_job
from app.jobs.handlers import JOBS, Job
from app.models import Membership
from tests.factories import make_outbox_job
from tests.jobs.rows import SYSTEM, expire_lease, row_of

pytestmark = pytest.mark.usefixtures("database")
NAME = "test.job"


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Puts a function into the table of jobs for one test."""

    def add(run: Callable[..., None], *, as_system: bool = True) -> None:
        monkeypatch.setitem(JOBS, NAME, Job(run, as_system=as_system))

    return add


def test_job_runs_with_its_arguments_and_is_done(register: Callable[..., None]) -> None:
    seen = []
    register(lambda actor, **args: seen.append((actor.is_system, args)))
    job = make_outbox_job(NAME, args={"run_id": "7"})

    run_outbox_job(job.id)

    assert seen == [(True, {"run_id": "7"})]
    assert row_of(job.id).status == "done"


def test_same_message_twice_runs_the_job_once(register: Callable[..., None]) -> None:
    seen = []
    register(seen.append)
    job = make_outbox_job(NAME)

    run_outbox_job(job.id)
    run_outbox_job(job.id)

    assert len(seen) == 1


def test_job_of_a_person_acts_with_the_role_they_have_now(
    register: Callable[..., None], editor: Actor
) -> None:
    seen = []
    register(seen.append, as_system=False)
    job = make_outbox_job(NAME, team_id=editor.team_id, person_id=editor.person_id)
    with db.uow(SYSTEM) as session:
        membership = session.get(Membership, (editor.team_id, editor.person_id))
        assert membership is not None
        membership.role = Role.VIEWER.value

    run_outbox_job(job.id)

    assert [(a.team_id, a.person_id, a.role, a.door) for a in seen] == [
        (editor.team_id, editor.person_id, Role.VIEWER, "job")
    ]


def test_job_of_somebody_who_left_the_team_fails(
    register: Callable[..., None], editor: Actor, stranger: Actor
) -> None:
    seen = []
    register(seen.append, as_system=False)
    job = make_outbox_job(NAME, team_id=editor.team_id, person_id=stranger.person_id)

    run_outbox_job(job.id)

    assert seen == []
    assert (row_of(job.id).status, row_of(job.id).error) == (
        "failed",
        "The person this was done for is not a member of the team any more.",
    )


def _raising(error: Exception) -> Callable[[Actor], None]:
    def run(_actor: Actor) -> None:
        raise error

    return run


@pytest.mark.parametrize(
    ("error", "status", "text"),
    [
        (InvalidInput("No such base."), "failed", "No such base."),
        (Unavailable("No answer."), "ready", "No answer."),
        (ValueError("odd"), "ready", "ValueError: odd"),
        (JobTimeoutException("60 s"), "ready", "JobTimeoutException: 60 s"),
    ],
)
def test_errors_end_the_job_or_bring_it_back_later(
    register: Callable[..., None], error: Exception, status: str, text: str
) -> None:
    register(_raising(error))
    job = make_outbox_job(NAME)

    run_outbox_job(job.id)

    row = row_of(job.id)
    assert (row.status, row.error, row.attempt) == (status, text, 1)


def test_other_sides_wish_for_patience_is_kept(register: Callable[..., None]) -> None:
    register(_raising(Busy("Too fast.", retry_after_seconds=600)))
    job = make_outbox_job(NAME)
    before = outbox.host_now()

    run_outbox_job(job.id)

    wait = row_of(job.id).run_after - before
    assert timedelta(seconds=598) < wait < timedelta(seconds=660)


def test_unknown_job_waits_for_a_worker_that_knows_it() -> None:
    job = make_outbox_job("from.the.future")

    run_outbox_job(job.id)

    row = row_of(job.id)
    assert (row.status, row.attempt) == ("ready", 0)
    assert row.error == "No worker here knows the job from.the.future."


def test_job_that_was_taken_over_meanwhile_ends_quietly(register: Callable[..., None]) -> None:
    job = make_outbox_job(NAME)

    def lose_the_lease(_actor: Actor) -> None:
        expire_lease(job.id)
        outbox.sweep()

    register(lose_the_lease)

    run_outbox_job(job.id)

    assert (row_of(job.id).status, row_of(job.id).fence) == ("ready", 1)
