"""Bases, tables and fields that are made and changed over HTTP."""

from typing import Any

import pytest

from tests.sandbox.workbench import BASE, TABLES, THINGS, field_id, thing
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.integration

FIELDS = f"{TABLES}/tblWorkbenchThing/fields"
HOME = "wspWorkbench00001"


def create(bench: SandboxServer, name: str, kind: str, options: Any = None) -> Any:
    body = {"name": name, "type": kind} | ({} if options is None else {"options": options})
    return bench.call("POST", FIELDS, json=body)


def table(bench: SandboxServer, name: str) -> dict[str, Any]:
    tables = bench.get(TABLES).json()["tables"]
    found: dict[str, Any] = next(each for each in tables if each["name"] == name)
    return found


@pytest.mark.parametrize(
    ("kind", "options", "shown"),
    [
        ("singleLineText", None, None),
        ("richText", None, None),
        ("number", {"precision": 8}, {"precision": 8}),
        ("currency", {"precision": 2, "symbol": "€"}, {"precision": 2, "symbol": "€"}),
        (
            "date",
            {"dateFormat": {"name": "european"}},
            {"dateFormat": {"name": "european", "format": "D/M/YYYY"}},
        ),
        (
            "dateTime",
            {"dateFormat": {"name": "local"}, "timeFormat": {"name": "12hour"}, "timeZone": "utc"},
            {
                "dateFormat": {"name": "local", "format": "l"},
                "timeFormat": {"name": "12hour", "format": "h:mma"},
                "timeZone": "utc",
            },
        ),
        ("duration", {"durationFormat": "h:mm:ss.SSS"}, {"durationFormat": "h:mm:ss.SSS"}),
        ("multipleAttachments", None, {"isReversed": False}),
        ("singleCollaborator", None, None),
        ("barcode", None, None),
    ],
)
def test_a_field_is_made_with_the_options_that_reading_shows(
    bench: SandboxServer, kind: str, options: Any, shown: Any
) -> None:
    made = create(bench, "Fresh", kind, options).json()

    assert (made["name"], made["type"], made.get("options")) == ("Fresh", kind, shown)
    assert table(bench, "Things")["fields"][-1] == made


def test_choices_get_ids_and_colours(bench: SandboxServer) -> None:
    choices = [{"name": "a"}, {"name": "b", "color": "redBright"}]

    made = create(bench, "Fresh", "singleSelect", {"choices": choices}).json()["options"]["choices"]

    assert [(choice["name"], choice["color"]) for choice in made] == [
        ("a", "blueLight2"),
        ("b", "redBright"),
    ]
    assert {choice["id"][:3] for choice in made} == {"sel"}


def test_a_formula_is_shown_with_ids_and_its_result_and_computes_at_once(bench: SandboxServer) -> None:
    made = create(bench, "Double", "formula", {"formula": "{Count} * 2"}).json()

    assert made["options"]["formula"] == f"{{{field_id('Count')}}} * 2"
    assert made["options"]["isValid"] is True
    assert made["options"]["referencedFieldIds"] == [field_id("Count")]
    assert made["options"]["result"]["type"] == "number"
    assert bench.get(f"{THINGS}/{thing(1)}").json()["fields"]["Double"] == 6


def test_a_formula_follows_a_renamed_field(bench: SandboxServer) -> None:
    create(bench, "Double", "formula", {"formula": "{Count} * 2"})

    bench.call("PATCH", f"{FIELDS}/{field_id('Count')}", json={"name": "Amount"})

    assert bench.get(f"{THINGS}/{thing(1)}").json()["fields"]["Double"] == 6


def test_a_link_makes_its_other_side(bench: SandboxServer) -> None:
    made = create(bench, "Spare parts", "multipleRecordLinks", {"linkedTableId": "tblWorkbenchParts"}).json()

    inverse = table(bench, "Parts")["fields"][-1]
    assert (inverse["name"], inverse["type"]) == ("Things", "multipleRecordLinks")
    assert inverse["options"]["inverseLinkFieldId"] == made["id"]
    assert made["options"] == {
        "linkedTableId": "tblWorkbenchParts",
        "isReversed": False,
        "prefersSingleRecordLink": False,
        "inverseLinkFieldId": inverse["id"],
    }


