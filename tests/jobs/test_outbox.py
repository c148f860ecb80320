"""Claims, fences, leases and back-off of the outbox, on both databases."""

import itertools
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from app.errors import LostLease
from app.jobs import outbox
from app.jobs.outbox import Claim
from tests.factories import make_outbox_job
from tests.harness.databases import Database
from tests.jobs.rows import expire_lease, make_due, make_sent, row_of

pytestmark = pytest.mark.usefixtures("database")


def _claimed(outbox_id: str) -> Claim:
    found = outbox.claim(outbox_id)
    assert found is not None
    return found


def test_claim_takes_the_row_and_counts_the_attempt() -> None:
    job = make_outbox_job(args={"queue": "default"})

    held = _claimed(job.id)

    row = row_of(job.id)
    assert (held.job, held.args, held.attempt, held.fence) == ("health.probe", {"queue": "default"}, 1, 1)
    assert (row.status, row.attempt, row.fence) == ("running", 1, 1)
    assert row.lease_owner != ""


def test_second_message_for_a_claimed_row_does_nothing() -> None:
    job = make_outbox_job()
    _claimed(job.id)

    assert outbox.claim(job.id) is None
    assert row_of(job.id).attempt == 1


def test_message_for_a_row_that_has_ended_or_gone_does_nothing() -> None:
    job = make_outbox_job()
    outbox.finish(_claimed(job.id))

    assert outbox.claim(job.id) is None
    assert outbox.claim("0" * 32) is None


def test_message_for_a_row_that_is_not_due_does_nothing() -> None:
    job = make_outbox_job()
    outbox.try_again(_claimed(job.id), "not now", after_seconds=60)

    assert outbox.claim(job.id) is None


