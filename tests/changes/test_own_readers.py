"""Whoever reads here sees at once what was written here, out of the copy of the table."""

from app import tables
from app.actor import Actor
from app.changes import Operation
from tests import things
from tests.changes import stock
from tests.changes.stock import delete, finish, make, rows, update
from tests.sandbox_server import SandboxServer
from tests.things import thing_id


def test_own_readers_see_a_write_at_once(server: SandboxServer, editor: Actor) -> None:
    tables.refresh_mirror(editor, "Stock", "Things")

    make(editor, update(0, Count=77), delete(1))

    found = tables.list_records(editor, "Stock", "Things")
    counts = {record.id: record.cells.get(stock.COUNT) for record in found.records}
    assert counts[thing_id(0)] is not None
    assert counts[thing_id(0)].value == 77  # type: ignore[union-attr]
    assert thing_id(1) not in counts


def test_record_that_was_just_made_is_shown_by_its_name_where_it_is_linked(
    server: SandboxServer, editor: Actor
) -> None:
    tables.refresh_mirror(editor, "Stock", "Things")
    name = things.field_id("OwnerName")
    made = make(editor, Operation(kind="create", table_id=things.OWNERS, cells={name: "Zenith"}))
    zenith = rows(editor, made)[0].record_id

    make(editor, update(0, Owner=[zenith]))
    assert owner_of_first(editor) == "Zenith"

    make(
        editor,
        Operation(kind="update", table_id=things.OWNERS, record_id=zenith, cells={name: "Zenith Works"}),
    )
    assert owner_of_first(editor) == "Zenith Works"


def owner_of_first(actor: Actor) -> str:
    """What readers are shown, out of the mirror."""
    found = tables.list_records(actor, "Stock", "Things")
    assert found.freshness.origin == "mirror"
    cells = {record.id: record.cells for record in found.records}
    return cells[thing_id(0)][stock.OWNER].text


def test_file_that_was_just_added_is_shown_at_once(server: SandboxServer, editor: Actor) -> None:
    tables.refresh_mirror(editor, "Stock", "Things")
    files = things.field_id("Files")
    facts = {"file_name": "a.txt", "content_type": "text/plain", "content_base64": "aGVsbG8="}
    place = {"table_id": things.THINGS, "record_id": thing_id(0), "field_id": files}

    make(editor, Operation(kind="attach", **place, **facts))

    found = tables.get_record(editor, "Stock", "Things", thing_id(0))
    assert found.freshness.origin == "mirror"
    assert [each["filename"] for each in found.record.cells[files].value] == ["a.txt"]


def test_what_a_colleague_wrote_over_before_it_was_read_back_does_not_differ(
    server: SandboxServer, editor: Actor, admin: Actor
) -> None:
    first = make(editor, update(0, Count=3))
    second = make(admin, update(0, Count=4))

    done = [finish(editor, made.id) for made in (first, second)]

    assert [plan.status for plan in done] == ["applied", "applied"]
    assert [row.sentence for row in rows(editor, first)] == ["Adam changed it afterwards."]


def test_what_somebody_in_airtable_wrote_over_differs(server: SandboxServer, editor: Actor) -> None:
    made = make(editor, update(0, Count=3))
    path = f"/v0/{things.BASE}/{things.THINGS}/{thing_id(0)}"
    server.call("PATCH", path, json={"fields": {"Count": 5}}).raise_for_status()

    done = finish(editor, made.id)

    assert [row.state for row in rows(editor, done)] == ["differs"]