def test_computed_fields_over_a_link_are_made(bench: SandboxServer) -> None:
    link = {"recordLinkFieldId": field_id("Parts")}
    through = link | {"fieldIdInLinkedTable": field_id("Grams")}
    create(bench, "How many", "count", link)
    create(bench, "Each", "multipleLookupValues", through)
    create(bench, "Heaviest", "rollup", through | {"formula": "MAX(values)"})

    fields = bench.get(f"{THINGS}/{thing(1)}").json()["fields"]

    assert (fields["How many"], fields["Each"], fields["Heaviest"]) == (2, [30, 120], 120)


def missing(what: str) -> tuple[str, str]:
    return "INVALID_FIELD_TYPE_OPTIONS_FOR_CREATE", f"Failed schema validation: Fresh.options{what}"


def unsupported(kind: str) -> tuple[str, str]:
    message = f"Invalid options for Things.Fresh: Creating {kind} fields is not supported at this time"
    return "UNSUPPORTED_FIELD_TYPE_FOR_CREATE", message


@pytest.mark.parametrize(
    ("kind", "options", "expected"),
    [
        ("checkbox", None, missing(" is missing")),
        ("dateTime", None, missing(" is missing")),
        ("number", {}, missing(".precision is missing")),
        ("number", {"precision": 9}, missing(".precision is invalid")),
        ("rating", {"icon": "star", "max": 11, "color": "redBright"}, missing(".max is invalid")),
        ("checkbox", {"icon": "check", "color": "red"}, missing(".color is invalid")),
        (
            "dateTime",
            {"dateFormat": {"name": "iso"}, "timeFormat": {"name": "24hour"}, "timeZone": "UTC"},
            missing(".timeZone is invalid"),
        ),
        ("singleSelect", {"choices": [{"name": "a"}, {"name": "a"}]}, missing(".choices is invalid")),
        (
            "multipleRecordLinks",
            {"linkedTableId": "tblWorkbenchParts", "prefersSingleRecordLink": True},
            missing(" has unexpected property prefersSingleRecordLink"),
        ),
        (
            "multipleRecordLinks",
            {"linkedTableId": "tblWorkbenchOther"},
            missing(".linkedTableId is not a table of this base"),
        ),
        ("formula", {"formula": "{Nope}"}, missing(" is not valid in this base")),
        ("formula", {"formula": "1 +"}, missing(" is not valid in this base")),
        ("formula", {"formula": "1", "result": {}}, missing(" has unexpected property result")),
        ("createdTime", None, unsupported("createdTime")),
        ("autoNumber", None, unsupported("autoNumber")),
        ("lastModifiedBy", None, unsupported("lastModifiedBy")),
    ],
)
def test_options_that_do_not_fit_are_refused_in_airtables_words(
    bench: SandboxServer, kind: str, options: Any, expected: tuple[str, str]
) -> None:
    before = table(bench, "Things")

    answer = create(bench, "Fresh", kind, options)

    told = answer.json()["error"]
    assert (answer.status_code, told["type"], told["message"]) == (422, *expected)
    assert table(bench, "Things") == before


@pytest.mark.parametrize("name", ["", "  ", "name", "Name", None])
def test_a_field_needs_a_name_of_its_own(bench: SandboxServer, name: Any) -> None:
    answer = create(bench, name, "singleLineText")

    assert (answer.status_code, answer.json()) == (422, {"error": {"type": "DUPLICATE_OR_EMPTY_FIELD_NAME"}})


@pytest.mark.parametrize("kind", ["longText", None, 5])
def test_an_unknown_type_is_a_bad_request(bench: SandboxServer, kind: Any) -> None:
    answer = create(bench, "Fresh", kind)

    assert answer.json()["error"]["type"] == "INVALID_REQUEST_UNKNOWN"


def test_names_and_descriptions_are_changed(bench: SandboxServer) -> None:
    field = bench.call("PATCH", f"{FIELDS}/{field_id('Name')}", json={"name": "Title", "description": "d"})
    changed = bench.call("PATCH", f"{TABLES}/Things", json={"name": "Items", "description": "x" * 20_000})
    long = bench.call("PATCH", f"{TABLES}/Items", json={"description": "x" * 20_001})
    cleared = bench.call("PATCH", f"{FIELDS}/{field_id('Name')}", json={"description": ""})

    assert (field.json()["name"], field.json()["description"]) == ("Title", "d")
    assert changed.json()["name"] == "Items"
    assert long.status_code == 422
    assert "description" not in cleared.json()
    assert bench.get(f"/v0/{BASE}/Items/{thing(1)}").json()["fields"]["Title"] == "Lamp"