def test_of_many_workers_at_once_one_gets_the_row() -> None:
    job = make_outbox_job()
    start, claims = threading.Barrier(6), []

    def race() -> None:
        start.wait()
        claims.append(outbox.claim(job.id))

    threads = [threading.Thread(target=race) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len([claim for claim in claims if claim]) == 1
    assert row_of(job.id).attempt == 1


def test_finished_row_says_so() -> None:
    job = make_outbox_job()

    outbox.finish(_claimed(job.id))

    row = row_of(job.id)
    assert (row.status, row.error, row.lease_until) == ("done", "", None)
    assert row.finished_at is not None


def test_kept_lease_is_not_swept() -> None:
    job = make_outbox_job()
    held = _claimed(job.id)
    expire_lease(job.id)

    outbox.keep(held)

    assert outbox.sweep() == []
    assert row_of(job.id).status == "running"


def test_row_of_a_dead_worker_is_ready_again_at_once() -> None:
    job = make_outbox_job()
    _claimed(job.id)
    expire_lease(job.id)

    swept = outbox.sweep()

    assert swept == [job.id]
    assert _claimed(job.id).attempt == 2


def test_row_that_kills_its_worker_each_time_fails_in_the_end() -> None:
    job = make_outbox_job(max_attempts=2)
    for _ in range(2):
        _claimed(job.id)
        expire_lease(job.id)
        outbox.sweep()

    row = row_of(job.id)
    assert (row.status, row.attempt) == ("failed", 2)
    assert row.error.endswith("died or was silent too long.")
    assert outbox.claim(job.id) is None


def test_two_sweepers_take_a_row_back_once() -> None:
    job = make_outbox_job()
    _claimed(job.id)
    expire_lease(job.id)

    assert [outbox.sweep(), outbox.sweep()] == [[job.id], []]


ZOMBIE_WRITES: list[Callable[[Claim], object]] = [
    outbox.keep,
    outbox.finish,
    lambda held: outbox.fail(held, "late"),
    lambda held: outbox.try_again(held, "late"),
    lambda held: outbox.put_back(held, "late"),
]


@pytest.mark.parametrize("write", ZOMBIE_WRITES)
def test_worker_that_lost_its_lease_changes_nothing(write: Callable[[Claim], object]) -> None:
    job = make_outbox_job()
    zombie = _claimed(job.id)
    expire_lease(job.id)
    outbox.sweep()
    owner = _claimed(job.id)
    before = row_of(job.id).model_dump()

    with pytest.raises(LostLease):
        write(zombie)

    assert row_of(job.id).model_dump() == before
    outbox.finish(owner)


@pytest.mark.parametrize("order", list(itertools.permutations(["zombie", "owner"])))
def test_in_any_order_only_the_owner_of_the_highest_fence_ends_the_job(order: tuple[str, str]) -> None:
    job = make_outbox_job()
    claims = {"zombie": _claimed(job.id)}
    expire_lease(job.id)
    outbox.sweep()
    claims["owner"] = _claimed(job.id)
    lost = []

    for who in order:
        try:
            outbox.finish(claims[who])
        except LostLease:
            lost.append(who)

    assert lost == ["zombie"]
    assert row_of(job.id).fence == claims["owner"].fence


def test_failed_attempt_waits_and_may_be_sent_again() -> None:
    job = make_outbox_job()

    will_be_tried = outbox.try_again(_claimed(job.id), "no answer")

    row = row_of(job.id)
    assert will_be_tried is True
    assert (row.status, row.error, row.dispatched_at) == ("ready", "no answer", None)
    assert row.run_after > row.created_at + timedelta(seconds=0.9)


def test_last_attempt_fails_for_good() -> None:
    job = make_outbox_job(max_attempts=1)

    will_be_tried = outbox.try_again(_claimed(job.id), "no answer")

    row = row_of(job.id)
    assert will_be_tried is False
    assert (row.status, row.error) == ("failed", "no answer")


def test_unknown_job_is_put_back_without_counting() -> None:
    job = make_outbox_job(max_attempts=1)

    outbox.put_back(_claimed(job.id), "unknown")
    make_due(job.id)

    assert _claimed(job.id).attempt == 1


def test_new_rows_are_sent_once() -> None:
    job = make_outbox_job()
    heads = {"default": None}

    first = outbox.due_messages(heads)
    second = outbox.due_messages(heads)

    assert first == [outbox.Dispatch(job.id, "default", 1)]
    assert second == []


def test_message_that_was_lost_is_sent_again_after_half_a_minute() -> None:
    job = make_outbox_job()
    outbox.due_messages({"default": None})

    make_sent(job.id, timedelta(seconds=29))
    early = outbox.due_messages({"default": None})
    make_sent(job.id, timedelta(seconds=31))
    late = outbox.due_messages({"default": None})

    assert early == []
    assert late == [outbox.Dispatch(job.id, "default", 2)]


@pytest.mark.parametrize(
    ("head_age_seconds", "sent_minutes_ago", "is_sent_again"),
    [(200, 1, False), (61, 1, False), (59, 1, False), (30, 1, True), (700, 11, True)],
)
def test_backlog_is_not_flooded_with_second_messages(
    head_age_seconds: int, sent_minutes_ago: int, *, is_sent_again: bool
) -> None:
    job = make_outbox_job()
    outbox.due_messages({"default": None})
    make_sent(job.id, timedelta(minutes=sent_minutes_ago))
    head = outbox.host_now() - timedelta(seconds=head_age_seconds)

    again = outbox.due_messages({"default": head})

    assert bool(again) is is_sent_again


def test_rows_that_are_not_due_are_not_sent() -> None:
    make_outbox_job(run_after=outbox.host_now() + timedelta(minutes=1))

    assert outbox.due_messages({"default": None}) == []


def test_two_dispatchers_share_the_rows(database: Database) -> None:
    ids = {make_outbox_job().id for _ in range(20)}
    start, sent = threading.Barrier(2), []

    def dispatch() -> None:
        start.wait()
        sent.extend(outbox.due_messages({"default": None}))

    threads = [threading.Thread(target=dispatch) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(message.outbox_id for message in sent) == sorted(ids)


def test_pause_doubles_up_to_five_minutes() -> None:
    lowest = [min(outbox.backoff_seconds(attempt) for _ in range(300)) for attempt in (1, 2, 3, 20)]
    highest = [max(outbox.backoff_seconds(attempt) for _ in range(300)) for attempt in (1, 2, 3, 20)]

    for low, high, middle in zip(lowest, highest, (2, 4, 8, 300), strict=True):
        assert middle * 0.5 <= low < middle < high <= middle * 1.5
