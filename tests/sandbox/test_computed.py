"""Computed cells that hang on other computed cells, over tables and through every kind of change."""

from typing import Any

import pytest

from tests.sandbox.workbench import PARTS, TABLES, THINGS, field_id, part, thing, through_parts
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.integration

THING_FIELDS = f"{TABLES}/tblWorkbenchThing/fields"
PART_FIELDS = f"{TABLES}/tblWorkbenchParts/fields"


def add(bench: SandboxServer, path: str, name: str, kind: str, options: dict[str, Any]) -> str:
    answer = bench.call("POST", path, json={"name": name, "type": kind, "options": options})
    assert answer.status_code == 200, answer.text
    made: str = answer.json()["id"]
    return made


@pytest.fixture
def chain(bench: SandboxServer) -> SandboxServer:
    """Parts.Grams -> Things.Weight, a rollup -> Kilos, a formula -> Parts.Load, a lookup -> Label, a formula."""
    kilos = add(bench, THING_FIELDS, "Kilos", "formula", {"formula": "{Weight} / 1000"})
    link = {"recordLinkFieldId": field_id("Thing")}
    add(bench, PART_FIELDS, "Load", "multipleLookupValues", link | {"fieldIdInLinkedTable": kilos})
    add(bench, PART_FIELDS, "Label", "formula", {"formula": "{Part} & ' of ' & {Load} & ' in ' & {Thing}"})
    return bench


def label(bench: SandboxServer, number: int) -> str:
    found: str = bench.get(f"{PARTS}/{part(number)}").json()["fields"]["Label"]
    return found


def test_a_chain_over_two_tables_is_right_after_each_write(chain: SandboxServer) -> None:
    before = label(chain, 1)
    chain.call("PATCH", f"{PARTS}/{part(2)}", json={"fields": {"Grams": 970}})
    heavier = label(chain, 1)
    chain.call("PATCH", f"{THINGS}/{thing(1)}", json={"fields": {"Name": "Torch"}})
    renamed = label(chain, 1)
    chain.call("DELETE", f"{PARTS}/{part(2)}")
    lighter = label(chain, 1)

    assert (before, heavier) == ("Bulb of 0.15 in Lamp", "Bulb of 1 in Lamp")
    assert (renamed, lighter) == ("Bulb of 1 in Torch", "Bulb of 0.03 in Torch")


def test_the_answer_of_a_write_shows_what_follows_from_it(chain: SandboxServer) -> None:
    body = {"fields": {"Part": "Nail", "Grams": 850, "Thing": [thing(1)]}}

    made = chain.call("POST", PARTS, json=body).json()

    assert made["fields"]["Label"] == "Nail of 1 in Lamp"


def test_computed_cells_filter_and_sort_through_the_chain(chain: SandboxServer) -> None:
    found = chain.get(f"{PARTS}?filterByFormula={{Load}}=0.15&sort[0][field]=Label").json()["records"]

    assert [record["fields"]["Part"] for record in found] == ["Bulb", "Shade"]


def test_fields_that_are_not_asked_for_are_still_computed_with(chain: SandboxServer) -> None:
    found = chain.get(f"{PARTS}?fields[]=Label&maxRecords=1").json()["records"]

    assert found[0]["fields"] == {"Label": "Bulb of 0.15 in Lamp"}


def test_the_primary_field_can_be_a_formula_that_reads_links(bench: SandboxServer) -> None:
    fields = [
        {"name": "Title", "type": "formula", "options": {"formula": "RECORD_ID()"}},
        {"name": "Thing", "type": "multipleRecordLinks", "options": {"linkedTableId": "tblWorkbenchThing"}},
    ]
    bench.call("POST", TABLES, json={"name": "Orders", "fields": fields})
    made = bench.call("POST", "/v0/appWorkbench00001/Orders", json={"fields": {"Thing": [thing(1)]}}).json()

    found = bench.get(f"{THINGS}?cellFormat=string&timeZone=utc&userLocale=en&maxRecords=1").json()[
        "records"
    ][0]

    assert found["fields"]["Orders"] == made["id"]


@pytest.mark.parametrize("kind", ["rollup", "multipleLookupValues"])
def test_a_circle_through_a_link_is_refused_by_the_seed(tmp_path: Any, kind: str) -> None:
    from app.sandbox import create_app
    from tests.sandbox import workbench

    seed = workbench.seed()
    things, parts = seed["bases"][0]["tables"][:2]
    things["fields"].append(workbench.field("Around", kind, through_parts("Back")))
    back = {"recordLinkFieldId": field_id("Thing"), "fieldIdInLinkedTable": field_id("Around")}
    parts["fields"].append(workbench.field("Back", kind, back))

    with pytest.raises(ValueError, match="depends on itself"):
        create_app(tmp_path, "token", seed)


def test_results_of_mixed_types_are_shown_and_sorted(bench: SandboxServer) -> None:
    formula = "IF({Name}='Lamp', 5, IF({Name}='Desk', 'wood', ERROR()))"
    add(bench, THING_FIELDS, "Mixed", "formula", {"formula": formula})

    query = "cellFormat=string&timeZone=utc&userLocale=en&sort[0][field]=Mixed"
    found = [record["fields"].get("Mixed") for record in bench.get(f"{THINGS}?{query}").json()["records"]]

    assert found == ["#ERROR!", "5", "wood"]


def test_lookups_of_numbers_sort_as_numbers(bench: SandboxServer) -> None:
    add(bench, THING_FIELDS, "Each", "multipleLookupValues", through_parts("Grams"))
    bench.call("PATCH", f"{THINGS}/{thing(2)}", json={"fields": {"Parts": [part(2)]}})
    bench.call("PATCH", f"{THINGS}/{thing(3)}", json={"fields": {"Parts": [part(3)]}})

    found = bench.get(f"{THINGS}?sort[0][field]=Each&fields[]=Each").json()["records"]

    assert [record["fields"]["Each"] for record in found] == [[2], [30, 120], [120]]


def test_a_formula_over_formulas_names_them_in_any_case(bench: SandboxServer) -> None:
    add(bench, THING_FIELDS, "Fifth", "formula", {"formula": "{COUNT} + 1"})
    add(bench, THING_FIELDS, "Sixth", "formula", {"formula": "fifth * 10"})

    assert bench.get(f"{THINGS}/{thing(1)}").json()["fields"]["Sixth"] == 40
