"""Listing and reading records over HTTP, every parameter and every refusal."""

import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from pyairtable import Api

from app.sandbox.ids import named_id
from tests.sandbox_server import SandboxServer, demo_rows, running_sandbox

pytestmark = pytest.mark.integration

SALES = "appmWkWAv1PeuHoPt"
DEALS = f"/v0/{SALES}/Deals"


def pages(sandbox: SandboxServer, query: str) -> list[list[dict[str, Any]]]:
    """All pages of a listing, by following the offsets."""
    found, offset = [], ""
    while True:
        answer = sandbox.get(f"{DEALS}?{query}&offset={quote(offset)}").json()
        found.append(answer["records"])
        if "offset" not in answer:
            return found
        offset = answer["offset"]


def test_pages_cover_every_record_once_in_the_byte_order_of_ids(
    sandbox: SandboxServer, demo_bases: list[dict[str, Any]]
) -> None:
    found = pages(sandbox, "pageSize=100")
    ids = [record["id"] for page in found for record in page]
    assert [len(page) for page in found] == [100] * 9
    assert ids == sorted(row["id"] for row in demo_rows(demo_bases, "Deals"))


@pytest.mark.parametrize(
    ("page_size", "limit", "sizes"), [(7, 20, [7, 7, 6]), (10, 10, [10]), (3, 1, [1]), (50, 100, [50, 50])]
)
def test_max_records_bounds_all_pages_together(
    sandbox: SandboxServer, page_size: int, limit: int, sizes: list[int]
) -> None:
    found = pages(sandbox, f"pageSize={page_size}&maxRecords={limit}")
    assert [len(page) for page in found] == sizes


def test_the_same_offset_gives_the_same_page_again(sandbox: SandboxServer) -> None:
    offset = sandbox.get(f"{DEALS}?pageSize=5").json()["offset"]
    first, second = (sandbox.get(f"{DEALS}?pageSize=5&offset={offset}").json() for _ in range(2))
    assert first == second
    assert len(first["records"]) == 5


def test_an_offset_outlives_a_restart(tmp_path: Path) -> None:
    query = f"{DEALS}?pageSize=5&sort[0][field]=Name"
    with running_sandbox(tmp_path) as before:
        offset = before.get(query).json()["offset"]
        page = before.get(f"{query}&offset={offset}").json()
    with running_sandbox(tmp_path, "empty") as after:
        assert after.get(f"{query}&offset={offset}").json() == page


def test_records_come_as_they_were_planted(sandbox: SandboxServer, demo_bases: list[dict[str, Any]]) -> None:
    planted = demo_rows(demo_bases, "Deals")[7]
    record = sandbox.get(f"{DEALS}/{planted['id']}").json()
    assert sorted(record) == ["createdTime", "fields", "id"]
    assert record["createdTime"].endswith(".000Z")
    computed = {"Forecast", "Account region", "Touches"}
    assert {"id": record["id"], **record["fields"]} == {
        **planted,
        **{name: record["fields"][name] for name in computed},
    }


def test_a_record_of_another_table_of_the_base_is_found_too(
    sandbox: SandboxServer, demo_bases: list[dict[str, Any]]
) -> None:
    account = demo_rows(demo_bases, "Accounts")[0]
    assert sandbox.get(f"{DEALS}/{account['id']}").json()["fields"]["Name"] == account["Name"]


def test_a_record_of_another_base_is_not_found(
    sandbox: SandboxServer, demo_bases: list[dict[str, Any]]
) -> None:
    person = demo_rows(demo_bases, "People")[0]
    assert sandbox.get(f"{DEALS}/{person['id']}").status_code == 403


@pytest.mark.parametrize("name", ["Deals", "dEALS", "tbl5kf4aTHMkCRvlP", "Deals/"])
def test_a_table_is_found_by_id_and_by_name_in_any_case(sandbox: SandboxServer, name: str) -> None:
    answer = sandbox.get(f"/v0/{SALES}/{name}?maxRecords=1")
    assert len(answer.json()["records"]) == 1


@pytest.mark.parametrize(
    "query", ["fields[]=Name&fields[]=Amount", "fields=Name&fields=Amount", "fields[0]=Name&fields[1]=Amount"]
)
def test_only_the_asked_fields_are_sent(sandbox: SandboxServer, query: str) -> None:
    records = sandbox.get(f"{DEALS}?{query}").json()["records"]
    assert {name for record in records for name in record["fields"]} == {"Name", "Amount"}


def test_cells_are_keyed_by_field_id_when_asked(sandbox: SandboxServer) -> None:
    by_id = sandbox.get(f"{DEALS}?returnFieldsByFieldId=1&fields[]=Name&maxRecords=1").json()["records"]
    by_name = sandbox.get(f"{DEALS}?returnFieldsByFieldId=false&fields[]=Name&maxRecords=1").json()["records"]
    assert list(by_id[0]["fields"]) == [named_id("fld", "Sales pipeline/Deals/Name")]
    assert list(by_id[0]["fields"].values()) == list(by_name[0]["fields"].values())


