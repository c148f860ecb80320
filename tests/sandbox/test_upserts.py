"""Updates that create what they do not find."""

from typing import Any

import pytest

from tests.sandbox.workbench import THINGS, thing
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.integration


def upsert(
    bench: SandboxServer,
    fields_to_merge_on: Any,
    *records: dict[str, Any],
    method: str = "PATCH",
    **more: Any,
) -> Any:
    body = {"performUpsert": {"fieldsToMergeOn": fields_to_merge_on}, "records": list(records), **more}
    return bench.call(method, THINGS, json=body)


def test_a_match_is_updated_and_the_rest_created_in_the_order_of_the_request(bench: SandboxServer) -> None:
    answer = upsert(
        bench,
        ["Name"],
        {"fields": {"Name": "Sofa", "Count": 1}},
        {"fields": {"Name": "Lamp", "Count": 2}},
        {"id": thing(3), "fields": {"Name": "Stool"}},
    ).json()

    sofa, lamp, stool = answer["records"]
    assert [record["fields"]["Name"] for record in (sofa, lamp, stool)] == ["Sofa", "Lamp", "Stool"]
    assert answer["createdRecords"] == [sofa["id"]]
    assert answer["updatedRecords"] == [thing(1), thing(3)]
    assert (lamp["fields"]["Count"], lamp["fields"]["Price"]) == (2, 19.5)


def test_put_clears_what_a_match_had(bench: SandboxServer) -> None:
    answer = upsert(bench, ["Name"], {"fields": {"Name": "Lamp"}}, method="PUT").json()

    assert "Price" not in answer["records"][0]["fields"]


@pytest.mark.parametrize(
    ("merge", "fields", "is_match"),
    [
        (["Name", "Count"], {"Name": "Lamp", "Count": 3}, True),
        (["Name", "Count"], {"Name": "Lamp", "Count": 30}, False),
        (["Count"], {"Count": 3}, True),
        (["Count"], {"Count": 1}, False),
        (["Colour", "Name"], {"Colour": "Red", "Name": "Lamp"}, True),
        (["Tags"], {"Tags": ["Old", "New"]}, True),
        (["Name"], {"Name": "lamp"}, False),
        (["Name"], {"Name": "La%"}, False),
        (["Name"], {"Name": None}, False),
        (["Name"], {"Count": 5}, False),
        (["fldName0000000000"], {"fldName0000000000": "Lamp"}, True),
    ],
)
def test_all_keys_must_agree(
    bench: SandboxServer, merge: list[str], fields: dict[str, Any], is_match: bool
) -> None:
    answer = upsert(bench, merge, {"fields": fields}).json()

    assert answer["updatedRecords"] == ([thing(1)] if is_match else [])
    assert len(answer["createdRecords"]) == (0 if is_match else 1)


def test_two_matches_refuse_the_whole_request(bench: SandboxServer) -> None:
    bench.call("POST", THINGS, json={"fields": {"Name": "Lamp"}})
    before = bench.get(THINGS).json()

    answer = upsert(bench, ["Name"], {"fields": {"Name": "New"}}, {"fields": {"Name": "Lamp"}})

    assert answer.status_code == 422
    assert bench.get(THINGS).json() == before


def test_the_same_new_key_twice_makes_one_record(bench: SandboxServer) -> None:
    answer = upsert(
        bench, ["Name"], {"fields": {"Name": "Sofa", "Count": 1}}, {"fields": {"Name": "Sofa", "Count": 2}}
    ).json()

    assert len(answer["createdRecords"]) == 1
    assert [record["fields"]["Count"] for record in answer["records"]] == [2, 2]


def test_keys_are_cast_before_they_are_compared(bench: SandboxServer) -> None:
    answer = upsert(bench, ["Count"], {"fields": {"Count": "3"}}, typecast=True).json()

    assert answer["updatedRecords"] == [thing(1)]


@pytest.mark.parametrize(
    ("merge", "kind"),
    [
        ([], "INVALID_REQUEST_UNKNOWN"),
        (["Name", "Count", "Day", "Price"], "INVALID_REQUEST_UNKNOWN"),
        ("Name", "INVALID_REQUEST_UNKNOWN"),
        (["Nope"], "UNKNOWN_FIELD_NAME"),
        (["Number"], "INVALID_REQUEST_UNKNOWN"),
        (["Parts"], "INVALID_REQUEST_UNKNOWN"),
    ],
)
def test_fields_that_cannot_be_merged_on_are_refused(bench: SandboxServer, merge: Any, kind: str) -> None:
    answer = upsert(bench, merge, {"fields": {"Name": "x"}})

    assert (answer.status_code, answer.json()["error"]["type"]) == (422, kind)


def test_a_record_with_an_unknown_id_fails(bench: SandboxServer) -> None:
    answer = upsert(bench, ["Name"], {"id": "recGone0000000000", "fields": {"Name": "Lamp"}})

    assert answer.json()["error"]["type"] == "ROW_DOES_NOT_EXIST"


def test_without_an_upsert_a_record_needs_its_id(bench: SandboxServer) -> None:
    answer = bench.call("PATCH", THINGS, json={"records": [{"fields": {"Name": "Lamp"}}]})

    assert answer.json()["error"]["type"] == "INVALID_RECORDS"
