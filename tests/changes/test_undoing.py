"""Taking changes back, and taking that back again."""

import pytest

from app import changes, tables
from app.actor import Actor
from app.changes import ChangePlan, Operation
from app.errors import Conflict, Forbidden
from tests import things
from tests.changes import stock
from tests.changes.stock import (
    approve,
    create,
    delete,
    diffs,
    finish,
    make,
    plan,
    rows,
    states,
    there,
    update,
)
from tests.sandbox_server import SandboxServer
from tests.things import BASE, THINGS, change, thing_id


def made_and_read(actor: Actor, *operations: Operation) -> ChangePlan:
    return finish(actor, make(actor, *operations).id)


def undone(actor: Actor, done: ChangePlan) -> ChangePlan:
    return finish(actor, approve(actor, changes.undo(actor, done.id)).id)


def test_undo_is_seen_before_it_happens_and_restores_each_cell(server: SandboxServer, editor: Actor) -> None:
    done = made_and_read(editor, update(0, Count=3, Owner=None), create(Name="Screw"))

    preview = changes.undo(editor, done.id)
    assert diffs(editor, preview) == [
        ("Screw", "Name", "Screw", ""),
        ("Anvil", "Count", "3.000", "2.000"),
        ("Anvil", "Owner", "", "Acme"),
    ]
    assert preview.title == "Undo: Things: add 1, change 1"
    assert there(server, 0)["Count"] == 3  # type: ignore[index]
    undo = finish(editor, approve(editor, preview).id)

    assert (undo.status, undo.undo_of) == ("applied", done.id)
    assert there(server, 0) == {
        "Name": "Anvil",
        "Count": 2,
        "Price": 10.5,
        "Colour": "Red",
        "Owner": [things.owner_id(0)],
    }
    assert "Screw" not in stock.all_there(server)
    assert changes.get_plan(editor, done.id).undone_by == undo.id


def test_deleted_record_comes_back_with_its_cells_and_links_and_its_new_id_is_told(
    server: SandboxServer, editor: Actor
) -> None:
    done = made_and_read(editor, delete(0))

    undo = undone(editor, done)

    (row,) = rows(editor, undo)
    found = stock.all_there(server)["Anvil"]
    assert row.record_id == found["id"] != thing_id(0)
    assert {name: found[name] for name in ("Count", "Price", "Colour", "Owner")} == {
        "Count": 2,
        "Price": 10.5,
        "Colour": "Red",
        "Owner": [things.owner_id(0)],
    }


def test_undo_of_an_undo_makes_the_change_again(server: SandboxServer, editor: Actor) -> None:
    done = made_and_read(editor, update(0, Count=3), delete(1))
    undo = undone(editor, done)

    again = undone(editor, undo)

    assert again.status == "applied"
    assert there(server, 0)["Count"] == 3  # type: ignore[index]
    assert "Bolt" not in stock.all_there(server)
    assert changes.get_plan(editor, undo.id).undone_by == again.id


def test_cells_that_were_changed_since_are_kept_and_named(
    server: SandboxServer, editor: Actor, admin: Actor
) -> None:
    done = made_and_read(editor, update(0, Count=3, Price=1), update(1, Count=4), create(Name="Screw"))
    made_and_read(admin, update(0, Count=9))
    change(server, thing_id(1), Count=44)

    preview = changes.undo(editor, done.id)

    assert diffs(editor, preview) == [
        ("Screw", "Name", "Screw", ""),
        ("Anvil", "Price", "$1.00", "$10.50"),
    ]
    kept = [row for row in rows(editor, preview) if row.state == "dropped"]
    assert [(row.record_name, row.sentence) for row in kept] == [
        ("Bolt", "Count was changed since and is kept. It was changed outside of this platform."),
        ("Anvil", "Count was changed since and is kept. Adam changed it here."),
    ]
    finish(editor, approve(editor, preview).id)
    assert (there(server, 0)["Count"], there(server, 1)["Count"]) == (9, 44)  # type: ignore[index]


