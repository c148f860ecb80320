"""The tool `list_records`: the right rows, in order, with how many there are."""

from app import tables, tools
from tests.tools.reading import PLACE, told
from tests.tools.test_aggregate_records import deals

BIG = {"conditions": [{"field": "Amount", "op": "gt", "value": "50000"}]}


async def test_rows_come_filtered_and_sorted_with_their_total(owner, sandbox):
    tables.refresh_mirror(owner, **PLACE)
    big = sorted((row["Amount"] for row in deals(sandbox) if row.get("Amount", 0) > 50_000), reverse=True)

    found = await told(
        owner,
        "list_records",
        **PLACE,
        where=BIG,
        sort=[{"field": "Amount", "descending": True}],
        fields=["Name", "Amount"],
        limit=5,
    )

    assert (found["shown"], found["total"]) == (5, len(big))
    assert [record["cells"]["Amount"] for record in found["records"]] == [
        f"${amount:,.2f}" for amount in big[:5]
    ]
    assert set(found["records"][0]["cells"]) == {"Name", "Amount"}


async def test_the_next_page_begins_behind_the_last(owner, sandbox):
    asked = {**PLACE, "sort": [{"field": "Name"}], "limit": 3}
    first = await told(owner, "list_records", **asked)
    second = await told(owner, "list_records", **asked, cursor=first["next_cursor"])

    records = [record for page in (first, second) for record in page["records"]]
    names = [record["cells"]["Name"] for record in records]
    assert names == sorted(names, key=str.lower)
    assert len({record["id"] for record in records}) == 6
    assert first["has_more"] is True


async def test_the_person_gets_a_table_that_says_what_it_leaves_out(owner, sandbox):
    asked = {**PLACE, "where": BIG, "limit": 2}
    unknown = await tools.run(owner, "list_records", asked)
    tables.refresh_mirror(owner, **PLACE)
    outcome = await tools.run(owner, "list_records", asked)

    assert unknown.table is not None
    assert unknown.table.meta == "first 2 records"
    assert outcome.table is not None
    assert outcome.table.meta == f"2 of {outcome.data['total']:,} records"
    assert len(outcome.table.rows) == 2
