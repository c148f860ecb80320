"""What each type of field takes, gives back, and refuses, over HTTP."""

from typing import Any

import pytest

from tests.sandbox.workbench import ANNA, BOB, THINGS, part, thing
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.integration

GONE = "recGone0000000000"
OTHER_TABLE = (
    f"Record ID {thing(1)} belongs to table tblWorkbenchThing, but the field links to table tblWorkbenchParts"
)


def cannot(name: str) -> tuple[str, str]:
    return "INVALID_VALUE_FOR_COLUMN", f'Field "{name}" cannot accept the provided value'


def computed(name: str) -> tuple[str, str]:
    return "INVALID_VALUE_FOR_COLUMN", f'Field "{name}" cannot accept a value because the field is computed'


def unparsed(name: str) -> tuple[str, str]:
    return "INVALID_VALUE_FOR_COLUMN", f"Cannot parse value for field {name}"


def no_choice(name: str) -> tuple[str, str]:
    return (
        "INVALID_MULTIPLE_CHOICE_OPTIONS",
        f'Insufficient permissions to create new select option ""{name}""',
    )


@pytest.mark.parametrize(
    ("name", "given", "stored"),
    [
        ("Name", "Ünïcode \U0001f680 'quoted'", "Ünïcode \U0001f680 'quoted'"),
        ("Notes", "two\nlines", "two\nlines"),
        ("Rich", "# Head\n* bullet", "# Head\n- bullet\n"),
        ("Mail", "not even an address", "not even an address"),
        ("Count", 0, 0),
        ("Count", -1.25, -1.25),
        ("Count", 12.0, 12),
        ("Price", 0.1, 0.1),
        ("Share", 0.123, 0.123),
        ("Stars", 5, 5),
        ("Took", 90.5, 90.5),
        ("Done", True, True),
        ("Colour", "Green", "Green"),
        ("Colour", "selColourGreen000", "Green"),
        ("Tags", ["New", "Old"], ["New", "Old"]),
        ("Tags", ["Old", "Old"], ["Old"]),
        ("Day", "2024-02-29", "2024-02-29"),
        ("Moment", "2026-07-01T10:00:00Z", "2026-07-01T10:00:00.000Z"),
        ("Moment", "2026-07-01T10:00:00.1234+02:00", "2026-07-01T08:00:00.123Z"),
        ("Moment", "2026-07-01T10:00:00", "2026-07-01T08:00:00.000Z"),
        ("Moment", "2026-07-01", "2026-06-30T22:00:00.000Z"),
        ("Moment", 1_782_900_000_000, "2026-07-01T10:00:00.000Z"),
        ("Person", {"id": ANNA["id"]}, ANNA),
        ("Person", {"email": "BOB@example.test"}, BOB),
        ("People", [ANNA["id"], {"email": "bob@example.test"}], [ANNA, BOB]),
        ("Parts", [part(3), part(1), part(3)], [part(3), part(1)]),
        ("Code", {"text": "4006381333931", "type": "ean13"}, {"text": "4006381333931", "type": "ean13"}),
        ("Code", {"text": "x"}, {"text": "x"}),
    ],
)
def test_a_value_comes_back_as_it_is_stored(bench: SandboxServer, name: str, given: Any, stored: Any) -> None:
    answer = bench.call("PATCH", f"{THINGS}/{thing(2)}", json={"fields": {name: given}})

    assert answer.json()["fields"].get(name) == stored
    assert bench.get(f"{THINGS}/{thing(2)}").json()["fields"].get(name) == stored


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("Name", 5, cannot("Name")),
        ("Name", ["a"], cannot("Name")),
        ("Name", "x" * 100_001, cannot("Name")),
        ("Count", "5", cannot("Count")),
        ("Count", True, cannot("Count")),
        ("Count", {"a": 1}, cannot("Count")),
        ("Count", 10**400, cannot("Count")),
        ("Stars", 6, cannot("Stars")),
        ("Stars", 0, cannot("Stars")),
        ("Stars", 2.5, cannot("Stars")),
        ("Took", "1:30", cannot("Took")),
        ("Done", "true", cannot("Done")),
        ("Done", 1, cannot("Done")),
        ("Colour", "Purple", no_choice("Purple")),
        ("Colour", {"name": "Red"}, unparsed("Colour")),
        ("Tags", "New", unparsed("Tags")),
        ("Tags", ["New", "Other"], no_choice("Other")),
        ("Day", "2026-02-30", cannot("Day")),
        ("Day", "2026-02-03T00:00:00.000Z", cannot("Day")),
        ("Day", "yesterday", cannot("Day")),
        ("Moment", "2026-07-01T25:00:00Z", cannot("Moment")),
        ("Moment", True, cannot("Moment")),
        ("Person", "anna@example.test", cannot("Person")),
        ("Person", {"id": "usrNobody00000000"}, cannot("Person")),
        ("Person", {"id": {}}, cannot("Person")),
        ("People", {"id": ANNA["id"]}, cannot("People")),
        ("Parts", part(1), ("INVALID_VALUE_FOR_COLUMN", "Value is not an array of record IDs.")),
        ("Parts", ["Bulb"], ("INVALID_RECORD_ID", 'Value "Bulb" is not a valid record ID.')),
        ("Parts", [{"a": 1}], ("INVALID_RECORD_ID", 'Value "[object Object]" is not a valid record ID.')),
        ("Parts", [GONE], ("ROW_DOES_NOT_EXIST", f"Record ID {GONE} does not exist")),
        (
            "Parts",
            [thing(1)],
            ("ROW_TABLE_DOES_NOT_MATCH_LINKED_TABLE", OTHER_TABLE),
        ),
        ("Files", "https://example.test/a.txt", ("INVALID_ATTACHMENT_OBJECT", None)),
        ("Files", [{"url": "data:text/plain,hello"}], ("INVALID_ATTACHMENT_OBJECT", None)),
        ("Files", [{"id": "attUnknown0000000"}], ("INVALID_ATTACHMENT_OBJECT", None)),
        ("Files", [{"id": {}}], ("INVALID_ATTACHMENT_OBJECT", None)),
        ("Code", "123", cannot("Code")),
        ("Code", {"text": 5}, cannot("Code")),
        ("Number", 5, computed("Number")),
        ("Made", "2026-01-01", computed("Made")),
        ("Maker", {"id": ANNA["id"]}, computed("Maker")),
        ("Changed", None, computed("Changed")),
        ("Part count", 1, computed("Part count")),
        ("Part names", ["x"], computed("Part names")),
        ("Weight", 1, computed("Weight")),
        ("Press", {"label": "x"}, computed("Press")),
        ("Advice", "x", computed("Advice")),
        ("Origin", "Import", computed("Origin")),
    ],
)
def test_a_value_that_does_not_fit_is_refused_in_airtables_words(
    bench: SandboxServer, name: str, given: Any, expected: tuple[str, str | None]
) -> None:
    before = bench.get(f"{THINGS}/{thing(2)}").json()

    answer = bench.call("PATCH", f"{THINGS}/{thing(2)}", json={"fields": {"Notes": "x", name: given}})

    told = answer.json()["error"]
    assert (answer.status_code, told["type"]) == (422, expected[0])
    assert expected[1] in (None, told["message"])
    assert bench.get(f"{THINGS}/{thing(2)}").json() == before