def test_sorting_by_amount_puts_empty_first_and_ties_in_order_of_ids(
    sandbox: SandboxServer, demo_bases: list[dict[str, Any]]
) -> None:
    rows = demo_rows(demo_bases, "Deals")
    expected = [row["id"] for row in sorted(rows, key=lambda row: (row.get("Amount", -1), row["id"]))]
    found = pages(sandbox, "sort[0][field]=Amount&pageSize=70")
    assert [record["id"] for page in found for record in page] == expected


def test_sorting_by_a_select_follows_its_choices_then_the_second_key(
    sandbox: SandboxServer, demo_bases: list[dict[str, Any]]
) -> None:
    stages = ["Lead", "Qualified", "Proposal", "Negotiation", "Won", "Lost"]
    rows = sorted(demo_rows(demo_bases, "Deals"), key=lambda row: row["id"])
    rows.sort(key=lambda row: row.get("Amount", -1), reverse=True)
    rows.sort(key=lambda row: stages.index(row["Stage"]), reverse=True)
    query = "sort[0][field]=Stage&sort[0][direction]=desc&sort[1][field]=Amount&sort[1][direction]=desc"
    found = [record for page in pages(sandbox, query) for record in page]
    assert [(r["fields"]["Stage"], r["fields"].get("Amount")) for r in found] == [
        (row["Stage"], row.get("Amount")) for row in rows
    ]


def test_sorting_texts_ignores_case_first(tmp_path: Path) -> None:
    seed = small_seed(["b", "B", "a", "É", "Z", "é"])
    with running_sandbox(tmp_path, seed) as sandbox:
        answer = sandbox.get("/v0/appAAAAAAAAAAAAAA/T?sort[0][field]=Name").json()
    assert [record["fields"]["Name"] for record in answer["records"]] == ["a", "B", "b", "Z", "É", "é"]


def test_post_list_records_answers_the_same(sandbox: SandboxServer) -> None:
    body = {
        "pageSize": 3,
        "fields": ["Name"],
        "sort": [{"field": "Name", "direction": "desc"}],
        "returnFieldsByFieldId": True,
        "method": "ignored, as airtable.js sends it",
    }
    posted = sandbox.call("POST", f"{DEALS}/listRecords", json=body)
    got = sandbox.get(
        f"{DEALS}?pageSize=3&fields[]=Name&sort[0][field]=Name&sort[0][direction]=desc&returnFieldsByFieldId=1"
    )
    assert posted.status_code == 200
    assert posted.json()["records"] == got.json()["records"]
    assert len(posted.json()["records"]) == 3


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("pageSize=0", "INVALID_REQUEST_UNKNOWN"),
        ("pageSize=101", "INVALID_REQUEST_UNKNOWN"),
        ("pageSize=ten", "INVALID_REQUEST_UNKNOWN"),
        ("pageSize=%D9%A1", "INVALID_REQUEST_UNKNOWN"),
        ("pageSize=1&pageSize=2", "INVALID_REQUEST_UNKNOWN"),
        ("maxRecords=0", "INVALID_REQUEST_UNKNOWN"),
        ("maxRecords=-1", "INVALID_REQUEST_UNKNOWN"),
        ("unheardOf=1", "INVALID_REQUEST_UNKNOWN"),
        ("returnFieldsByFieldId=maybe", "INVALID_REQUEST_UNKNOWN"),
        ("sort[0][direction]=asc", "INVALID_REQUEST_UNKNOWN"),
        ("sort[0][field]=Name&sort[0][direction]=up", "INVALID_REQUEST_UNKNOWN"),
        ("sort[0][field]=Nope", "UNKNOWN_FIELD_NAME"),
        ("fields[]=name", "UNKNOWN_FIELD_NAME"),
        ("fields[]=", "UNKNOWN_FIELD_NAME"),
        ("view=grid%20view", "VIEW_NAME_NOT_FOUND"),
        ("view=viwAAAAAAAAAAAAAA", "VIEW_ID_NOT_FOUND"),
        ("cellFormat=string", "INVALID_REQUEST_UNKNOWN"),
        ("cellFormat=string&timeZone=utc", "INVALID_REQUEST_UNKNOWN"),
        ("cellFormat=string&timeZone=Mars%2FBase&userLocale=en", "INVALID_REQUEST_UNKNOWN"),
        ("cellFormat=xml", "INVALID_REQUEST_UNKNOWN"),
        ("recordMetadata[]=everything", "INVALID_REQUEST_UNKNOWN"),
        ("filterByFormula=NOPE(1)", "INVALID_FILTER_BY_FORMULA"),
        ("filterByFormula={Nope}", "INVALID_FILTER_BY_FORMULA"),
        ("offset=garbage", "INVALID_OFFSET_VALUE"),
        ("offset=itr00000000000000/recAAAAAAAAAAAAAA", "LIST_RECORDS_ITERATOR_NOT_AVAILABLE"),
    ],
)
def test_what_cannot_be_honoured_is_refused(sandbox: SandboxServer, query: str, kind: str) -> None:
    answer = sandbox.get(f"{DEALS}?{query}")
    assert (answer.status_code, answer.json()["error"]["type"]) == (422, kind)


