"""Which runs workers are woken for, and in which order."""

from datetime import timedelta

import pytest

from app import sagas
from app.actor import Actor
from app.models import utc_now
from app.sagas import StepSpec
from tests.sagas import running
from tests.sagas.running import Outside, change_run, drive, due, handlers, making, start, step_of

pytestmark = pytest.mark.usefixtures("database")


def test_runs_with_one_key_work_one_at_a_time_the_oldest_first(editor: Actor, outside: Outside) -> None:
    wait = StepSpec(name="Night", handler="wait.until@1", params={"seconds": 60})
    first = start(editor, [wait], concurrency_key="base:7")
    second = start(editor, making("second"), concurrency_key="base:7")
    other = start(editor, making("other"), concurrency_key="base:8")
    drive(first, handlers(outside))

    for run_id in (second, other):
        drive(run_id, handlers(outside))
    assert outside.lines() == ["other"]

    sagas.cancel(editor, first)
    running.make_due(second, 0)
    drive(second, handlers(outside))
    assert outside.lines() == ["other", "second"]


def test_only_so_many_runs_of_a_rate_key_begin_in_a_minute(editor: Actor, outside: Outside) -> None:
    runs = [start(editor, making(name), rate_key="letters:2") for name in "abc"]

    for run_id in runs:
        drive(run_id, handlers(outside))

    assert outside.lines() == ["a", "b"]
    assert step_of(runs[2], 0).status == "ready"


def test_higher_priority_goes_first_and_teams_take_turns(editor: Actor, stranger: Actor) -> None:
    ours = [start(editor, making("x")) for _ in range(3)]
    theirs = start(stranger, making("x"))
    urgent = start(stranger, making("x"), priority=5)
    for run_id in (*ours, theirs, urgent):
        change_run(run_id, dispatched_at=None)

    assert due() == [urgent, ours[0], theirs, ours[1], ours[2]]
    assert due() == []


def test_lost_message_is_sent_again_after_half_a_minute(editor: Actor) -> None:
    run_id = start(editor, making("a"))
    busy = sagas.QueueState(utc_now() - timedelta(hours=1), 1)
    assert due() == []

    change_run(run_id, dispatched_at=utc_now() - timedelta(seconds=31))

    assert sagas.due_runs(running.SYSTEM, {"default": busy}) == []
    assert due() == [run_id]
