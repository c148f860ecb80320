"""Who is told of a change plan that they did not see themselves."""

from dataclasses import replace

import pytest

from app import changes
from app.actor import Actor
from tests.changes import stock
from tests.notifications.telling import told
from tests.sandbox_server import SandboxServer
from tests.things import change, thing_id

pytestmark = pytest.mark.usefixtures("server")


def test_person_whose_key_may_not_write_alone_is_asked(editor: Actor, admin: Actor) -> None:
    key = replace(editor, key_id="1" * 32, writes_need_approval=True)

    plan = stock.plan(key, stock.update(0, Count=9))

    assert told(editor) == [("approval_asked", f"A program asks for your yes: {plan.title}")]
    assert told(admin) == []


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
