"""The tool `make_chart`: a picture whose numbers are those of an independent count."""

from collections import Counter

from app import tools
from tests.tools.test_aggregate_records import deals

PLACE = {"base": "Sales pipeline", "table": "Deals"}


async def test_bars_have_the_exact_number_of_each_group_in_its_colour(owner, sandbox):
    counted = Counter(row.get("Stage") for row in deals(sandbox))

    outcome = await tools.run(owner, "make_chart", {**PLACE, "group_by": "Stage"})

    assert outcome.chart is not None
    assert (outcome.chart.kind, outcome.chart.title) == ("bar", "Records by Stage")
    assert {point.label: point.value for point in outcome.chart.points} == counted
    assert [(point.label, point.hue) for point in outcome.chart.points][:2] == [
        ("Lead", "gray"),
        ("Qualified", "blue"),
    ]
    assert outcome.proof is not None
    assert outcome.table is not None


async def test_a_course_of_time_is_a_line_in_its_order(owner, sandbox):
    rows = deals(sandbox)
    months = Counter(
        row["Close date"][:7] for row in rows if "Close date" in row and row.get("Stage") == "Won"
    )

    outcome = await tools.run(
        owner,
        "make_chart",
        {
            **PLACE,
            "kind": "line",
            "group_by": {"field": "Close date", "bucket": "month"},
            "where": {"conditions": [{"field": "Stage", "op": "is", "value": "Won"}]},
        },
    )

    assert outcome.chart is not None
    assert outcome.chart.kind == "line"
    assert [point.value for point in outcome.chart.points] == [months[month] for month in sorted(months)]


async def test_what_cannot_be_drawn_says_what_to_do(owner, sandbox):
    outcome = await tools.run(owner, "make_chart", {**PLACE, "group_by": "Name"})

    assert outcome.is_error
    assert outcome.result.startswith("A chart needs 2 to 40 groups with a number; there are ")


async def test_only_the_largest_are_drawn_when_that_is_asked(owner, sandbox):
    outcome = await tools.run(
        owner,
        "make_chart",
        {**PLACE, "metric": {"fn": "sum", "field": "Amount"}, "group_by": "Owner", "top": {"count": 3}},
    )

    assert outcome.chart is not None
    values = [point.value for point in outcome.chart.points]
    assert len(values) == 3
    assert values == sorted(values, reverse=True)
