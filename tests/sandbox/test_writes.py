"""Creating, updating and deleting records over HTTP."""

from typing import Any

import pytest

from tests.sandbox.workbench import BASE, MADE, PARTS, THINGS, field_id, part, thing
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.integration

COUNT_OF_THINGS = 3


def names(bench: SandboxServer) -> list[str]:
    records = bench.get(THINGS).json()["records"]
    return [record["fields"].get("Name", "") for record in records]


def error(answer: Any) -> tuple[int, str, str | None]:
    told = answer.json()["error"]
    return answer.status_code, told["type"], told.get("message")


def test_one_record_is_created_and_shown_with_its_computed_cells(bench: SandboxServer) -> None:
    answer = bench.call("POST", THINGS, json={"fields": {"Name": "Chair", "Count": 4}})

    record = answer.json()
    assert answer.status_code == 200
    assert sorted(record) == ["createdTime", "fields", "id"]
    assert record["createdTime"].endswith(".000Z")
    assert {name: record["fields"][name] for name in ("Name", "Count", "Number", "Part count", "Weight")} == {
        "Name": "Chair",
        "Count": 4,
        "Number": 4,
        "Part count": 0,
        "Weight": 0,
    }
    assert bench.get(f"{THINGS}/{record['id']}").json() == record


def test_ten_records_are_created_in_order_and_listed_in_the_order_in_which_they_were_made(
    bench: SandboxServer,
) -> None:
    body = {"records": [{"fields": {"Name": f"N{index}"}} for index in range(10)]}

    created = bench.call("POST", THINGS, json=body).json()["records"]

    assert [record["fields"]["Name"] for record in created] == [f"N{index}" for index in range(10)]
    assert [record["fields"]["Number"] for record in created] == list(range(4, 14))
    assert names(bench)[COUNT_OF_THINGS:] == [f"N{index}" for index in range(10)]


def test_a_batch_with_one_bad_record_changes_nothing_and_takes_no_number(bench: SandboxServer) -> None:
    body = {"records": [{"fields": {"Name": "Good"}}, {"fields": {"Count": "many"}}]}

    refused = bench.call("POST", THINGS, json=body)
    created = bench.call("POST", THINGS, json={"fields": {}}).json()

    assert refused.status_code == 422
    assert created["fields"]["Number"] == COUNT_OF_THINGS + 1
    assert "Good" not in names(bench)


@pytest.mark.parametrize("path", [f"{THINGS}/?", f"/v0/{BASE}/tHINGS", f"/v0/{BASE}/tblWorkbenchThing/"])
def test_the_addresses_of_sloppy_clients_are_taken(bench: SandboxServer, path: str) -> None:
    answer = bench.call("POST", path, json={"fields": {"Name": "Sloppy"}})

    assert answer.json()["fields"]["Name"] == "Sloppy"


def test_fields_are_given_and_returned_by_id(bench: SandboxServer) -> None:
    body = {"fields": {field_id("Name"): "Chair"}, "returnFieldsByFieldId": True}

    created = bench.call("POST", THINGS, json=body).json()

    assert created["fields"][field_id("Name")] == "Chair"
    assert "Name" not in created["fields"]


def test_patch_keeps_and_put_clears_what_is_not_given(bench: SandboxServer) -> None:
    patched = bench.call("PATCH", f"{THINGS}/{thing(1)}", json={"fields": {"Count": 7}}).json()
    put = bench.call("PUT", f"{THINGS}/{thing(1)}", json={"fields": {"Count": 8}}).json()

    assert (patched["fields"]["Name"], patched["fields"]["Count"]) == ("Lamp", 7)
    assert patched["createdTime"] == MADE
    computed = {
        "Number",
        "Made",
        "Maker",
        "Changed",
        "Changer",
        "Name changed",
        "Part count",
        "Weight",
        "Press",
    }
    assert set(put["fields"]) == {"Count", "Advice", "Origin"} | computed
    assert put["fields"]["Part count"] == 0


