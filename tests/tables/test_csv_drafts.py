"""A file of rows becomes wishes: by key, by record id, with whatever spreadsheets do to a file."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from app import tables
from app.actor import Actor, Role
from app.changes import Operation
from app.errors import Forbidden, InvalidInput
from tests import things
from tests.harness.databases import Database
from tests.harness.statements import statements
from tests.people import make_member, make_team
from tests.things import field_id, thing_id

ROWS: list[dict[str, Any]] = [
    {"Name": "Anvil", "Count": 2, "Colour": "Red", "Owner": [things.owner_id(0)]},
    {"Name": "Bolt", "Count": 5, "Notes": "=1+1"},
]
NAME, COUNT, NOTES, OWNER = (field_id(name) for name in ("Name", "Count", "Notes", "Owner"))


@pytest.fixture
def editor(database: Database, tmp_path: Path) -> Iterator[Actor]:
    with things.serving(tmp_path / "sandbox", ROWS):
        yield make_member(make_team("Northwind"), "Edith", Role.EDITOR)


def operations(
    actor: Actor, text: str | bytes, keys: Sequence[str] = ("Name",), **options: Any
) -> tuple[Operation, ...]:
    data = text if isinstance(text, bytes) else text.encode()
    return tables.draft_csv(actor, "stock", "things", data, key_fields=keys, **options).operations


def refusal(actor: Actor, text: str | bytes, keys: Sequence[str] = ("Name",), **options: Any) -> str:
    with pytest.raises(InvalidInput) as refused:
        operations(actor, text, keys, **options)
    return refused.value.what_happened


def test_each_row_is_an_upsert_by_its_key(editor: Actor) -> None:
    found = operations(editor, "name,Count\nAnvil,3\nClamp,7\n")

    assert [(each.kind, each.key_fields, each.cells) for each in found] == [
        ("upsert", (NAME,), {NAME: "Anvil", COUNT: "3"}),
        ("upsert", (NAME,), {NAME: "Clamp", COUNT: "7"}),
    ]


def test_links_are_found_by_name(editor: Actor) -> None:
    found = operations(editor, "Name,Owner\nAnvil,acme\n")

    assert found[0].cells[OWNER] == [things.owner_id(0)]


def test_empty_cells_are_left_alone_unless_they_are_to_clear(editor: Actor) -> None:
    text = "Name,Count,Notes\nAnvil,,x\n"

    assert operations(editor, text)[0].cells == {NAME: "Anvil", NOTES: "x"}
    assert operations(editor, text, clears=True)[0].cells == {NAME: "Anvil", NOTES: "x", COUNT: None}


def test_an_export_that_was_edited_comes_back_to_the_same_records(editor: Actor) -> None:
    listing = tables.export_records(
        editor, "stock", "things", file_format="csv", fields=("Name", "Count", "Notes")
    )
    text = b"".join(listing).decode("utf-8-sig").replace(",2,", ",4,")

    found = operations(editor, text + ",Clamp,7,\r\n", keys=())

    assert [(each.kind, each.record_id, each.cells) for each in found] == [
        ("update", thing_id(0), {NAME: "Anvil", COUNT: "4"}),
        ("update", thing_id(1), {NAME: "Bolt", COUNT: "5", NOTES: "=1+1"}),
        ("create", "", {NAME: "Clamp", COUNT: "7"}),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_what_spreadsheets_write_is_read(editor: Actor, delimiter: str, encoding: str) -> None:
    text = (
        delimiter.join(("Name", "Count", "Notes"))
        + "\r\n"
        + delimiter.join(("Möbel", "3", '"two\nlines"'))
        + "\r\n\r\n"
    )

    found = operations(editor, text.encode(encoding))

    assert [each.cells for each in found] == [{NAME: "Möbel", COUNT: "3", NOTES: "two\nlines"}]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The file is empty."),
        ("\n\n", "The file is empty."),
        ("Name,Count\n", "The file has no rows below its first line."),
        ("Name,,Count\nA,1,2\n", "Column 2 has no name."),
        ("Name,name\nA,B\n", 'Two columns are called "name".'),
        ("Name,Cuont\nA,1\n", 'There is no field "Cuont" in Things.'),
        ("Count\n1\n", 'The file has no column "Name".'),
        ("Name,Count\n,1\n", "Line 2 has no key."),
        ("Name,Count\nA,1\n\nB,2\n a ,3\n", "Lines 2 and 5 have the same key."),
        ("Name,Count\nA,1,2\n", "Line 2 has more cells than the first line names."),
        ('Name,Count\n"A,1\n', "Line 2 cannot be read: unexpected end of data."),
        (b"Name\n\x00\x01\x02", "This is no text that can be read."),
    ],
)
def test_what_cannot_be_right_is_refused_with_its_line(
    editor: Actor, text: str | bytes, sentence: str
) -> None:
    assert refusal(editor, text) == sentence


def test_without_a_key_the_record_ids_are_needed(editor: Actor) -> None:
    assert refusal(editor, "Name\nA\n", keys=()) == "Nothing says which record a row belongs to."
    assert refusal(editor, "Record id,Name\nrec1,A\n", keys=()) == 'Line 2: "rec1" is no id of a record.'


def test_more_rows_than_a_plan_may_have_are_refused(editor: Actor) -> None:
    text = "Name\n" + "".join(f"N{number}\n" for number in range(5_001))

    assert refusal(editor, text) == "The file has more than 5,000 rows."


def test_many_rows_are_not_looked_up_one_by_one(editor: Actor) -> None:
    operations(editor, "Name,Owner\nA,acme\n")

    with statements() as for_many:
        operations(editor, "Name,Owner\n" + "".join(f"N{number},acme\n" for number in range(500)))

    # A mirror that has grown stale meanwhile is brought up to date first, which costs some statements of its own.
    assert len(for_many) < 50


def test_a_viewer_may_not(editor: Actor) -> None:
    viewer = make_member(editor.team_id, "Victor", Role.VIEWER)

    with pytest.raises(Forbidden):
        operations(viewer, "Name\nA\n")
