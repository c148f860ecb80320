"""What a person may do with a run: cancel, pause, skip, settle, try again, take back."""

from datetime import timedelta

import pytest

from app import sagas
from app.actor import Actor
from app.errors import Conflict, Forbidden, InvalidInput
from app.models import utc_now
from app.sagas import StepSpec
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


def test_unclear_step_waits_for_a_person(editor: Actor, outside: Outside) -> None:
    run_id = start(
        editor,
        [
            *making("a"),
            StepSpec(name="Letter", handler="unclear@1", undo="unmake@1", params={"name": "letter"}),
        ],
    )
    drive(run_id, handlers(outside))
    assert run_of(run_id).attention == "ambiguous"
    assert due() == []

    sagas.settle_ambiguous(editor, run_id, 1, "happened", result={"sent": True})

    assert run_of(run_id).status == "completed"
    assert (run_of(run_id).attention, step_of(run_id, 1).result) == ("", {"sent": True})


@pytest.mark.parametrize(("answer", "status"), [("did_not", "ready"), ("undo", "failed")])
def test_unclear_step_is_done_again_or_taken_back(
    editor: Actor, outside: Outside, answer: sagas.Settlement, status: str
) -> None:
    run_id = start(
        editor, [StepSpec(name="Letter", handler="unclear@1", undo="unmake@1", params={"name": "x"})]
    )
    drive(run_id, handlers(outside))

    sagas.settle_ambiguous(editor, run_id, 0, answer)

    assert step_of(run_id, 0).status == status
    with pytest.raises(Conflict):
        sagas.settle_ambiguous(editor, run_id, 0, "happened")


def test_undo_that_keeps_failing_is_put_before_a_person(
    editor: Actor, admin: Actor, outside: Outside
) -> None:
    steps = [
        StepSpec(name="First", handler="make@1", undo="unmake@1", params={"name": "a"}),
        StepSpec(name="Second", handler="make@1", undo="refuse@1", params={"name": "b"}),
        StepSpec(name="Knock", handler="refuse@1"),
    ]
    run_id = start(editor, steps)
    drive(run_id, handlers(outside))
    run = sagas.get_run(editor, run_id)
    assert (run.status, run.attention) == ("stuck", "stuck")
    assert run.reason == 'Undoing "Second" failed: The door is closed.'
    assert outside.live() == ["a", "b"]

    with pytest.raises(InvalidInput):
        sagas.mark_handled(admin, run_id, 1, note=" ")
    sagas.mark_handled(admin, run_id, 1, note="Took b away myself")
    drive(run_id, handlers(outside))

    assert run_of(run_id).status == "compensated"
    assert outside.live() == ["b"]


def test_undo_that_failed_can_be_tried_again_by_somebody_else(
    editor: Actor, admin: Actor, outside: Outside
) -> None:
    steps = [*making("a"), StepSpec(name="Knock", handler="refuse@1")]
    run_id = start(editor, steps)
    drive(run_id, {**handlers(outside), "unmake@1": handlers(outside)["refuse@1"]})
    assert run_of(run_id).status == "stuck"

    sagas.retry_step(admin, run_id, 0)
    drive(run_id, handlers(outside))

    assert run_of(run_id).status == "compensated"
    assert run_of(run_id).person_id == admin.person_id
    assert outside.live() == []


def test_cancelled_run_is_taken_back_and_a_second_cancel_is_told(editor: Actor, outside: Outside) -> None:
    run_id = start(
        editor, [*making("a"), StepSpec(name="Night", handler="wait.until@1", params={"seconds": 60})]
    )
    drive(run_id, handlers(outside))

    sagas.cancel(editor, run_id, reason="Not needed")
    drive(run_id, handlers(outside))

    assert outside.lines() == ["a", "-a"]
    assert (run_of(run_id).status, run_of(run_id).reason) == ("compensated", "Not needed")
    with pytest.raises(Conflict):
        sagas.cancel(editor, run_id)


