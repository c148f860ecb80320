"""What payloads of webhooks hold, and what is left out of them."""

from typing import Any

import pytest

from tests.sandbox.watching import (
    COLOUR,
    COUNT,
    DATA,
    NAME,
    PART_TABLE,
    TABLE,
    create,
    payloads,
    told,
    update,
    watch,
)
from tests.sandbox.workbench import ANNA, BASE, BOB, PARTS, TABLES, THINGS, field_id, part, thing
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.integration


def test_created_records_come_with_their_cells_in_the_second_format(bench: SandboxServer) -> None:
    webhook = watch(bench)
    made = create(
        bench,
        Name="Chair",
        Count=0,
        Colour="Red",
        Tags=["Old", "New"],
        Person={"id": ANNA["id"]},
        People=[{"id": BOB["id"]}],
        Parts=[part(1)],
        Files=[{"url": "https://example.test/a.txt"}],
    )

    (payload,) = payloads(bench, webhook)
    tables = payload["changedTablesById"]
    cells = tables[TABLE]["createdRecordsById"][made]["cellValuesByFieldId"]

    assert cells[NAME] == "Chair"
    assert cells[COUNT] == 0
    assert cells[COLOUR] == {"id": "selColourRed00000", "name": "Red", "color": "blueLight2"}
    assert [choice["name"] for choice in cells[field_id("Tags")]] == ["Old", "New"]
    assert cells[field_id("Person")] == ANNA | {"permissionLevel": "comment"}
    assert cells[field_id("People")] == [BOB | {"permissionLevel": "edit"}]
    assert cells[field_id("Parts")] == [{"id": part(1), "name": "Bulb"}]
    assert cells[field_id("Files")][0]["filename"] == "a.txt"
    assert cells[field_id("Part names")] == {
        "valuesByLinkedRecordId": {part(1): ["Bulb"]},
        "linkedRecordIds": [part(1)],
    }
    assert (cells[field_id("Weight")], cells[field_id("Part count")], cells[field_id("Number")]) == (30, 1, 4)
    assert field_id("Done") not in cells
    assert list(tables[PART_TABLE]["changedRecordsById"]) == [part(1)]


def test_changed_records_tell_what_differs_and_what_follows(bench: SandboxServer) -> None:
    webhook = watch(bench, includePreviousCellValues=True, includeCellValuesInFieldIds=[NAME, COUNT])
    update(bench, thing(1), Count=5, Colour=None, Parts=[part(2)])

    changed = told(bench, webhook)["changedRecordsById"][thing(1)]

    current, previous = (changed[key]["cellValuesByFieldId"] for key in ("current", "previous"))
    differing = {
        COUNT,
        COLOUR,
        field_id("Parts"),
        field_id("Part count"),
        field_id("Part names"),
        field_id("Weight"),
    }
    assert (set(current), set(previous)) == (differing, differing)
    assert (previous[COUNT], current[COUNT]) == (3, 5)
    assert (previous[COLOUR]["name"], current[COLOUR]) == ("Red", None)
    assert (previous[field_id("Weight")], current[field_id("Weight")]) == (150, 120)
    assert previous[field_id("Part names")]["linkedRecordIds"] == [part(1), part(2)]
    assert changed["unchanged"] == {"cellValuesByFieldId": {NAME: "Lamp"}}


def test_nothing_but_the_change_is_told_unless_asked_for(bench: SandboxServer) -> None:
    webhook = watch(bench)
    update(bench, thing(2), Count=11)

    assert told(bench, webhook) == {
        "changedRecordsById": {thing(2): {"current": {"cellValuesByFieldId": {COUNT: 11}}}}
    }


def test_all_cells_come_along_when_asked_for(bench: SandboxServer) -> None:
    webhook = watch(bench, includeCellValuesInFieldIds="all")
    update(bench, thing(2), Count=11)

    unchanged = told(bench, webhook)["changedRecordsById"][thing(2)]["unchanged"]["cellValuesByFieldId"]

    assert (unchanged[NAME], unchanged[field_id("Done")]) == ("Desk", None)
    assert COUNT not in unchanged


