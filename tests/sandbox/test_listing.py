"""Filters, views, orders and string cells of listings over HTTP."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.sandbox.workbench import BASE, THINGS, field_id, part, thing
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.integration


def names(bench: SandboxServer, query: str) -> list[str]:
    answer = bench.get(f"{THINGS}?{query}")
    assert answer.status_code == 200, answer.text
    return [record["fields"].get("Name", "") for record in answer.json()["records"]]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("{Count} > 3", ["Desk"]),
        ("{Name} = 'Lamp'", ["Lamp"]),
        (f"{{{field_id('Name')}}} = 'Lamp'", ["Lamp"]),
        ("Name = 'lamp'", []),
        ("{Done}", ["Lamp"]),
        ("NOT({Name})", [""]),
        ("{Weight} > 100", ["Lamp"]),
        ("FIND('Shade', {Parts})", ["Lamp"]),
        ("FIND('Shade', ARRAYJOIN({Part names}))", ["Lamp"]),
        (f"RECORD_ID() = '{thing(2)}'", ["Desk"]),
        (f"FIND('{part(1)}', {{Parts}})", []),
        ("{Part count} = 0", ["Desk", ""]),
        ("{Maker} = 'Bob Chan'", [""]),
        ("{Number} = 2", ["Desk"]),
        ("AND({Colour} = 'Red', {Tags} = 'Old, New')", ["Lamp"]),
        ("YEAR({Made}) = 2026", ["Lamp", "Desk", ""]),
        ("FALSE()", []),
        ("ERROR()", []),
        ("  ", ["Lamp", "Desk", ""]),
    ],
)
def test_a_formula_keeps_the_records_that_it_is_true_for(
    bench: SandboxServer, formula: str, expected: list[str]
) -> None:
    assert names(bench, f"filterByFormula={quote(formula)}") == expected


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        (
            "{Name",
            "The formula for filtering records is invalid: Invalid formula. Please check your formula text.",
        ),
        ("{Nope} = {Nada}", "The formula for filtering records is invalid: Unknown field names: nope, nada"),
    ],
)
def test_an_invalid_formula_is_refused_even_where_no_record_is(
    bench: SandboxServer, formula: str, message: str
) -> None:
    bench.call("DELETE", f"{THINGS}?records[]={thing(1)}&records[]={thing(2)}&records[]={thing(3)}")

    answer = bench.get(f"{THINGS}?filterByFormula={quote(formula)}")

    told = answer.json()["error"]
    assert (answer.status_code, told["type"]) == (422, "INVALID_FILTER_BY_FORMULA")
    assert told["message"].lower() == message.lower()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("view=All", ["Lamp", "Desk", ""]),
        ("view=viwWorkbenchAll01", ["Lamp", "Desk", ""]),
        ("view=By%20count", ["Desk", "Lamp", ""]),
        ("view=By%20count&sort[0][field]=Name", ["", "Desk", "Lamp"]),
        ("view=By%20count&filterByFormula=NOT({Done})", ["Desk", ""]),
        ("view=By%20count&maxRecords=1", ["Desk"]),
    ],
)
def test_a_view_filters_and_orders_and_a_sort_overrides_it(
    bench: SandboxServer, query: str, expected: list[str]
) -> None:
    assert names(bench, query) == expected


def test_hidden_fields_of_a_view_are_returned(bench: SandboxServer) -> None:
    records = bench.get(f"{THINGS}?view=By%20count&maxRecords=1").json()["records"]

    assert records[0]["fields"]["Colour"] == "Blue"


def test_a_view_of_another_table_fails_without_a_message(bench: SandboxServer) -> None:
    answer = bench.get(f"/v0/{BASE}/Parts?view=viwWorkbenchAll01")

    assert (answer.status_code, answer.json()) == (422, {"error": {"type": "FAILED_STATE_CHECK"}})


@pytest.mark.parametrize(
    ("field", "up", "down"),
    [
        ("Count", ["", "Lamp", "Desk"], ["Desk", "Lamp", ""]),
        ("Colour", ["", "Lamp", "Desk"], ["Desk", "Lamp", ""]),
        ("Done", ["Desk", "", "Lamp"], ["Lamp", "Desk", ""]),
        ("Parts", ["Desk", "", "Lamp"], ["Lamp", "Desk", ""]),
        ("Part names", ["Desk", "", "Lamp"], ["Lamp", "Desk", ""]),
        ("Weight", ["Desk", "", "Lamp"], ["Lamp", "Desk", ""]),
        ("Maker", ["", "Lamp", "Desk"], ["Lamp", "Desk", ""]),
        ("Number", ["Lamp", "Desk", ""], ["", "Desk", "Lamp"]),
        ("Person", ["Desk", "", "Lamp"], ["Lamp", "Desk", ""]),
        ("Files", ["Desk", "", "Lamp"], ["Lamp", "Desk", ""]),
        ("Advice", ["Desk", "", "Lamp"], ["Lamp", "Desk", ""]),
    ],
)
def test_every_type_sorts_with_empty_cells_first_and_ties_in_their_order(
    bench: SandboxServer, field: str, up: list[str], down: list[str]
) -> None:
    assert names(bench, f"sort[0][field]={field}") == up
    assert names(bench, f"sort[0][field]={field}&sort[0][direction]=desc") == down


WRITTEN = {
    "fields": {
        "Share": 0.1255,
        "Took": 5400,
        "Day": "2026-03-14",
        "Moment": "2026-03-14T23:30:00Z",
        "People": [{"email": "anna@example.test"}, {"email": "bob@example.test"}],
        "Code": {"text": "123"},
        "Price": 1234.5,
        "Rich": "# Head",
    }
}
AS_SEEN = {
    "Name": "Lamp",
    "Count": "3.00",
    "Price": "$1,234.50",
    "Share": "12.6%",
    "Took": "1:30",
    "Done": "checked",
    "Colour": "Red",
    "Tags": "Old, New",
    "Day": "2026-03-14",
    "Moment": "2026-03-15 00:30",
    "Person": "Anna Berg",
    "People": "Anna Berg, Bob Chan",
    "Parts": "Bulb, Shade",
    "Part names": "Bulb, Shade",
    "Weight": "150",
    "Part count": "2",
    "Number": "1",
    "Files": "a.txt (https://example.test/a.txt)",
    "Code": "123",
    "Rich": "# Head",
    "Press": "Open",
    "Advice": "Buy it.",
    "Made": "2/3/2026 5:05am",
    "Maker": "Sandbox Owner",
}


def test_cells_come_as_people_see_them(bench: SandboxServer) -> None:
    bench.call("PATCH", f"{THINGS}/{thing(1)}", json=WRITTEN)

    query = "cellFormat=string&timeZone=Europe/Berlin&userLocale=en"
    fields = bench.get(f"{THINGS}/{thing(1)}?{query}").json()["fields"]

    assert {name: fields.get(name) for name in AS_SEEN} == AS_SEEN


def test_string_cells_are_listed_by_both_methods_with_the_zone_in_the_address(bench: SandboxServer) -> None:
    zone = "timeZone=utc&userLocale=en"
    got = bench.get(f"{THINGS}?cellFormat=string&{zone}&fields[]=Count").json()
    posted = bench.call(
        "POST", f"{THINGS}/listRecords?{zone}", json={"cellFormat": "string", "fields": ["Count"]}
    ).json()

    assert [record["fields"].get("Count") for record in got["records"]] == ["3.00", "10.00", None]
    assert posted == got


@pytest.mark.parametrize("query", ["fields[]=Name", "filterByFormula=1", "pageSize=1"])
def test_one_record_is_asked_for_without_the_parameters_of_a_list(bench: SandboxServer, query: str) -> None:
    assert bench.get(f"{THINGS}/{thing(1)}?{query}").status_code == 422


def test_a_filter_pages_to_the_end_and_honours_the_limit(bench: SandboxServer) -> None:
    made = [{"fields": {"Name": f"N{index}", "Count": index}} for index in range(10)]
    bench.call("POST", THINGS, json={"records": made})
    found, offset, pages = [], "", 0
    while True:
        query = f"filterByFormula={quote('{Count} < 5')}&pageSize=2&maxRecords=5&offset={offset}"
        answer = bench.get(f"{THINGS}?{query}").json()
        found += [record["fields"].get("Name", "") for record in answer["records"]]
        pages += 1
        if "offset" not in answer:
            break
        offset = answer["offset"]
    # An empty number counts as zero, so that the record without cells is kept as well.
    assert (found, pages) == (["Lamp", "", "N0", "N1", "N2"], 3)


def test_pages_of_a_sorted_listing_neither_skip_nor_repeat_while_records_come_and_go(
    bench: SandboxServer,
) -> None:
    bench.call(
        "POST", THINGS, json={"records": [{"fields": {"Name": f"N{n}", "Count": n}} for n in range(9)]}
    )
    query = "sort[0][field]=Count&pageSize=5&fields[]=Name"
    first = bench.get(f"{THINGS}?{query}").json()
    gone = first["records"][1]["id"]
    bench.call("DELETE", f"{THINGS}/{gone}")
    bench.call("POST", THINGS, json={"fields": {"Name": "Late", "Count": -1}})

    rest = bench.get(f"{THINGS}?{query}&offset={first['offset']}").json()["records"]
    last: Any = bench.get(f"{THINGS}?{query}").json()["records"]

    seen = [record["fields"].get("Name", "") for record in first["records"] + rest]
    assert len(seen) == len(set(seen)) == 10
    assert last[1]["fields"]["Name"] == "Late"


def test_a_view_goes_on_after_its_next_record_was_deleted(bench: SandboxServer) -> None:
    offset = bench.get(f"{THINGS}?view=All&pageSize=1").json()["offset"]
    bench.call("DELETE", f"{THINGS}/{thing(2)}")

    assert names(bench, f"view=All&pageSize=1&offset={offset}") == [""]
    assert names(bench, f"pageSize=1&offset={bench.get(f'{THINGS}?pageSize=1').json()['offset']}") == [""]


@pytest.mark.parametrize("query", ["", "view=All&", "sort[0][field]=Name&sort[0][direction]=desc&"])
def test_records_asked_for_by_id_come_in_pages_too(bench: SandboxServer, query: str) -> None:
    wanted = [thing(1), thing(2), part(1), "recGone0000000000"]
    formula = quote(f"OR({','.join(f'RECORD_ID()={each!r}' for each in wanted)})")
    first = bench.get(f"{THINGS}?{query}pageSize=1&filterByFormula={formula}").json()

    rest = names(bench, f"{query}pageSize=1&filterByFormula={formula}&offset={first['offset']}")

    assert [first["records"][0]["fields"]["Name"], *rest] == ["Lamp", "Desk"]
