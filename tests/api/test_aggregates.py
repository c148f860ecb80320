"""`/api/v1/aggregates`."""

import pytest

from tests.api.airtable_parts import PLACE, headers, source, stock

__all__ = ["headers", "source", "stock"]
URL = "/api/v1/aggregates"


async def test_numbers_are_exact_and_say_where_they_were_read(client, headers, source):
    asked = {
        **PLACE,
        "metrics": [{"fn": "count"}, {"fn": "sum", "field": "Price"}],
        "group_by": [{"field": "Colour"}],
        "having": [{"metric": 0, "op": "gt", "value": 1}],
    }

    reply = await client.post(URL, json=asked, headers=headers)

    numbers = reply.json()
    (group,) = numbers["groups"]
    assert (group["keys"][0]["label"], [each["raw"] for each in group["measures"]]) == ("Blue", ["2", "0.3"])
    assert (numbers["rows_scanned"], numbers["rows_matched"], numbers["groups_total"]) == (4, 4, 3)
    assert (numbers["source"], numbers["origin"], numbers["is_complete"]) == (source, source, True)
    assert numbers["age_seconds"] < 60


async def test_rows_are_counted_when_nothing_else_is_asked(client, headers):
    reply = await client.post(URL, json=PLACE, headers=headers)

    assert reply.json()["totals"][0]["raw"] == "4"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"metrics": []}, "metrics"),
        ({"metrics": [{"fn": "count"}] * 11}, "metrics"),
        ({"metrics": [{"fn": "eval"}]}, "metrics.0.fn"),
        ({"metrics": [{"fn": "percentile", "field": "Count", "percent": 101}]}, "metrics.0.percent"),
        ({"group_by": [{"field": "Colour"}] * 4}, "group_by"),
        ({"group_by": [{"field": "Day", "bucket": "century"}]}, "group_by.0.bucket"),
        ({"where": {"conditions": [[]]}}, "where"),
        ({"top": {"count": 1_001}}, "top.count"),
        ({"sql": "select 1"}, "sql"),
    ],
)
async def test_hostile_question_names_the_field(client, headers, change, field):
    reply = await client.post(URL, json={**PLACE, **change}, headers=headers)

    assert (reply.status_code, reply.json()["field"]) == (422, field)
