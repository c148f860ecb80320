"""Who is told of a change plan that they did not see themselves."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import update

from app import changes, db
from app.actor import Actor
from app.errors import Conflict, Forbidden
from app.models import ChangePlan, utc_now
from tests.changes import stock
from tests.notifications.telling import told
from tests.sagas.running import SYSTEM
from tests.sandbox_server import SandboxServer
from tests.things import change, thing_id

pytestmark = pytest.mark.usefixtures("server")


def test_person_whose_key_may_not_write_alone_is_asked(editor: Actor, admin: Actor) -> None:
    key = replace(editor, key_id="1" * 32, writes_need_approval=True)

    plan = stock.plan(key, stock.update(0, Count=9))

    assert told(editor) == [("approval_asked", f"A program asks for your yes: {plan.title}")]
    assert told(admin) == []


def test_person_whose_client_asks_is_told_only_once_it_has_no_answer(editor: Actor, admin: Actor) -> None:
    key = replace(
        editor,
        door="mcp",
        key_id="1" * 32,
        writes_need_approval=True,
        client_may_confirm=True,
        consent="asked",
    )
    plan = stock.plan(key, stock.update(0, Count=9))
    assert (told(editor), changes.watch_deadlines(SYSTEM)) == ([], 0)

    ends_in(editor, timedelta(days=6), age=timedelta(minutes=11))

    assert (changes.watch_deadlines(SYSTEM), changes.watch_deadlines(SYSTEM)) == (1, 0)
    assert told(editor) == [("approval_asked", f"A program asks for your yes: {plan.title}")]
    assert told(admin) == []


def test_plan_of_somebody_else_that_waits_is_no_news_of_who_asks(editor: Actor, admin: Actor) -> None:
    plan = stock.plan(editor, stock.update(0, Count=9))

    changes.ask_in_inbox(admin, plan.id)

    assert told(editor) == told(admin) == []


def test_plan_that_its_maker_sees_is_no_news(editor: Actor, admin: Actor) -> None:
    stock.approve(editor, stock.plan(editor, stock.update(0, Count=9)))

    assert told(editor) == told(admin) == []


def test_second_person_is_found_among_the_admins(editor: Actor, admin: Actor, owner: Actor) -> None:
    changes.set_rules(owner, second_person_above=1)

    plan = stock.plan(admin, stock.update(0, Count=9), stock.update(1, Count=9))

    assert told(owner) == [("approval_asked", f"A second person is needed: {plan.title}")]
    assert told(admin) == told(editor) == []


def test_delegate_is_asked_and_the_planner_hears_the_answer(editor: Actor, admin: Actor) -> None:
    plan = stock.plan(editor, stock.update(0, Count=9))

    changes.delegate(editor, plan.id, admin.person_id)
    changes.deny(admin, plan.id, reason="Not now")

    assert told(admin) == [("approval_asked", f"You are asked to decide: {plan.title}")]
    assert told(editor) == [("plan_decided", f"Declined: {plan.title}")]


def test_planner_hears_of_a_yes_by_somebody_else(editor: Actor, admin: Actor) -> None:
    plan = stock.plan(editor, stock.update(0, Count=9))

    stock.approve(admin, plan)

    assert told(editor) == [("plan_decided", f"Approved: {plan.title}")]


def test_large_change_says_when_it_is_read_back(editor: Actor) -> None:
    plan = stock.approve(
        editor, stock.plan(editor, *(stock.update(number, Price=1.5) for number in range(12)))
    )
    assert told(editor) == []

    stock.finish(editor, plan.id)

    assert told(editor) == [("change_ended", f"Written and read back: {plan.title}")]


def test_row_that_is_read_back_different_is_told_even_of_a_small_change(
    editor: Actor, server: SandboxServer
) -> None:
    stock.fault(server, "wrong_value", method="PATCH")
    plan = stock.approve(editor, stock.plan(editor, stock.update(0, Count=9), stock.update(1, Count=9)))

    stock.finish(editor, plan.id)

    assert told(editor) == [("change_wrong", f"Written only in part: {plan.title}")]


def test_edit_that_is_refused_in_the_reply_is_no_news(editor: Actor, server: SandboxServer) -> None:
    plan = stock.plan(editor, stock.update(0, Count=9))
    change(server, thing_id(0), Count=7)

    done = stock.approve(editor, plan)

    assert done.progress.kept == 1
    assert told(editor) == []


def ends_in(actor: Actor, ends: timedelta, *, age: timedelta = timedelta(days=6)) -> None:
    """All plans of the team end then, and were made so long ago."""
    with db.uow(actor) as session:
        session.exec(update(ChangePlan).values(deadline_at=utc_now() + ends, created_at=utc_now() - age))


def test_plan_that_nobody_decides_is_recalled_a_day_before_its_end_once(editor: Actor, admin: Actor) -> None:
    plan = stock.plan(editor, stock.update(0, Count=9))
    assert changes.watch_deadlines(SYSTEM) == 0

    ends_in(editor, timedelta(hours=20))

    assert (changes.watch_deadlines(SYSTEM), changes.watch_deadlines(SYSTEM)) == (1, 0)
    assert told(editor) == [("approval_ending", f"Ends within a day, undecided: {plan.title}")]
    assert told(admin) == []
    stock.approve(editor, changes.get_plan(editor, plan.id))


def test_who_was_asked_is_reminded_and_not_the_planner(editor: Actor, admin: Actor) -> None:
    plan = stock.plan(editor, stock.update(0, Count=9))
    changes.delegate(editor, plan.id, admin.person_id)

    ends_in(editor, timedelta(hours=20))
    changes.watch_deadlines(SYSTEM)

    assert [kind for kind, _ in told(admin)] == ["approval_ending", "approval_asked"]
    assert told(editor) == []


def test_second_person_is_reminded_and_not_the_planner(editor: Actor, admin: Actor, owner: Actor) -> None:
    changes.set_rules(owner, second_person_above=0)
    stock.plan(editor, stock.update(0, Count=9))

    ends_in(editor, timedelta(hours=20))
    changes.watch_deadlines(SYSTEM)

    kinds = ["approval_ending", "approval_asked"]
    assert [kind for kind, _ in told(admin)] == [kind for kind, _ in told(owner)] == kinds
    assert told(editor) == []


def test_plan_that_was_for_hours_only_is_not_recalled(editor: Actor) -> None:
    stock.plan(editor, stock.update(0, Count=9))

    ends_in(editor, timedelta(hours=20), age=timedelta(minutes=5))

    assert changes.watch_deadlines(SYSTEM) == 0


def test_plan_whose_time_is_up_ends_and_says_so_once(editor: Actor, admin: Actor) -> None:
    plan = stock.plan(editor, stock.update(0, Count=9))
    changes.delegate(editor, plan.id, admin.person_id)

    ends_in(editor, timedelta(seconds=-1))

    assert (changes.watch_deadlines(SYSTEM), changes.watch_deadlines(SYSTEM)) == (1, 0)
    assert told(editor) == [("plan_decided", f"Expired: {plan.title}")]
    assert told(admin)[0] == ("plan_decided", f"Expired: {plan.title}")
    assert [each.id for each in changes.list_plans(editor, status="expired").items] == [plan.id]
    with pytest.raises(Conflict, match="has passed"):
        stock.approve(admin, plan)


def test_only_the_platform_watches_deadlines(editor: Actor) -> None:
    with pytest.raises(Forbidden):
        changes.watch_deadlines(editor)