def test_a_bad_offset_and_field_are_named(sandbox: SandboxServer) -> None:
    assert sandbox.get(f"{DEALS}?offset=x").json()["error"]["message"] == "The value of offset x is invalid"
    assert sandbox.get(f"{DEALS}?fields[]=Foo").json()["error"]["message"] == 'Unknown field name: "Foo"'


def test_an_offset_of_another_listing_is_refused(sandbox: SandboxServer) -> None:
    offset = sandbox.get(f"/v0/{SALES}/Accounts?pageSize=5").json()["offset"]
    answer = sandbox.get(f"{DEALS}?pageSize=5&offset={offset}")
    assert (answer.status_code, answer.json()) == (
        422,
        {"error": {"type": "LIST_RECORDS_ITERATOR_NOT_AVAILABLE"}},
    )


@pytest.mark.parametrize(
    "query", ["filterByFormula=", "view=", "offset=", "recordMetadata[]=commentCount", "cellFormat=json"]
)
def test_parameters_that_ask_for_nothing_are_accepted(sandbox: SandboxServer, query: str) -> None:
    assert sandbox.get(f"{DEALS}?maxRecords=1&{query}").json() == sandbox.get(f"{DEALS}?maxRecords=1").json()


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"\xff", b"[" * 5000])
def test_a_body_that_is_no_object_is_refused(sandbox: SandboxServer, body: bytes) -> None:
    answer = sandbox.call("POST", f"{DEALS}/listRecords", content=body)
    assert (answer.status_code, answer.json()["error"]["type"]) == (422, "INVALID_REQUEST_BODY")


def test_pyairtable_reads_bases_schema_and_records(sandbox: SandboxServer) -> None:
    api = Api(sandbox.token, endpoint_url=sandbox.url, timeout=(5, 5))
    api.session.trust_env = False
    names = [base.name for base in api.bases()]
    table = api.base(SALES).schema().table("Deals")
    records = api.table(SALES, "Deals").all(fields=["Name", "Stage"], sort=["-Stage"], max_records=150)
    api.session.close()
    assert names == ["Sales pipeline", "Team directory", "Airports"]
    assert len(table.fields) == 15
    assert len(records) == 150
    assert records[0]["fields"]["Stage"] == "Lost"


def small_seed(names: list[str]) -> dict[str, Any]:
    """One base with one table T that holds these names; ids ascend with the order of the names."""
    field = {"id": "fldAAAAAAAAAAAAAA", "name": "Name", "type": "singleLineText"}
    records = (
        {"id": f"rec{index:014d}", "createdTime": "2026-01-01T00:00:00.000Z", "fields": {field["id"]: name}}
        for index, name in enumerate(names)
    )
    table = {
        "id": "tblAAAAAAAAAAAAAA",
        "name": "T",
        "primaryFieldId": field["id"],
        "fields": [field],
        "records": records,
    }
    return {
        "bases": [{"id": "appAAAAAAAAAAAAAA", "name": "B", "tables": [{**table, "records": list(records)}]}]
    }


def test_a_hundred_thousand_records_page_without_loading_all(tmp_path: Path) -> None:
    path = "/v0/appAAAAAAAAAAAAAA/T?pageSize=100&sort[0][field]=Name&sort[0][direction]=desc"
    with running_sandbox(tmp_path, small_seed([f"n{index:06d}" for index in range(100_000)])) as sandbox:
        started, offset, names = time.perf_counter(), "", []
        for _ in range(20):
            answer = sandbox.get(f"{path}&offset={quote(offset)}").json()
            names += [record["fields"]["Name"] for record in answer["records"]]
            offset = answer["offset"]
        unsorted = sandbox.get("/v0/appAAAAAAAAAAAAAA/T?pageSize=100").json()
        print(f"21 pages of 100,000 records: {time.perf_counter() - started:.2f} s")
    assert names == [f"n{index:06d}" for index in range(99_999, 97_999, -1)]
    assert unsorted["records"][99]["fields"]["Name"] == "n000099"


def test_a_seeded_folder_keeps_its_data(tmp_path: Path) -> None:
    with running_sandbox(tmp_path, small_seed(["kept"])):
        pass
    with running_sandbox(tmp_path, "demo") as again:
        assert [base["name"] for base in again.get("/v0/meta/bases").json()["bases"]] == ["B"]
