"""Runs that need a person, or were taken back, find somebody to tell."""

import pytest

from app import notifications, sagas
from app.actor import Actor
from app.errors import Forbidden
from app.sagas import Ambiguous, StepSpec
from tests.notifications.telling import told
from tests.sagas import running
from tests.sagas.running import SYSTEM, Outside, drive, handlers, making, start
from tests.security.at_once import at_once

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def outside(tmp_path) -> Outside:
    return Outside(tmp_path / "outside")


def unsure(_step: sagas.Step) -> None:
    raise Ambiguous("Look whether the letter went out.")


def test_step_that_nobody_can_tell_of_is_told_to_its_person_and_the_admins(
    editor: Actor, admin: Actor, viewer: Actor, outside: Outside
) -> None:
    run_id = start(editor, [StepSpec(name="Send", handler="unsure@1")], title="Letters")
    drive(run_id, {**handlers(outside), "unsure@1": unsure})

    assert (notifications.tell_of_runs(SYSTEM), notifications.tell_of_runs(SYSTEM)) == (1, 0)

    expected = [("run_needs_person", "Letters: nobody can tell whether “Send” happened")]
    assert told(editor) == told(admin) == expected
    assert told(viewer) == []
    assert notifications.list_notifications(editor).items[0].link == f"/runs/?r={run_id}"


def test_step_that_is_unsure_again_is_told_again(editor: Actor, outside: Outside) -> None:
    run_id = start(editor, [StepSpec(name="Send", handler="unsure@1")], title="Letters")
    table = {**handlers(outside), "unsure@1": unsure}
    drive(run_id, table)
    notifications.tell_of_runs(SYSTEM)

    sagas.settle_ambiguous(editor, run_id, 0, "did_not")
    drive(run_id, table)
    notifications.tell_of_runs(SYSTEM)

    assert len(told(editor)) == 2


def test_step_that_waits_for_a_yes_is_told_to_those_who_may_give_it(
    owner: Actor, admin: Actor, editor: Actor, outside: Outside
) -> None:
    ask = StepSpec(name="Boss", handler="wait.approval@1", params={"role": "admin"})
    drive(start(editor, [ask], title="Two things"), handlers(outside))

    notifications.tell_of_runs(SYSTEM)

    assert told(admin) == told(owner) == [("approval_asked", "Two things: “Boss” waits for your yes")]
    assert told(editor) == []


def test_run_that_was_taken_back_is_told_to_its_person(editor: Actor, admin: Actor, outside: Outside) -> None:
    ask = StepSpec(name="Boss", handler="wait.approval@1", params={"role": "admin"})
    run_id = start(editor, [*making("a"), ask], title="Two things")
    drive(run_id, handlers(outside))
    sagas.reject_step(admin, run_id, 1, reason="Too early")
    drive(run_id, handlers(outside))

    notifications.tell_of_runs(SYSTEM)

    assert told(editor) == [("run_ended", "Two things: was taken back")]
    assert "Too early" in notifications.list_notifications(editor).items[0].text
    assert told(admin) == []


def test_run_that_cannot_be_taken_back_is_told_to_the_admins_too(
    editor: Actor, admin: Actor, outside: Outside
) -> None:
    run_id = start(editor, making("a"), title="Two things")
    running.change_run(run_id, status="stuck", attention="stuck", reason="The thing is locked.")

    notifications.tell_of_runs(SYSTEM)

    assert told(editor) == told(admin) == [("run_needs_person", "Two things: cannot be taken back")]


def test_runs_that_end_well_and_parts_of_other_runs_are_no_news(editor: Actor, outside: Outside) -> None:
    drive(start(editor, making("a")), handlers(outside))
    child = start(editor, making("b"))
    running.change_run(child, status="compensated", parent_step_id=1)

    assert notifications.tell_of_runs(SYSTEM) == 0


def test_many_dispatchers_tell_once(editor: Actor, admin: Actor, outside: Outside) -> None:
    run_id = start(editor, making("a"), title="Two things")
    running.change_run(run_id, status="stuck", attention="stuck")

    at_once([lambda: notifications.tell_of_runs(SYSTEM)] * 4)

    assert len(told(editor)) == len(told(admin)) == 1


def test_run_of_somebody_who_left_is_told_to_the_admins(
    owner: Actor, editor: Actor, outside: Outside
) -> None:
    from app import auth

    run_id = start(editor, making("a"), title="Two things")
    running.change_run(run_id, status="compensated")
    auth.remove_member(owner, editor.person_id)

    assert (notifications.tell_of_runs(SYSTEM), notifications.tell_of_runs(SYSTEM)) == (1, 0)
    assert told(owner) == [("run_ended", "Two things: was taken back")]


def test_only_the_platform_looks_through_runs(owner: Actor) -> None:
    with pytest.raises(Forbidden):
        notifications.tell_of_runs(owner)
