"""Steps that wait: for a time, for somebody's yes, for an event, for another run."""

import pytest

from app import sagas
from app.actor import Actor
from app.errors import Conflict, Forbidden, NotFound
from app.sagas import StepSpec
from tests.sagas import running
from tests.sagas.running import Outside, drive, handlers, making, run_of, start, statuses, step_of

pytestmark = pytest.mark.usefixtures("database")


def test_run_waits_for_its_time(editor: Actor, outside: Outside) -> None:
    run_id = start(
        editor, [StepSpec(name="Night", handler="wait.until@1", params={"seconds": 3600}), *making("a")]
    )
    drive(run_id, handlers(outside))
    assert statuses(run_id) == ["blocked", "waiting"]
    sagas.sweep(running.SYSTEM)
    assert statuses(run_id) == ["blocked", "waiting"]

    running.pass_wait(run_id, 0)
    sagas.sweep(running.SYSTEM)
    drive(run_id, handlers(outside))

    assert run_of(run_id).status == "completed"


@pytest.fixture
def waiting_for_admin(editor: Actor, outside: Outside) -> str:
    """A run that made "a" and waits for an admin's yes before it makes "b"."""
    ask = StepSpec(name="Boss", handler="wait.approval@1", params={"role": "admin", "deadline_seconds": 60})
    run_id = start(editor, [*making("a"), ask, *making("b")], title="Two things")
    drive(run_id, handlers(outside))
    return run_id


def test_approved_step_goes_on_and_second_approval_is_told(
    waiting_for_admin: str, admin: Actor, owner: Actor, outside: Outside
) -> None:
    sagas.approve_step(admin, waiting_for_admin, 1, comment="Fine")

    with pytest.raises(Conflict):
        sagas.approve_step(owner, waiting_for_admin, 1)
    drive(waiting_for_admin, handlers(outside))
    assert outside.lines() == ["a", "b"]
    result = step_of(waiting_for_admin, 1).result
    assert (result["approved_by"], result["comment"]) == (admin.person_id, "Fine")
    assert run_of(waiting_for_admin).attention == ""


def test_rejected_step_takes_back_what_was_done(
    waiting_for_admin: str, admin: Actor, outside: Outside
) -> None:
    sagas.reject_step(admin, waiting_for_admin, 1, reason="Too early")

    drive(waiting_for_admin, handlers(outside))

    assert outside.lines() == ["a", "-a"]
    assert run_of(waiting_for_admin).reason == '"Boss" failed: Rejected: Too early'


def test_approval_is_for_the_role_that_was_asked(
    waiting_for_admin: str, editor: Actor, admin: Actor, stranger: Actor
) -> None:
    with pytest.raises(Forbidden):
        sagas.approve_step(editor, waiting_for_admin, 1)
    with pytest.raises(NotFound):
        sagas.approve_step(stranger, waiting_for_admin, 1)

    assert sagas.list_approvals(editor) == sagas.list_approvals(stranger) == ()
    (asked,) = sagas.list_approvals(admin)
    assert (asked.run_id, asked.run_title, asked.name) == (waiting_for_admin, "Two things", "Boss")


def test_approval_that_nobody_gave_in_time_takes_the_run_back(
    waiting_for_admin: str, admin: Actor, outside: Outside
) -> None:
    running.pass_wait(waiting_for_admin, 1)
    with pytest.raises(Conflict, match="has passed"):
        sagas.approve_step(admin, waiting_for_admin, 1)

    sagas.sweep(running.SYSTEM)
    drive(waiting_for_admin, handlers(outside))

    assert run_of(waiting_for_admin).status == "compensated"


def test_event_wakes_the_runs_of_the_own_team_that_wait_for_it(
    editor: Actor, stranger: Actor, outside: Outside
) -> None:
    steps = [StepSpec(name="Paid", handler="wait.event@1", params={"key": "paid:7"})]
    ours, theirs = start(editor, steps), start(stranger, steps)
    for run_id in (ours, theirs):
        drive(run_id, handlers(outside))

    assert sagas.send_event(editor, "paid:7", {"sum": 3}) == 1

    assert (run_of(ours).status, run_of(theirs).status) == ("completed", "running")
    assert step_of(ours, 0).result == {"sum": 3}


@pytest.mark.parametrize("ends_well", [True, False])
def test_step_goes_as_the_run_that_it_waits_for(editor: Actor, outside: Outside, *, ends_well: bool) -> None:
    def begin_child(step: sagas.Step) -> None:
        steps = making("child") if ends_well else [StepSpec(name="no", handler="refuse@1")]
        child = sagas.start(
            step.actor, "child", steps, idempotency_key=step.idempotency_key, parent_step_id=step.step_id
        )
        raise sagas.WaitFor.run(child.id)

    table = {**handlers(outside), "child@1": begin_child}
    run_id = start(editor, [*making("a"), StepSpec(name="Child", handler="child@1")])
    drive(run_id, table)
    assert statuses(run_id) == ["done", "blocked"]
    child_id = step_of(run_id, 1).wait_key

    drive(child_id, table)
    drive(run_id, table)

    assert run_of(run_id).status == ("completed" if ends_well else "compensated")


def test_parent_of_a_child_whose_driver_died_is_found_by_the_sweep(editor: Actor, outside: Outside) -> None:
    def wait_for(step: sagas.Step) -> None:
        raise sagas.WaitFor.run(str(step.params["run"]))

    child = start(editor, making("child"), name="child")
    run_id = start(editor, [StepSpec(name="Child", handler="wait@1", params={"run": child})])
    drive(run_id, {"wait@1": wait_for})
    drive(child, handlers(outside))

    sagas.sweep(running.SYSTEM)

    assert run_of(run_id).status == "completed"