def test_many_are_updated_in_the_order_of_the_request(bench: SandboxServer) -> None:
    body = {
        "records": [
            {"id": thing(2), "fields": {"Count": 1}, "createdTime": MADE},
            {"id": thing(1), "fields": {"Count": None}},
        ]
    }

    answer = bench.call("PATCH", THINGS, json=body).json()

    assert sorted(answer) == ["records"]
    assert [(record["id"], record["fields"].get("Count")) for record in answer["records"]] == [
        (thing(2), 1),
        (thing(1), None),
    ]


def test_records_are_deleted_alone_and_together(bench: SandboxServer) -> None:
    one = bench.call("DELETE", f"{THINGS}/{thing(1)}")
    two = bench.call("DELETE", f"{THINGS}?records[]={thing(2)}&records[]={thing(3)}")

    assert one.json() == {"id": thing(1), "deleted": True}
    assert two.json() == {"records": [{"id": thing(2), "deleted": True}, {"id": thing(3), "deleted": True}]}
    assert names(bench) == []


@pytest.mark.parametrize("query", ["records={0}&records={1}", "records[0]={0}&records[1]={1}"])
def test_ids_to_delete_are_taken_in_every_spelling(bench: SandboxServer, query: str) -> None:
    answer = bench.call("DELETE", f"{THINGS}?{query.format(thing(1), thing(2))}")

    assert [each["id"] for each in answer.json()["records"]] == [thing(1), thing(2)]


GONE = "recGone0000000000"
UPDATE_SHAPE = (
    'You must provide an array of up to 10 record objects, each with an "id" ID field and a "fields" object for cell '
    "values."
)
CREATE_SHAPE = (
    'You must provide an array of up to 10 record objects, each with a "fields" object for cell values.'
)
INVISIBLE = (
    "Invalid permissions, or the requested model was not found. Check that both your user and your token have the "
    "required permissions, and that the model names and/or ids are correct."
)


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        (
            "POST",
            THINGS,
            {"records": [{"fields": {}}] * 11},
            (
                422,
                "INVALID_RECORDS",
                "A maximum of 10 records can be created per request but you have provided 11.",
            ),
        ),
        ("POST", THINGS, {"records": []}, (422, "INVALID_RECORDS", CREATE_SHAPE)),
        ("POST", THINGS, {"records": [5]}, (422, "INVALID_RECORDS", CREATE_SHAPE)),
        (
            "POST",
            THINGS,
            {},
            (422, "INVALID_REQUEST_MISSING_FIELDS", 'Could not find field "fields" in the request body'),
        ),
        (
            "POST",
            THINGS,
            {"fields": {"Nope": 1}},
            (422, "UNKNOWN_FIELD_NAME", 'Unknown field name: "Nope"'),
        ),
        (
            "POST",
            THINGS,
            {"fields": {"name": "case matters"}},
            (422, "UNKNOWN_FIELD_NAME", 'Unknown field name: "name"'),
        ),
        ("PATCH", THINGS, {"records": []}, (422, "INVALID_RECORDS", UPDATE_SHAPE)),
        ("PATCH", THINGS, {"records": [{"fields": {}}]}, (422, "INVALID_RECORDS", UPDATE_SHAPE)),
        (
            "PATCH",
            THINGS,
            {"records": [{"id": thing(1), "fields": {}}] * 11},
            (422, "INVALID_RECORDS", UPDATE_SHAPE),
        ),
        (
            "PATCH",
            THINGS,
            {"records": [{"id": thing(1), "fields": {}}] * 2},
            (
                422,
                "INVALID_RECORDS",
                "You cannot update the same record multiple times in a single request.",
            ),
        ),
        (
            "PATCH",
            THINGS,
            {"records": [{"id": GONE, "fields": {}}]},
            (422, "ROW_DOES_NOT_EXIST", f"Record ID {GONE} does not exist in this table"),
        ),
        (
            "PATCH",
            THINGS,
            {"records": [{"id": part(1), "fields": {}}]},
            (422, "ROW_DOES_NOT_EXIST", f"Record ID {part(1)} does not exist in this table"),
        ),
        (
            "PATCH",
            f"{THINGS}/{GONE}",
            {"fields": {}},
            (403, "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND", INVISIBLE),
        ),
        ("DELETE", f"{THINGS}/{GONE}", None, (403, "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND", INVISIBLE)),
        (
            "DELETE",
            f"{THINGS}?records[]={thing(1)}&records[]={GONE}",
            None,
            (404, "NOT_FOUND", f'Could not find a record with ID "{GONE}".'),
        ),
        (
            "DELETE",
            THINGS,
            None,
            (422, "INVALID_RECORDS", "You must provide an array of up to 10 record IDs."),
        ),
        (
            "DELETE",
            f"{THINGS}?records[]=rec1",
            None,
            (422, "INVALID_RECORDS", "You must provide an array of up to 10 record IDs."),
        ),
    ],
)
def test_refusals_are_airtables_word_for_word(
    bench: SandboxServer, method: str, path: str, body: Any, expected: tuple[int, str, str]
) -> None:
    before = bench.get(THINGS).json()

    answer = bench.call(method, path, json=body) if body is not None else bench.call(method, path)

    assert error(answer) == expected
    assert bench.get(THINGS).json() == before


