"""The tool `aggregate_records`: numbers equal an independent count over the sandbox's own rows."""

from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import httpx

from app import tables, tools
from app.tables import Filter

OPEN = {"conditions": [{"field": "Stage", "op": "is_none_of", "value": ["Won", "Lost"]}]}
ASKED = {
    "base": "Sales pipeline",
    "table": "Deals",
    "metrics": [{"fn": "count"}, {"fn": "sum", "field": "Amount"}],
    "group_by": "Stage",
    "where": OPEN,
}


def deals(sandbox) -> list[dict]:
    """All deals, read with nothing of the house."""
    headers = {"Authorization": f"Bearer {sandbox.token}"}
    bases = httpx.get(f"{sandbox.url}/v0/meta/bases", headers=headers).json()["bases"]
    base = next(each["id"] for each in bases if each["name"] == "Sales pipeline")
    rows, offset = [], None
    while True:
        page = httpx.get(
            f"{sandbox.url}/v0/{base}/Deals", headers=headers, params={"offset": offset} if offset else {}
        )
        body = page.json(parse_float=Decimal)
        rows += [record["fields"] for record in body["records"]]
        offset = body.get("offset")
        if not offset:
            return rows


async def test_counts_and_sums_are_exact_over_all_rows(owner, sandbox):
    rows = deals(sandbox)
    is_open = [row for row in rows if row.get("Stage") not in {"Won", "Lost"}]

    outcome = await tools.run(owner, "aggregate_records", ASKED)

    count, total = outcome.data["totals"]
    assert int(count["value"]) == len(is_open)
    assert Decimal(total["value"]) == sum(Decimal(row["Amount"]) for row in is_open if "Amount" in row)
    assert total["empty"] == sum("Amount" not in row for row in is_open)
    assert (outcome.data["rows_scanned"], outcome.data["rows_matched"]) == (len(rows), len(is_open))


async def test_groups_come_in_the_order_of_the_choices_with_their_colours(owner, sandbox):
    outcome = await tools.run(owner, "aggregate_records", ASKED)

    assert outcome.table is not None
    assert [(row[0].text, row[0].hue) for row in outcome.table.rows] == [
        ("Lead", "gray"),
        ("Qualified", "blue"),
        ("Proposal", "blue"),
        ("Negotiation", "amber"),
    ]
    assert [cell.text for cell in outcome.table.footer] == [
        "All",
        *(each["display"] for each in outcome.data["totals"]),
    ]


async def test_the_proof_says_where_the_numbers_come_from(owner, sandbox):
    outcome = await tools.run(owner, "aggregate_records", ASKED)

    proof = outcome.proof
    assert proof is not None
    assert (proof.base, proof.table, proof.filter, proof.source) == (
        "Sales pipeline",
        "Deals",
        "Stage is none of Won, Lost",
        "sandbox",
    )
    assert (proof.rows_scanned, proof.origin) == (900, "service")


async def test_the_proof_leads_to_the_rows_that_matched(owner, sandbox):
    proof = (await tools.run(owner, "aggregate_records", ASKED)).proof

    asked = {name: values[0] for name, values in parse_qs(urlsplit(proof.link).query).items()}
    described = tables.describe_table(owner, asked["b"], asked["t"])
    assert urlsplit(proof.link).path == "/tables/"
    assert described.name == "Deals"
    assert Filter.model_validate_json(asked["w"]) == Filter.model_validate(OPEN)


async def test_the_proof_says_when_the_rows_came_out_of_the_mirror(owner, sandbox):
    tables.refresh_mirror(owner, "Sales pipeline", "Deals")

    proof = (await tools.run(owner, "aggregate_records", ASKED)).proof

    assert proof is not None
    assert (proof.origin, proof.rows_scanned, proof.note) == ("mirror", 900, "")


async def test_an_unknown_field_is_answered_with_the_nearest_name(owner, sandbox):
    outcome = await tools.run(owner, "aggregate_records", {**ASKED, "group_by": "Stagee"})

    assert outcome.is_error
    assert outcome.data["code"] == "invalid_input"
    assert "Stage" in outcome.data["error"]


async def test_groups_of_one_field_are_drawn_and_two_fields_are_not(owner, sandbox):
    one = await tools.run(owner, "aggregate_records", ASKED)
    two = await tools.run(owner, "aggregate_records", {**ASKED, "group_by": ["Stage", "Owner"]})

    assert one.chart is not None
    assert [point.text for point in one.chart.points] == [row[1].text for row in one.table.rows]
    assert two.chart is None
    assert two.data["group_by"] == "Stage, Owner"


async def test_only_groups_that_count_and_the_top_ones_come(owner, sandbox):
    asked = {**ASKED, "where": None, "group_by": "Owner"}
    whole = await tools.run(owner, "aggregate_records", asked)
    most = max(group["rows"] for group in whole.data["groups"])

    having = await tools.run(owner, "aggregate_records", {**asked, "having": [{"op": "gte", "value": most}]})
    top = await tools.run(owner, "aggregate_records", {**asked, "top": {"count": 2}})

    assert {group["rows"] for group in having.data["groups"]} == {most}
    assert (len(top.data["groups"]), top.data["groups_total"]) == (2, len(whole.data["groups"]))


async def test_a_month_is_a_group(owner, sandbox):
    asked = {**ASKED, "group_by": {"field": "Close date", "bucket": "month"}}

    outcome = await tools.run(owner, "aggregate_records", asked)

    assert sum(group["rows"] for group in outcome.data["groups"]) == outcome.data["rows_matched"]
    assert outcome.chart is None or outcome.chart.kind == "line"
