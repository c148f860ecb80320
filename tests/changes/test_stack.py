"""What a person can take back, and make again."""

from dataclasses import replace

import pytest

from app import changes
from app.actor import Actor
from app.changes import ChangePlan
from app.errors import Forbidden
from tests.changes.stock import approve, create, finish, make, plan, update
from tests.sandbox_server import SandboxServer
from tests.things import BASE

pytestmark = pytest.mark.usefixtures("server")


def done(actor: Actor, **cells: object) -> ChangePlan:
    return finish(actor, make(actor, update(0, **cells)).id)


def taken_back(actor: Actor, plan_id: str) -> ChangePlan:
    return finish(actor, approve(actor, changes.undo(actor, plan_id)).id)


def stack(actor: Actor) -> tuple[list[str], list[str]]:
    found = changes.undo_stack(actor, BASE)
    return [step.id for step in found.undo], [step.id for step in found.redo]


def test_undo_goes_back_step_by_step_and_redo_forth_again(editor: Actor) -> None:
    first, second = done(editor, Count=3), done(editor, Count=4)
    assert stack(editor) == ([second.id, first.id], [])

    undo_second = taken_back(editor, second.id)
    assert stack(editor) == ([first.id], [undo_second.id])
    undo_first = taken_back(editor, first.id)
    assert stack(editor) == ([], [undo_first.id, undo_second.id])

    again = taken_back(editor, undo_first.id)
    assert stack(editor) == ([again.id], [undo_second.id])
    assert stack(editor.through("chat")) == stack(editor)


def test_another_change_ends_what_can_be_made_again(editor: Actor) -> None:
    taken_back(editor, done(editor, Count=3).id)

    last = done(editor, Count=5)

    assert stack(editor) == ([last.id], [])


def test_changes_of_the_chat_are_among_them_and_those_of_programs_are_not(editor: Actor) -> None:
    chatted = done(editor.through("chat"), Count=3)
    done(replace(editor, key_id="0" * 32), Count=4)

    assert stack(editor) == ([chatted.id], [])


def test_stack_is_of_one_person_and_forgets_what_somebody_else_took_back(editor: Actor, admin: Actor) -> None:
    made = done(editor, Count=3)
    assert stack(admin) == ([], [])

    by_admin = taken_back(admin, made.id)

    assert stack(editor) == ([], [])
    assert stack(admin) == ([by_admin.id], [])


def test_what_waits_for_approval_cannot_be_taken_back_yet(editor: Actor) -> None:
    waiting = plan(editor, create(Name="Screw"))
    assert stack(editor) == ([], [])

    approved = finish(editor, approve(editor, waiting).id)

    assert stack(editor) == ([approved.id], [])


def test_viewer_has_nothing_to_take_back(server: SandboxServer, viewer: Actor) -> None:
    with pytest.raises(Forbidden):
        changes.undo_stack(viewer, BASE)