def test_cancel_while_a_step_runs_lets_it_end_and_takes_it_back(editor: Actor, outside: Outside) -> None:
    table = handlers(outside)

    def cancelled_meanwhile(step: sagas.Step) -> object:
        sagas.cancel(editor, step.run_id, reason="Stop")
        assert run_of(step.run_id).status == "running"
        return table["make@1"](step)

    run_id = start(
        editor, [StepSpec(name="a", handler="long@1", undo="unmake@1", params={"name": "a"}), *making("b")]
    )

    drive(run_id, {**table, "long@1": cancelled_meanwhile})

    assert outside.lines() == ["a", "-a"]
    assert statuses(run_id) == ["done", "skipped"]


def test_paused_run_stands_still_until_it_is_resumed(editor: Actor, outside: Outside) -> None:
    table = handlers(outside)

    def paused_meanwhile(step: sagas.Step) -> object:
        sagas.pause(editor, step.run_id)
        return table["make@1"](step)

    run_id = start(editor, [StepSpec(name="a", handler="long@1", params={"name": "a"}), *making("b")])
    drive(run_id, {**table, "long@1": paused_meanwhile})
    assert run_of(run_id).status == "paused"
    drive(run_id, table)
    assert (outside.lines(), due()) == (["a"], [])

    sagas.resume(editor, run_id)
    drive(run_id, table)

    assert outside.lines() == ["a", "b"]
    with pytest.raises(Conflict):
        sagas.resume(editor, run_id)


def test_skipped_and_edited_steps(editor: Actor, admin: Actor, outside: Outside) -> None:
    run_id = start(
        editor, [StepSpec(name="Night", handler="wait.until@1", params={"seconds": 60}), *making("a", "b")]
    )
    drive(run_id, handlers(outside))

    with pytest.raises(Forbidden):
        sagas.skip_step(editor, run_id, 0, reason="No time")
    sagas.edit_input(admin, run_id, 2, {"name": "c"})
    sagas.skip_step(admin, run_id, 0, reason="No time")
    drive(run_id, handlers(outside))

    assert outside.lines() == ["a", "c"]
    with pytest.raises(Conflict):
        sagas.edit_input(admin, run_id, 1, {})


def test_run_that_ended_well_is_taken_back_by_an_admin(editor: Actor, admin: Actor, outside: Outside) -> None:
    run_id = start(editor, making("a", "b"))
    drive(run_id, handlers(outside))

    with pytest.raises(Forbidden):
        sagas.compensate_now(editor, run_id, reason="Wrong customer")
    sagas.compensate_now(admin, run_id, reason="Wrong customer")
    drive(run_id, handlers(outside))

    assert outside.live() == []
    assert run_of(run_id).status == "compensated"


def test_run_that_is_over_stays_as_it_ended(editor: Actor, admin: Actor, outside: Outside) -> None:
    run_id = start(editor, [*making("a"), StepSpec(name="Knock", handler="refuse@1"), *making("b")])
    drive(run_id, handlers(outside))
    assert run_of(run_id).status == "compensated"

    for act in (
        lambda: sagas.skip_step(admin, run_id, 1, reason="x"),
        lambda: sagas.retry_step(admin, run_id, 1),
        lambda: sagas.edit_input(admin, run_id, 2, {}),
        lambda: sagas.mark_handled(admin, run_id, 0, note="x"),
        lambda: sagas.settle_ambiguous(admin, run_id, 1, "happened"),
        lambda: sagas.compensate_now(admin, run_id, reason="x"),
        lambda: sagas.pause(admin, run_id),
        lambda: sagas.resume(admin, run_id),
        lambda: sagas.cancel(admin, run_id),
    ):
        with pytest.raises(Conflict):
            act()

    assert run_of(run_id).status == "compensated"
    assert statuses(run_id) == ["done", "failed", "skipped"]


def test_deadline_that_passes_takes_the_run_back(editor: Actor, outside: Outside) -> None:
    ask = StepSpec(name="Boss", handler="wait.approval@1", params={})
    run_id = start(editor, [*making("a"), ask], deadline_at=utc_now() + timedelta(hours=1))
    drive(run_id, handlers(outside))
    sagas.sweep(running.SYSTEM)
    assert run_of(run_id).status == "running"

    change_run(run_id, deadline_at=utc_now() - timedelta(seconds=1))
    sagas.sweep(running.SYSTEM)
    assert due() == [run_id]
    drive(run_id, handlers(outside))

    assert outside.live() == []
    assert run_of(run_id).reason == "Its deadline has passed."
