"""The straight path, retries, compensation, and whose runs are whose."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import event

from app import auth, db, sagas
from app.actor import Actor, Role
from app.errors import Forbidden, KeyReused, NotFound
from app.jobs import steps as saga_steps
from app.models import utc_now
from app.sagas import RetryPolicy, StepSpec
from tests.people import confirmed, make_member
from tests.sagas import running
from tests.sagas.running import (
    Outside,
    change_run,
    drive,
    due,
    handlers,
    making,
    run_of,
    start,
    statuses,
    step_of,
)

pytestmark = pytest.mark.usefixtures("database")


def test_steps_run_in_their_order_and_the_run_is_completed(editor: Actor, outside: Outside) -> None:
    run_id = start(editor, making("a", "b", "c"))

    drive(run_id, handlers(outside))

    assert outside.lines() == ["a", "b", "c"]
    run = sagas.get_run(editor, run_id)
    assert (run.status, run.done, run.total) == ("completed", 3, 3)
    assert [step.result for step in run.steps] == [{"name": "a"}, {"name": "b"}, {"name": "c"}]
    assert running.kinds_of_events(run_id) == [
        "started", "claimed", "done", "claimed", "done", "claimed", "done", "completed",
    ]  # fmt: skip


def test_message_that_comes_again_does_nothing(editor: Actor, outside: Outside) -> None:
    run_id = start(editor, making("a"))
    drive(run_id, handlers(outside))

    drive(run_id, handlers(outside))
    drive("unknown", handlers(outside))

    assert outside.lines() == ["a"]


def test_same_key_gives_the_run_of_then_and_begins_nothing(editor: Actor, stranger: Actor) -> None:
    first = sagas.start(editor, "import", making("a"), idempotency_key="order-7")
    other_team = sagas.start(stranger, "import", making("a"), idempotency_key="order-7")

    again = sagas.start(editor, "import", making("a"), idempotency_key="order-7")

    assert again.id == first.id != other_team.id
    with pytest.raises(KeyReused):
        sagas.start(editor, "export", making("a"), idempotency_key="order-7")


def test_same_steps_are_the_same_version_and_others_the_next(editor: Actor) -> None:
    one = start(editor, making("a"))
    same = start(editor, making("b", "c"))
    other = start(editor, [StepSpec(name="x", handler="refuse@1")])

    assert [sagas.get_run(editor, run_id).version for run_id in (one, same, other)] == [1, 1, 2]


def test_refused_step_takes_back_what_was_done_the_newest_first(editor: Actor, outside: Outside) -> None:
    steps = [*making("a", "b"), StepSpec(name="Knock", handler="refuse@1"), *making("never")]
    run_id = start(editor, steps)

    drive(run_id, handlers(outside))

    assert outside.lines() == ["a", "b", "-b", "-a"]
    run = sagas.get_run(editor, run_id)
    assert run.status == "compensated"
    assert run.reason == '"Knock" failed: The door is closed.'
    assert statuses(run_id) == ["done", "done", "failed", "skipped"]
    assert statuses(run_id, "undo") == ["done", "done"]


def test_busy_step_is_tried_again_when_the_other_side_wishes(editor: Actor, outside: Outside) -> None:
    run_id = start(editor, [StepSpec(name="Call", handler="busy@1", max_attempts=2)])

    drive(run_id, handlers(outside))

    step = step_of(run_id, 0)
    assert step.status == "ready"
    assert timedelta(seconds=5) < step.run_after - utc_now() <= timedelta(seconds=7)
    assert sagas.get_run(editor, run_id).waits_for.startswith('"Call" is tried again at ')
    running.make_due(run_id, 0)
    assert due() == [run_id]
    drive(run_id, handlers(outside))
    assert statuses(run_id) == ["failed"]
    assert run_of(run_id).status == "compensated"


def test_unforeseen_error_is_retried_and_said(editor: Actor) -> None:
    def broken(_step: sagas.Step) -> None:
        raise ZeroDivisionError("by zero")

    run_id = start(
        editor,
        [StepSpec(name="Divide", handler="broken@1", retry=RetryPolicy(base_seconds=1000, cap_seconds=60))],
    )

    drive(run_id, {"broken@1": broken})

    step = step_of(run_id, 0)
    assert (step.status, step.attempt, step.error) == ("ready", 1, "ZeroDivisionError: by zero")
    assert timedelta(seconds=25) < step.run_after - utc_now() < timedelta(seconds=91)


def test_handler_nobody_knows_is_put_off_and_no_attempt_is_counted(editor: Actor, outside: Outside) -> None:
    run_id = start(editor, making("a"))

    drive(run_id, {})

    assert (step_of(run_id, 0).status, step_of(run_id, 0).attempt) == ("ready", 0)
    running.make_due(run_id, 0)
    drive(run_id, handlers(outside))
    assert run_of(run_id).status == "completed"


def test_steps_that_wait_for_nobody_run_at_once(editor: Actor, outside: Outside) -> None:
    both = threading.Barrier(2, timeout=10)

    def meet(_step: sagas.Step) -> None:
        both.wait()

    steps = [
        StepSpec(name="left", handler="meet@1", after=()),
        StepSpec(name="right", handler="meet@1", after=()),
        StepSpec(name="last", handler="make@1", params={"name": "last"}, after=(0, 1)),
    ]
    run_id = start(editor, steps, width=2)

    drive(run_id, {**handlers(outside), "meet@1": meet})

    assert run_of(run_id).status == "completed"
    assert outside.lines() == ["last"]


def test_slice_that_is_over_leaves_the_rest_to_another_wake_up(editor: Actor, outside: Outside) -> None:
    run_id = start(editor, making("a", "b"))

    sagas.drive(run_id, handlers(outside), running.as_editor, slice_seconds=-1)

    assert outside.lines() == []
    assert run_of(run_id).dispatch_no == 1


def test_another_teams_run_is_unknown_to_every_verb(editor: Actor, stranger: Actor, outside: Outside) -> None:
    run_id = start(editor, making("a"))
    acts = [
        lambda: sagas.get_run(stranger, run_id),
        lambda: sagas.timeline(stranger, run_id),
        lambda: sagas.cancel(stranger, run_id),
        lambda: sagas.compensate_now(stranger, run_id, reason="x"),
        lambda: sagas.pause(stranger, run_id),
        lambda: sagas.resume(stranger, run_id),
        lambda: sagas.skip_step(stranger, run_id, 0, reason="x"),
        lambda: sagas.mark_handled(stranger, run_id, 0, note="x"),
        lambda: sagas.retry_step(stranger, run_id, 0),
        lambda: sagas.settle_ambiguous(stranger, run_id, 0, "happened"),
        lambda: sagas.edit_input(stranger, run_id, 0, {}),
        lambda: sagas.reject_step(stranger, run_id, 0, reason="x"),
    ]

    for act in acts:
        with pytest.raises(NotFound):
            act()
    assert sagas.list_runs(stranger).items == []
    assert [run.id for run in sagas.list_runs(editor).items] == [run_id]


def test_viewer_reads_and_starts_nothing(editor: Actor, viewer: Actor) -> None:
    run_id = start(editor, making("a"))

    assert sagas.get_run(viewer, run_id).id == run_id
    for act in (lambda: start(viewer, making("b")), lambda: sagas.cancel(viewer, run_id)):
        with pytest.raises(Forbidden):
            act()


def test_step_of_somebody_who_left_fails(team_id: str, outside: Outside) -> None:
    owner, leaver = make_member(team_id, "Otto", Role.OWNER), make_member(team_id, "Lea", Role.EDITOR)
    run_id = start(leaver, making("a"))
    auth.remove_member(confirmed(owner), leaver.person_id)

    sagas.drive(run_id, handlers(outside), saga_steps.actor_for)

    assert outside.lines() == []
    assert run_of(run_id).status == "compensated"


def test_old_runs_are_thrown_away_with_their_steps(editor: Actor, outside: Outside) -> None:
    old, young = start(editor, making("a")), start(editor, making("b"))
    for run_id in (old, young):
        drive(run_id, handlers(outside))
    change_run(old, finished_at=utc_now() - timedelta(days=91))

    assert sagas.purge(running.SYSTEM) == 1

    assert [run.id for run in sagas.list_runs(editor).items] == [young]
    assert running.kinds_of_events(old) == []


def test_step_costs_two_commits(editor: Actor, outside: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    run_id = start(editor, making(*"abcdefgh"))
    commits = []
    event.listen(db.engine(), "commit", lambda _connection: commits.append(1))

    drive(run_id, handlers(outside))

    # The first claim and the reads at either end are there once a run.
    written = len(commits) - 3
    assert written == 2 * 8