@pytest.mark.parametrize(
    "content",
    [b"{", b"[]", b'{"fields": {"Name": "\\ud800"}}', b'{"fields": {"Count": NaN}}', b"\xff", b"[" * 5000],
)
def test_a_body_that_cannot_be_stored_is_refused(bench: SandboxServer, content: bytes) -> None:
    answer = bench.call("POST", THINGS, content=content)

    assert answer.status_code == 422
    assert len(names(bench)) == COUNT_OF_THINGS


def test_the_same_value_again_changes_no_time(bench: SandboxServer) -> None:
    before = bench.get(f"{THINGS}/{thing(1)}").json()

    after = bench.call("PATCH", f"{THINGS}/{thing(1)}", json={"fields": {"Name": "Lamp", "Count": 3}}).json()

    assert after == before


def test_times_and_people_of_changes_follow_what_they_watch(bench: SandboxServer) -> None:
    before = bench.get(f"{THINGS}/{thing(2)}").json()["fields"]

    after = bench.call("PATCH", f"{THINGS}/{thing(2)}", json={"fields": {"Count": 11}}).json()["fields"]

    assert (before["Changed"], before["Name changed"]) == (MADE, MADE)
    assert after["Changed"] > MADE
    assert after["Name changed"] == MADE
    assert after["Changer"] == {
        "id": "usrSandboxOwner01",
        "email": "owner@sandbox.example",
        "name": "Sandbox Owner",
    }


def test_a_record_without_cells_was_never_changed(bench: SandboxServer) -> None:
    fields = bench.get(f"{THINGS}/{thing(3)}").json()["fields"]

    assert sorted(fields) == ["Made", "Maker", "Number", "Part count", "Press", "Weight"]
    assert fields["Maker"]["name"] == "Bob Chan"


def test_numbers_of_deleted_records_are_not_used_again(bench: SandboxServer) -> None:
    first = bench.call("POST", THINGS, json={"fields": {}}).json()
    bench.call("DELETE", f"{THINGS}/{first['id']}")

    second = bench.call("POST", THINGS, json={"fields": {}}).json()

    assert second["fields"]["Number"] == first["fields"]["Number"] + 1


def test_parts_have_no_field_of_things(bench: SandboxServer) -> None:
    answer = bench.call("POST", PARTS, json={"fields": {"Name": "x"}})

    assert error(answer)[:2] == (422, "UNKNOWN_FIELD_NAME")