WRITABLE = {
    "Name": "x",
    "Notes": "x",
    "Rich": "x",
    "Mail": "x",
    "Site": "x",
    "Phone": "x",
    "Count": 1,
    "Price": 1,
    "Share": 1,
    "Stars": 1,
    "Took": 1,
    "Done": True,
    "Colour": "Red",
    "Tags": ["New"],
    "Day": "2026-01-01",
    "Moment": "2026-01-01T00:00:00.000Z",
    "Person": {"id": ANNA["id"]},
    "People": [{"id": ANNA["id"]}],
    "Parts": [part(1)],
    "Files": [{"url": "https://example.test/new.txt"}],
    "Code": {"text": "x"},
}


@pytest.mark.parametrize("empty", [None, "", [], False], ids=repr)
def test_every_writable_cell_is_cleared(bench: SandboxServer, empty: Any) -> None:
    filled = bench.call("PATCH", f"{THINGS}/{thing(2)}", json={"fields": WRITABLE}).json()["fields"]

    cleared = bench.call("PATCH", f"{THINGS}/{thing(2)}", json={"fields": dict.fromkeys(WRITABLE, empty)})

    assert set(WRITABLE) <= set(filled)
    assert set(WRITABLE).isdisjoint(cleared.json()["fields"])


def test_attachments_are_kept_by_id_renamed_and_added(bench: SandboxServer) -> None:
    given = [
        {"id": "attWorkbench00001", "filename": "renamed.txt"},
        {"url": "https://example.test/folder/Plan%20B.pdf?x=1"},
        {"url": "https://example.test/b", "filename": "b.txt"},
    ]

    cell = bench.call("PATCH", f"{THINGS}/{thing(1)}", json={"fields": {"Files": given}}).json()["fields"][
        "Files"
    ]

    assert [each["filename"] for each in cell] == ["renamed.txt", "Plan B.pdf", "b.txt"]
    assert cell[0]["id"] == "attWorkbench00001"
    assert len({each["id"] for each in cell}) == 3


