"""Approving a plan and carrying it out: what is written, what is kept, what is found out afterwards."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import update as sql_update

from app import changes, db, sagas
from app.actor import Actor, Role
from app.changes import Operation
from app.errors import Conflict, Forbidden, InvalidInput
from app.models import ChangePlan, RecordLock, utc_now
from tests.changes import stock
from tests.changes.stock import (
    approve,
    create,
    delete,
    finish,
    make,
    plan,
    rows,
    states,
    there,
    update,
    upsert,
)
from tests.people import make_member
from tests.sagas import running
from tests.sandbox_server import SandboxServer
from tests.things import THINGS, change, thing_id


def test_approved_plan_is_written_at_once_and_read_back(server: SandboxServer, editor: Actor) -> None:
    made = plan(editor, update(0, Count=3), create(Name="Screw"), delete(2))

    done = approve(editor, made)

    assert (done.status, done.progress.applied) == ("applying", 3)
    assert there(server, 0) is not None
    assert there(server, 0)["Count"] == 3  # type: ignore[index]
    assert there(server, 2) is None
    assert "Screw" in stock.all_there(server)
    done = finish(editor, made.id)
    assert (done.status, done.progress.verified) == ("applied", 3)
    assert done.decided_by is not None
    assert done.decided_by.name == "Edith"


def test_one_cell_edit_is_confirmed_in_two_calls(server: SandboxServer, editor: Actor) -> None:
    make(editor, update(1, Count=1))
    server.forget_requests()

    done = make(editor, update(0, Count=3))

    assert stock.calls(server) == ["POST listRecords", f"PATCH {THINGS}"]
    (row,) = rows(editor, done)
    assert (row.state, row.record_name) == ("applied", "Anvil")
    assert [(cell.before_text, cell.after_text) for cell in row.cells] == [("2.000", "3.000")]


def test_large_plan_is_carried_out_by_workers_in_batches_of_ten(server: SandboxServer, editor: Actor) -> None:
    made = plan(editor, *(update(4 + number, Count=100 + number) for number in range(25)))
    server.forget_requests()

    assert approve(editor, made).progress.applied == 0
    done = finish(editor, made.id)

    assert (done.status, done.progress.verified) == ("applied", 25)
    assert stock.calls(server).count(f"PATCH {THINGS}") == 3
    # One look before each batch, and one at all of them afterwards.
    assert stock.calls(server).count("POST listRecords") == 4
    assert {there(server, 4 + number)["Count"] for number in range(25)} == set(range(100, 125))  # type: ignore[index]


def test_records_stand_in_the_order_in_which_they_were_given(server: SandboxServer, editor: Actor) -> None:
    names = [f"Row {number:02d}" for number in range(25)]

    finish(editor, make(editor, *(create(Name=name) for name in names)).id)

    assert [name for name in stock.all_there(server) if name.startswith("Row")] == names


def test_rows_are_left_out_and_cells_edited_at_the_approval(server: SandboxServer, editor: Actor) -> None:
    made = plan(editor, update(0, Count=3), update(1, Count=4))
    first, second = rows(editor, made)

    done = approve(editor, made, drop=[first.id], edits={second.id: {stock.COUNT: "8"}})

    assert states(editor, done) == ["dropped", "applied"]
    assert there(server, 0)["Count"] == 2  # type: ignore[index]
    assert there(server, 1)["Count"] == 8  # type: ignore[index]
    assert done.digest != made.digest


def test_edit_that_does_not_fit_is_refused_and_nothing_happens(server: SandboxServer, editor: Actor) -> None:
    made = plan(editor, update(0, Count=3))
    (row,) = rows(editor, made)

    for edits in ({row.id: {stock.COUNT: "many"}}, {row.id: {stock.PRICE: 1}}, {999_999: {stock.COUNT: 1}}):
        with pytest.raises(InvalidInput):
            approve(editor, made, edits=edits)

    assert changes.get_plan(editor, made.id).status == "pending"


def test_approval_is_bound_to_what_was_shown(server: SandboxServer, editor: Actor) -> None:
    made = plan(editor, update(0, Count=3))

    with pytest.raises(Conflict, match="not what you saw"):
        changes.approve(editor, made.id, "0" * 64)


def test_plan_is_used_once(server: SandboxServer, editor: Actor, admin: Actor) -> None:
    made = plan(editor, update(0, Count=3))
    approve(editor, made)

    for act in (lambda: approve(admin, made), lambda: changes.deny(admin, made.id)):
        with pytest.raises(Conflict, match="decided already"):
            act()


def test_of_two_who_approve_at_once_one_is_told(server: SandboxServer, editor: Actor, admin: Actor) -> None:
    made = plan(editor, update(0, Count=3))
    begin, told = threading.Barrier(2), []

    def decide(actor: Actor) -> None:
        begin.wait(10)
        try:
            approve(actor, made)
        except Conflict as exc:
            told.append(exc.what_happened)

    threads = [threading.Thread(target=decide, args=(actor,)) for actor in (editor, admin)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert told == ["This plan was decided already."]
    assert stock.calls(server).count(f"PATCH {THINGS}") == 1


def test_denied_plan_says_why_and_changes_nothing(server: SandboxServer, editor: Actor, admin: Actor) -> None:
    made = plan(editor, update(0, Count=3))

    denied = changes.deny(admin, made.id, reason="Ask Acme first")

    assert (denied.status, denied.reason) == ("denied", "Ask Acme first")
    assert denied.decided_by is not None
    assert denied.decided_by.name == "Adam"
    with pytest.raises(Conflict):
        approve(editor, made)
    assert there(server, 0)["Count"] == 2  # type: ignore[index]


def test_plan_that_nobody_approved_in_a_week_has_expired(server: SandboxServer, editor: Actor) -> None:
    made = plan(editor, update(0, Count=3))
    with db.uow(editor) as session:
        session.exec(sql_update(ChangePlan).values(deadline_at=utc_now() - timedelta(seconds=1)))

    assert changes.get_plan(editor, made.id).status == "expired"
    assert changes.list_plans(editor, status="pending").items == []
    with pytest.raises(Conflict, match="has passed"):
        approve(editor, made)


def test_key_whose_writes_need_approval_leaves_a_plan(server: SandboxServer, editor: Actor) -> None:
    key = replace(editor, writes_need_approval=True, door="rest")

    made = make(key, update(0, Count=3))

    assert made.status == "pending"
    assert there(server, 0)["Count"] == 2  # type: ignore[index]
    with pytest.raises(Forbidden):
        approve(key, made)
    assert approve(editor, made).progress.applied == 1


def test_above_its_limit_a_team_asks_a_second_person(
    server: SandboxServer, editor: Actor, admin: Actor
) -> None:
    with pytest.raises(Forbidden):
        changes.set_rules(editor, second_person_above=1)
    changes.set_rules(admin, second_person_above=1)

    made = make(editor, update(0, Count=3), update(1, Count=4))

    assert (made.status, made.second_person, made.rights.approve) == ("pending", True, False)
    with pytest.raises(Forbidden, match="second person"):
        approve(editor, made)
    assert approve(admin, made).progress.applied == 2
    assert make(editor, update(0, Count=5)).progress.applied == 1


def test_delegated_plan_is_decided_by_whoever_was_asked(
    server: SandboxServer, editor: Actor, admin: Actor, viewer: Actor, team_id: str
) -> None:
    other = make_member(team_id, "Emil", Role.EDITOR)
    made = plan(editor, update(0, Count=3))
    with pytest.raises(InvalidInput):
        changes.delegate(editor, made.id, viewer.person_id)

    changes.delegate(editor, made.id, other.person_id)

    with pytest.raises(Forbidden):
        approve(editor, made)
    with pytest.raises(Forbidden):
        changes.delegate(editor, made.id, editor.person_id)
    assert changes.get_plan(other, made.id).rights.approve
    assert approve(other, made).progress.applied == 1


def test_cell_that_somebody_changed_since_is_kept_and_named(server: SandboxServer, editor: Actor) -> None:
    made = plan(editor, update(0, Count=3), update(1, Count=4))
    change(server, thing_id(0), Count=40)

    done = finish(editor, approve(editor, made).id)

    first, second = rows(editor, done)
    assert (done.status, first.state, second.state) == ("partly", "kept", "verified")
    assert first.sentence == (
        "Count was changed since the plan was made. It was changed outside of this platform."
    )
    assert first.cells[0].found_text == "40.000"
    assert there(server, 0)["Count"] == 40  # type: ignore[index]


def test_kept_cell_names_who_of_us_changed_it(server: SandboxServer, editor: Actor, admin: Actor) -> None:
    made = plan(editor, update(0, Count=3))
    make(admin, update(0, Count=40))

    done = approve(editor, made)

    assert rows(editor, done)[0].sentence.endswith("Adam changed it here.")


def test_record_that_is_being_written_is_waited_for(server: SandboxServer, editor: Actor) -> None:
    made = plan(editor, update(0, Count=3))
    with db.uow(editor) as session:
        lock = RecordLock(
            team_id=editor.team_id,
            base_id=made.base_id,
            record_id=thing_id(0),
            step_id=999_999,
            until=utc_now() + timedelta(minutes=1),
        )
        session.add(lock)

    done = approve(editor, made)
    assert states(editor, done) == ["planned"]
    with db.uow(editor) as session:
        session.exec(sql_update(RecordLock).values(until=utc_now() - timedelta(seconds=1)))
    done = finish(editor, made.id)

    assert states(editor, done) == ["verified"]
    with db.uow(editor, read_only=True) as session:
        assert session.exec(running.select(RecordLock)).all() == []


def test_refused_record_does_not_hold_the_others_of_its_batch(server: SandboxServer, editor: Actor) -> None:
    made = plan(editor, update(0, Count=3), create(Name="x"), update(1, Count=4))
    server.call("DELETE", f"/v0/{made.base_id}/{THINGS}/{thing_id(0)}")

    done = finish(editor, approve(editor, made).id)

    assert done.status == "partly"
    assert states(editor, done) == ["failed", "verified", "verified"]
    assert rows(editor, done)[0].sentence == "The record does not exist any more."
    assert done.rights.finish_rest


def test_wrong_value_at_the_service_is_found_and_named(server: SandboxServer, editor: Actor) -> None:
    stock.fault(server, "wrong_value", method="PATCH")

    done = finish(editor, make(editor, update(0, Count=3), update(1, Notes="fine")).id)

    assert done.status in ("partly", "failed")
    wrong = [row for row in rows(editor, done) if row.state == "differs"]
    assert wrong
    assert "is not what was written" in wrong[0].sentence


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("kind", ["update", "create", "delete", "upsert"])
def test_connection_that_is_cut_doubles_and_loses_nothing(
    server: SandboxServer, editor: Actor, when: str, kind: str
) -> None:
    wish = {
        "update": update(0, Count=3),
        "create": create(Name="Screw", Count=1),
        "delete": delete(0),
        "upsert": upsert("Name", Name="Screw", Count=1),
    }[kind]
    method = {"update": "PATCH", "create": "POST", "delete": "DELETE", "upsert": "PATCH"}[kind]
    made = plan(editor, wish)
    stock.fault(server, "drop", method=method, when=when, path=f"*{THINGS}")

    done = finish(editor, approve(editor, made).id)

    assert (done.status, states(editor, done)) == ("applied", ["verified"])
    names = [record["fields"].get("Name") for record in _records(server, made.base_id)]
    assert names.count("Screw") == (1 if kind in ("create", "upsert") else 0)
    assert names.count("Anvil") == (0 if kind == "delete" else 1)


def _records(server: SandboxServer, base_id: str) -> list[dict[str, dict[str, object]]]:
    found: list[dict[str, dict[str, object]]] = server.get(f"/v0/{base_id}/{THINGS}").json()["records"]
    return found


def test_create_of_which_nobody_can_tell_is_put_before_a_person(server: SandboxServer, editor: Actor) -> None:
    made = plan(editor, create(Name="Twin"), create(Name="Other"))
    stock.fault(server, "drop", method="POST", when="before", path=f"*{THINGS}")
    approve(editor, made)
    # Somebody else makes one like ours in the meantime.
    server.call("POST", f"/v0/{made.base_id}/{THINGS}", json={"fields": {"Name": "Twin"}})

    done = finish(editor, made.id)

    assert (done.status, states(editor, done)) == ("failed", ["unknown", "unknown"])
    assert rows(editor, done)[0].sentence == "1 of 2 records like these were made since."


def test_comment_and_file_are_added_and_a_field_is_made(server: SandboxServer, editor: Actor) -> None:
    done = make(
        editor,
        Operation(kind="comment", table_id=THINGS, record_id=thing_id(0), text="Hello"),
        Operation(
            kind="attach",
            table_id=THINGS,
            record_id=thing_id(0),
            field_id=stock.field_id("Files"),
            file_name="a.txt",
            content_type="text/plain",
            content_base64="aGVsbG8=",
        ),
        Operation(
            kind="create_field",
            table_id=THINGS,
            definition={"name": "Weight", "type": "number", "options": {"precision": 1}},
        ),
    )

    done = finish(editor, done.id)

    assert (done.status, done.progress.verified) == ("applied", 3)
    assert there(server, 0)["Files"][0]["filename"] == "a.txt"  # type: ignore[index]
    comments = server.get(f"/v0/{done.base_id}/{THINGS}/{thing_id(0)}/comments").json()["comments"]
    assert [comment["text"] for comment in comments] == ["Hello"]
    assert "cannot be deleted again" in done.not_undoable


def test_run_that_is_cancelled_leaves_a_precise_receipt(server: SandboxServer, editor: Actor) -> None:
    made = approve(editor, plan(editor, *(create(Name=f"N{number}") for number in range(25))))
    sagas.cancel(editor, made.run_id, reason="Stop")

    done = finish(editor, made.id)

    assert (done.status, done.progress.failed) == ("failed", 25)
    assert {row.sentence for row in rows(editor, done)} == {
        "The run ended before its turn; nothing was sent."
    }


def test_log_names_who_changed_what_through_which_door(
    server: SandboxServer, editor: Actor, admin: Actor
) -> None:
    make(editor, update(0, Count=3))
    make(replace(admin, door="rest"), update(0, Count=4), create(Name="Screw"))

    log = changes.change_log(editor).items

    assert [(entry.person.name, entry.door, entry.row.kind, entry.row.record_name) for entry in log] == [
        ("Adam", "rest", "create", "Screw"),
        ("Adam", "rest", "update", "Anvil"),
        ("Edith", "test", "update", "Anvil"),
    ]
    of_record = changes.change_log(editor, table_id=THINGS, record_id=thing_id(0)).items
    assert [entry.row.cells[0].after_text for entry in of_record] == ["4.000", "3.000"]
    assert [entry.door for entry in changes.change_log(editor, door="rest", limit=1).items] == ["rest"]