def test_made_record_that_somebody_changed_is_kept(server: SandboxServer, editor: Actor) -> None:
    done = made_and_read(editor, create(Name="Screw", Count=1), update(1, Count=6))
    change(server, rows(editor, done)[0].record_id, Count=2)

    preview = changes.undo(editor, done.id)

    assert [row.kind for row in rows(editor, preview) if row.state == "planned"] == ["update"]


def test_nothing_left_to_take_back_is_told(server: SandboxServer, editor: Actor) -> None:
    done = made_and_read(editor, update(0, Count=3))
    change(server, thing_id(0), Count=50)

    with pytest.raises(Conflict, match="left to be taken back") as refused:
        changes.undo(editor, done.id)
    assert "Count was changed since and is kept." in refused.value.what_to_do


def test_same_change_is_taken_back_once(server: SandboxServer, editor: Actor, admin: Actor) -> None:
    done = made_and_read(editor, update(0, Count=3))

    first, second = changes.undo(editor, done.id), changes.undo(admin, done.id)
    assert first.id == second.id
    finish(editor, approve(editor, first).id)

    with pytest.raises(Conflict, match="decided already"):
        approve(admin, second)
    with pytest.raises(Conflict, match="taken back already"):
        changes.undo(editor, done.id)


def test_pending_plan_cannot_be_taken_back_and_viewers_take_nothing_back(
    server: SandboxServer, editor: Actor, viewer: Actor
) -> None:
    pending = plan(editor, update(0, Count=3))
    with pytest.raises(Conflict, match="Only changes that were made"):
        changes.undo(editor, pending.id)

    done = made_and_read(editor, update(1, Count=3))
    with pytest.raises(Forbidden):
        changes.undo(viewer, done.id)


def test_comment_and_new_name_of_a_field_are_taken_back_and_a_new_field_is_left(
    server: SandboxServer, editor: Actor
) -> None:
    done = made_and_read(
        editor,
        Operation(
            kind="create_field", table_id=THINGS, definition={"name": "Weight", "type": "singleLineText"}
        ),
        Operation(kind="update_field", table_id=THINGS, field_id=stock.COUNT, definition={"name": "Number"}),
        Operation(kind="comment", table_id=THINGS, record_id=thing_id(0), text="Hello"),
    )

    undo = undone(editor, done)

    names = [
        field["name"] for field in server.get(f"/v0/meta/bases/{BASE}/tables").json()["tables"][0]["fields"]
    ]
    assert "Weight" in names
    assert "Count" in names
    assert "Number" not in names
    assert server.get(f"/v0/{BASE}/{THINGS}/{thing_id(0)}/comments").json()["comments"] == []
    left = [row.sentence for row in rows(editor, undo) if row.state == "dropped"]
    assert left == ["Airtable's API deletes neither tables nor fields: delete it there by hand."]


def test_rest_of_a_plan_is_planned_again_with_the_values_of_now(server: SandboxServer, editor: Actor) -> None:
    made = plan(editor, update(0, Count=3), update(1, Count=4))
    change(server, thing_id(0), Count=40)
    done = finish(editor, approve(editor, made).id)
    assert states(editor, done) == ["kept", "verified"]

    rest = changes.plan_rest(editor, done.id)

    assert diffs(editor, rest) == [("Anvil", "Count", "40.000", "3.000")]
    finish(editor, approve(editor, rest).id)
    assert there(server, 0)["Count"] == 3  # type: ignore[index]
    with pytest.raises(Conflict):
        changes.plan_rest(editor, rest.id)


def test_rest_of_a_change_that_somebody_else_overtook_begins_with_what_they_wrote(
    server: SandboxServer, editor: Actor
) -> None:
    tables.refresh_mirror(editor, "Stock", "Things")
    made = plan(editor, update(0, Count=3))
    change(server, thing_id(0), Count=99)
    kept = approve(editor, made)
    assert states(editor, kept) == ["kept"]

    rest = changes.plan_rest(editor, made.id)

    (row,) = rows(editor, rest)
    assert [(cell.before_text, cell.after_text) for cell in row.cells] == [("99.000", "3.000")]
    assert states(editor, finish(editor, approve(editor, rest).id)) == ["verified"]
