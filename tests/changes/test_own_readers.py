"""Whoever reads here sees at once what was written here, out of the copy of the table."""

from app import tables
from app.actor import Actor
from app.changes import Operation
from tests import things
from tests.changes import stock
from tests.changes.stock import delete, make, rows, update
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