@pytest.mark.parametrize("body", [{}, {"type": "number"}, {"name": "colour"}, {"description": 5}])
def test_a_change_of_a_field_that_makes_no_sense_is_refused(bench: SandboxServer, body: Any) -> None:
    assert bench.call("PATCH", f"{FIELDS}/{field_id('Name')}", json=body).status_code == 422


def test_a_table_is_made_with_a_grid_and_can_be_filled(bench: SandboxServer) -> None:
    fields = [
        {"name": "Title", "type": "singleLineText", "description": "What it is"},
        {"name": "Thing", "type": "multipleRecordLinks", "options": {"linkedTableId": "tblWorkbenchThing"}},
    ]

    made = bench.call("POST", TABLES, json={"name": "Orders", "fields": fields}).json()
    row = bench.call(
        "POST", f"/v0/{BASE}/orders", json={"fields": {"Title": "1", "Thing": [thing(1)]}}
    ).json()

    assert made["primaryFieldId"] == made["fields"][0]["id"]
    assert [view["name"] for view in made["views"]] == ["Grid view"]
    assert bench.get(f"{THINGS}/{thing(1)}").json()["fields"]["Orders"] == [row["id"]]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"name": "things", "fields": [{"name": "A", "type": "singleLineText"}]}, "DUPLICATE_TABLE_NAME"),
        ({"name": "T", "fields": []}, "INVALID_REQUEST_UNKNOWN"),
        ({"fields": [{"name": "A", "type": "singleLineText"}]}, "INVALID_REQUEST_UNKNOWN"),
        ({"name": "T", "fields": [{"name": "A", "type": "multipleAttachments"}]}, "INVALID_REQUEST_UNKNOWN"),
        (
            {"name": "T", "fields": [{"name": "A", "type": "email"}, {"name": "a", "type": "url"}]},
            "DUPLICATE_OR_EMPTY_FIELD_NAME",
        ),
    ],
)
def test_a_table_that_makes_no_sense_is_refused(bench: SandboxServer, body: Any, kind: str) -> None:
    answer = bench.call("POST", TABLES, json=body)

    assert (answer.status_code, answer.json()["error"]["type"]) == (422, kind)


def test_a_base_is_made_for_its_maker_and_listed(bench: SandboxServer) -> None:
    tables = [{"name": "First", "fields": [{"name": "Name", "type": "singleLineText"}]}]

    made = bench.call(
        "POST", "/v0/meta/bases", json={"name": "New", "workspaceId": HOME, "tables": tables}
    ).json()
    listed = bench.get("/v0/meta/bases").json()["bases"][-1]
    row = bench.call("POST", f"/v0/{made['id']}/First", json={"fields": {"Name": "x"}})

    assert [each["name"] for each in made["tables"]] == ["First"]
    assert listed == {"id": made["id"], "name": "New", "permissionLevel": "create"}
    assert row.status_code == 200


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"workspaceId": None}, 422, {"type": "INVALID_REQUEST", "message": "Server error"}),
        (
            {"workspaceId": "wspNowhere0000000"},
            404,
            {"type": "MODEL_ID_NOT_FOUND", "message": "Workspace not found"},
        ),
    ],
)
def test_a_base_needs_a_workspace(
    bench: SandboxServer, change: dict[str, Any], status: int, error: dict[str, str]
) -> None:
    tables = [{"name": "First", "fields": [{"name": "Name", "type": "singleLineText"}]}]
    body = {"name": "New", "tables": tables} | change
    body = {key: value for key, value in body.items() if value is not None}

    answer = bench.call("POST", "/v0/meta/bases", json=body)

    assert (answer.status_code, answer.json()) == (status, {"error": error})


def test_every_type_is_shown_with_its_options(bench: SandboxServer) -> None:
    fields = {field["name"]: field for field in table(bench, "Things")["fields"]}

    assert fields["Weight"]["options"]["result"]["type"] == "number"
    assert "formula" not in fields["Weight"]["options"]
    assert fields["Part names"]["options"]["result"] == {"type": "singleLineText"}
    assert fields["Part count"]["options"] == {"recordLinkFieldId": field_id("Parts"), "isValid": True}
    assert fields["Name changed"]["options"]["referencedFieldIds"] == [field_id("Name")]
    assert "options" not in fields["Press"]