def test_a_new_record_cannot_have_the_attachment_of_another(bench: SandboxServer) -> None:
    body = {"fields": {"Files": [{"id": "attWorkbench00001", "url": "https://example.test/a.txt"}]}}

    answer = bench.call("POST", THINGS, json=body)

    assert answer.json()["error"]["type"] == "INVALID_ATTACHMENT_OBJECT"


@pytest.mark.parametrize(
    ("name", "given", "stored"),
    [
        ("Name", 12.5, "12.5"),
        ("Name", True, "true"),
        ("Count", "1,234.50", 1234.5),
        ("Count", "  ", None),
        ("Price", "$1,000", 1000),
        ("Price", "($5.50)", -5.5),
        ("Share", "12.5%", 0.125),
        ("Stars", "3", 3),
        ("Took", "1:30", 5400),
        ("Took", "-0:30", -1800),
        ("Took", "1:30:15", 5415),
        ("Done", "yes", True),
        ("Done", "no", None),
        ("Colour", "Purple", "Purple"),
        ("Colour", "red", "Red"),
        ("Colour", 7, "7"),
        ("Tags", 'New, Fresh, "a, b"', ["New", "Fresh", "a, b"]),
        ("Day", "3/14/2026", "2026-03-14"),
        ("Day", "2026-03-14T09:00:00Z", "2026-03-14"),
        ("Day", "March 14, 2026", "2026-03-14"),
        ("Moment", "3/14/2026 5:30 pm", "2026-03-14T16:30:00.000Z"),
        ("Person", "bob@example.test", BOB),
        ("Person", "Anna Berg", ANNA),
        ("People", "Anna Berg, bob@example.test", [ANNA, BOB]),
        ("Parts", "Screw", [part(3)]),
        ("Parts", ["Bulb", part(2)], [part(1), part(2)]),
        ("Code", 4711, {"text": "4711"}),
    ],
)
def test_typecast_takes_what_people_write(bench: SandboxServer, name: str, given: Any, stored: Any) -> None:
    body = {"fields": {name: given}, "typecast": True}

    answer = bench.call("PATCH", f"{THINGS}/{thing(2)}", json=body)

    assert answer.status_code == 200
    assert answer.json()["fields"].get(name) == stored


@pytest.mark.parametrize(
    ("name", "given"), [("Count", "many"), ("Day", "someday"), ("Person", "Nobody"), ("Stars", "9")]
)
def test_typecast_has_limits(bench: SandboxServer, name: str, given: Any) -> None:
    answer = bench.call("PATCH", f"{THINGS}/{thing(2)}", json={"fields": {name: given}, "typecast": True})

    assert answer.json()["error"]["type"] == "INVALID_VALUE_FOR_COLUMN"


def test_a_new_choice_stands_in_the_schema_and_only_once(bench: SandboxServer) -> None:
    body = {
        "records": [{"fields": {"Colour": "Mauve"}}, {"fields": {"Colour": "mauve"}}],
        "typecast": True,
    }

    created = bench.call("POST", THINGS, json=body).json()["records"]
    tables = bench.get("/v0/meta/bases/appWorkbench00001/tables").json()["tables"]

    colour = next(field for field in tables[0]["fields"] if field["name"] == "Colour")
    choices = colour["options"]["choices"]
    assert [record["fields"]["Colour"] for record in created] == ["Mauve", "Mauve"]
    assert [choice["name"] for choice in choices] == ["Red", "Green", "Blue", "Mauve"]
    assert choices[-1]["color"] == "greenLight2"
    assert choices[-1]["id"].startswith("sel")


def test_a_new_choice_of_a_refused_batch_is_not_made(bench: SandboxServer) -> None:
    body = {"records": [{"fields": {"Colour": "Mauve"}}, {"fields": {"Count": "x"}}], "typecast": True}

    refused = bench.call("POST", THINGS, json=body)
    again = bench.call("POST", THINGS, json={"fields": {"Colour": "Mauve"}})

    assert (refused.status_code, again.status_code) == (422, 422)


def test_typecast_in_the_address_is_ignored_as_by_the_original(bench: SandboxServer) -> None:
    answer = bench.call("POST", f"{THINGS}?typecast=true", json={"fields": {"Count": "5"}})

    assert answer.status_code == 422


def test_a_link_by_an_unknown_name_makes_the_record(bench: SandboxServer) -> None:
    body = {"fields": {"Parts": ["Hinge", "Bulb"]}, "typecast": True}

    cell = bench.call("PATCH", f"{THINGS}/{thing(2)}", json=body).json()["fields"]["Parts"]

    made = bench.get(f"/v0/appWorkbench00001/Parts/{cell[0]}").json()["fields"]
    assert (made["Part"], made["Thing"]) == ("Hinge", [thing(2)])
    assert cell[1] == part(1)