def test_deleted_records_are_told_with_the_links_that_went(bench: SandboxServer) -> None:
    webhook = watch(bench)
    bench.call("DELETE", f"{THINGS}/{thing(1)}")

    (payload,) = payloads(bench, webhook)

    tables = payload["changedTablesById"]
    assert tables[TABLE] == {"destroyedRecordIds": [thing(1)]}
    assert tables[PART_TABLE]["changedRecordsById"][part(1)]["current"]["cellValuesByFieldId"] == {
        field_id("Thing"): None
    }


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (DATA, ["add", "update", "remove", "link"]),
        (DATA | {"changeTypes": ["add"]}, ["add"]),
        (DATA | {"changeTypes": ["remove", "update"]}, ["update", "remove", "link"]),
        (DATA | {"recordChangeScope": PART_TABLE}, ["link"]),
        (DATA | {"recordChangeScope": TABLE, "changeTypes": ["update"]}, ["update", "link"]),
        (DATA | {"watchDataInFieldIds": [COUNT]}, ["update", "remove"]),
        (DATA | {"watchDataInFieldIds": [field_id("Part names")]}, ["remove", "link"]),
        (DATA | {"fromSources": ["publicApi", "client"]}, ["add", "update", "remove", "link"]),
        (DATA | {"fromSources": ["client"]}, []),
        ({"dataTypes": ["tableFields", "tableMetadata"]}, []),
        (
            DATA | {"sourceOptions": {"formSubmission": {"viewId": "viwWorkbenchForm1"}}},
            ["add", "update", "remove", "link"],
        ),
    ],
)
def test_a_webhook_hears_what_its_filters_let_pass(
    bench: SandboxServer, filters: dict[str, Any], expected: list[str]
) -> None:
    webhook = watch(bench, filters)

    create(bench, Name="New")
    update(bench, thing(2), Count=11)
    bench.call("DELETE", f"{THINGS}/{thing(3)}")
    update(bench, thing(1), Parts=[part(1)])

    steps = ("add", "update", "remove", "link")
    heard = [steps[payload["baseTransactionNumber"] - 1] for payload in payloads(bench, webhook)]
    assert heard == expected


def test_fields_and_tables_are_told(bench: SandboxServer) -> None:
    webhook = watch(
        bench, {"dataTypes": ["tableFields", "tableMetadata"]}, includePreviousFieldDefinitions=True
    )
    made = bench.call("POST", f"{TABLES}/Things/fields", json={"name": "Fresh", "type": "email"}).json()
    bench.call("PATCH", f"{TABLES}/Things/fields/{NAME}", json={"name": "Title"})
    bench.call("PATCH", f"{TABLES}/Things", json={"name": "Objects", "description": "All"})
    fields = [{"name": "Name", "type": "singleLineText"}]
    table = bench.call("POST", TABLES, json={"name": "New", "fields": fields}).json()
    bench.call("POST", f"/v0/{BASE}/Objects", json={"fields": {"Colour": "Mauve"}, "typecast": True})

    found = payloads(bench, webhook)
    changes = [payload.get("changedTablesById", {}).get(TABLE) for payload in found]

    assert changes[0] == {"createdFieldsById": {made["id"]: {"name": "Fresh", "type": "email"}}}
    assert changes[1]["changedFieldsById"] == {
        NAME: {
            "current": {"name": "Title", "type": "singleLineText"},
            "previous": {"name": "Name", "type": "singleLineText"},
        }
    }
    assert changes[2]["changedMetadata"] == {
        "current": {"name": "Objects", "description": "All"},
        "previous": {"name": "Things", "description": None},
    }
    assert found[3]["createdTablesById"] == {
        table["id"]: {
            "metadata": {"name": "New", "description": None},
            "fieldsById": {table["fields"][0]["id"]: {"name": "Name", "type": "singleLineText"}},
        }
    }
    assert list(changes[4]["changedFieldsById"]) == [COLOUR]


def test_schemas_of_some_fields_are_watched(bench: SandboxServer) -> None:
    webhook = watch(bench, {"dataTypes": ["tableFields"], "watchSchemasOfFieldIds": [COUNT]})
    bench.call("PATCH", f"{TABLES}/Things/fields/{NAME}", json={"name": "Title"})
    bench.call("PATCH", f"{TABLES}/Things/fields/{COUNT}", json={"name": "Amount"})

    assert told(bench, webhook) == {
        "changedFieldsById": {COUNT: {"current": {"name": "Amount", "type": "number"}}}
    }


def test_uploaded_files_have_addresses_in_payloads_that_hold_when_read(bench: SandboxServer) -> None:
    webhook = watch(bench)
    given = {"contentType": "text/plain", "filename": "a.txt", "file": "SGVsbG8="}
    bench.call("POST", f"/v0/{BASE}/{thing(2)}/Files/uploadAttachment", json=given)

    changed = told(bench, webhook)["changedRecordsById"][thing(2)]
    (attachment,) = changed["current"]["cellValuesByFieldId"][field_id("Files")]

    assert sorted(attachment) == ["filename", "id", "size", "type", "url"]
    assert bench.call("GET", attachment["url"].removeprefix(bench.url), token=None).text == "Hello"


def test_a_refused_write_makes_no_payload(bench: SandboxServer) -> None:
    webhook = watch(bench)
    bench.call("POST", THINGS, json={"records": [{"fields": {"Name": "A"}}, {"fields": {"Count": "x"}}]})

    assert payloads(bench, webhook) == []


def test_links_by_a_part_are_told_on_both_sides(bench: SandboxServer) -> None:
    webhook = watch(bench)
    bench.call("PATCH", f"{PARTS}/{part(3)}", json={"fields": {"Thing": [thing(2)]}})

    (payload,) = payloads(bench, webhook)
    current = payload["changedTablesById"][TABLE]["changedRecordsById"][thing(2)]["current"]

    assert current["cellValuesByFieldId"][field_id("Parts")] == [{"id": part(3), "name": "Screw"}]
