"""Both sides of a link, and what hangs on them."""

from typing import Any

import pytest

from tests.sandbox.workbench import BASE, MADE, PARTS, TABLES, THINGS, part, thing
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.integration


def cells(bench: SandboxServer, path: str) -> dict[str, Any]:
    found: dict[str, Any] = bench.get(path).json()["fields"]
    return found


def test_seeded_links_have_both_sides(bench: SandboxServer) -> None:
    assert cells(bench, f"{PARTS}/{part(1)}")["Thing"] == [thing(1)]
    assert cells(bench, f"{THINGS}/{thing(1)}")["Part names"] == ["Bulb", "Shade"]


def test_writing_one_side_changes_the_other_and_what_is_computed_from_it(bench: SandboxServer) -> None:
    written = bench.call("PATCH", f"{THINGS}/{thing(2)}", json={"fields": {"Parts": [part(3), part(2)]}})

    mine = written.json()["fields"]
    assert (mine["Part names"], mine["Weight"], mine["Part count"]) == (["Screw", "Shade"], 122, 2)
    assert cells(bench, f"{PARTS}/{part(2)}")["Thing"] == [thing(1), thing(2)]
    assert cells(bench, f"{PARTS}/{part(3)}")["Thing"] == [thing(2)]
    assert cells(bench, f"{PARTS}/{part(3)}")["Part changed"] > MADE
    assert cells(bench, f"{PARTS}/{part(1)}")["Part changed"] == MADE


def test_writing_the_other_side_changes_this_one(bench: SandboxServer) -> None:
    bench.call("PATCH", f"{PARTS}/{part(1)}", json={"fields": {"Thing": [thing(3)]}})

    assert cells(bench, f"{THINGS}/{thing(1)}")["Parts"] == [part(2)]
    assert cells(bench, f"{THINGS}/{thing(3)}")["Parts"] == [part(1)]


def test_a_changed_cell_is_seen_through_the_link_at_once(bench: SandboxServer) -> None:
    bench.call("PATCH", f"{PARTS}/{part(1)}", json={"fields": {"Grams": 1000, "Part": "Big bulb"}})

    mine = cells(bench, f"{THINGS}/{thing(1)}")
    assert (mine["Part names"], mine["Weight"]) == (["Big bulb", "Shade"], 1120)


def test_a_deleted_record_leaves_every_link_cell(bench: SandboxServer) -> None:
    bench.call("DELETE", f"{PARTS}/{part(1)}")

    mine = cells(bench, f"{THINGS}/{thing(1)}")
    assert (mine["Parts"], mine["Part count"], mine["Weight"]) == ([part(2)], 1, 120)
    assert mine["Changed"] > MADE


def test_a_batch_of_deletes_leaves_no_link_behind(bench: SandboxServer) -> None:
    bench.call("DELETE", f"{PARTS}?records[]={part(1)}&records[]={part(2)}")

    assert "Parts" not in cells(bench, f"{THINGS}/{thing(1)}")


def test_two_records_of_one_batch_can_link_to_the_same_part(bench: SandboxServer) -> None:
    body = {"records": [{"fields": {"Parts": [part(3)]}}, {"fields": {"Parts": [part(3)]}}]}

    created = bench.call("POST", THINGS, json=body).json()["records"]

    assert cells(bench, f"{PARTS}/{part(3)}")["Thing"] == [record["id"] for record in created]


def test_a_table_linked_to_itself_keeps_parents_and_children(bench: SandboxServer) -> None:
    options = {"linkedTableId": "tblWorkbenchParts"}
    body = {"name": "Inside", "type": "multipleRecordLinks", "options": options}
    made = bench.call("POST", f"{TABLES}/tblWorkbenchParts/fields", json=body).json()

    bench.call("PATCH", f"{PARTS}/{part(1)}", json={"fields": {"Inside": [part(2), part(1)]}})

    assert made["options"]["linkedTableId"] == "tblWorkbenchParts"
    assert cells(bench, f"{PARTS}/{part(2)}")["From field: Inside"] == [part(1)]
    assert cells(bench, f"{PARTS}/{part(1)}")["From field: Inside"] == [part(1)]


def test_a_link_without_another_side_loses_deleted_records_too(tmp_path_factory: Any) -> None:
    from tests.sandbox import workbench
    from tests.sandbox_server import running_sandbox

    seed = workbench.seed()
    options = {"linkedTableId": "tblWorkbenchParts", "isReversed": False, "prefersSingleRecordLink": False}
    table = seed["bases"][0]["tables"][0]
    table["fields"].append(workbench.field("Spare", "multipleRecordLinks", options))
    table["records"][1]["fields"]["Spare"] = [part(1), part(3)]
    with running_sandbox(tmp_path_factory.mktemp("one-way"), seed) as server:
        server.call("DELETE", f"{PARTS}/{part(1)}")
        spare = cells(server, f"/v0/{BASE}/Things/{thing(2)}")["Spare"]
    assert spare == [part(3)]
