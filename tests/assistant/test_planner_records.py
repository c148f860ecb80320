"""When the offline planner shows the records themselves, and how it reads days, gaps and names."""

from datetime import date
from typing import Any

import pytest

from app.assistant._planner._dates import period
from app.llm import Question, Reply, ToolReply
from tests.assistant.planning import (
    BASES,
    COUNT,
    GT_50K,
    OPEN,
    SALES,
    TODAY,
    after_describe,
    arguments,
    described,
    step,
    where,
)


def day(op: str, value: str) -> dict[str, Any]:
    return {"field": "Close date", "op": op, "value": value}


@pytest.mark.parametrize(
    ("question", "conditions"),
    [
        ("How many deals did we close yesterday?", [day("gte", "2026-11-20"), day("lt", "2026-11-21")]),
        ("how many deals closing tomorrow", [day("gte", "2026-11-22"), day("lt", "2026-11-23")]),
        ("how many deals closed in the last 30 days", [day("gte", "2026-10-23"), day("lt", "2026-11-22")]),
        ("how many deals closing in the next 2 weeks", [day("gte", "2026-11-21"), day("lt", "2026-12-05")]),
        ("how many deals closed in March", [day("gte", "2026-03-01"), day("lt", "2026-04-01")]),
        ("how many deals closed in May 2025", [day("gte", "2025-05-01"), day("lt", "2025-06-01")]),
        ("how many deals closing in Q4", [day("gte", "2026-10-01"), day("lt", "2027-01-01")]),
        ("how many deals closed in 2025", [day("gte", "2025-01-01"), day("lt", "2026-01-01")]),
        ("how many deals closed before 2026-02-01", [day("lt", "2026-02-01")]),
        ("how many deals closed after 2026-02-01", [day("gte", "2026-02-02")]),
        ("how many deals closed since 2026-02-01", [day("gte", "2026-02-01")]),
        ("how many deals closed on 2026-02-01", [day("gte", "2026-02-01"), day("lt", "2026-02-02")]),
        (
            "how many deals closed between 2026-02-01 and 2026-02-28",
            [day("gte", "2026-02-01"), day("lt", "2026-03-01")],
        ),
        (
            "how many deals between 10k and 50k",
            [
                {"field": "Amount", "op": "gte", "value": "10000"},
                {"field": "Amount", "op": "lte", "value": "50000"},
            ],
        ),
        ("how many deals are not open", [{"field": "Stage", "op": "is_any_of", "value": ["Won", "Lost"]}]),
        ("how many deals named Renewal", [{"field": "Name", "op": "contains", "value": "Renewal"}]),
        (
            "how many deals for account Acme Corp",
            [{"field": "Account", "op": "contains", "value": "Acme Corp"}],
        ),
        ("how many deals without an owner", [{"field": "Owner", "op": "is_empty"}]),
        ("how many deals have no next step", [{"field": "Next step", "op": "is_empty"}]),
        ("how many deals whose next step is Call", [{"field": "Next step", "op": "is", "value": "Call"}]),
    ],
)
def test_days_ranges_gaps_and_names_are_read_as_conditions(question, conditions):
    assert arguments(question)["where"]["conditions"] == conditions


OPEN_MEANS = "\n\n“Open” means that Stage is not Won or Lost."
BY_AMOUNT = {"field": "Amount", "descending": True}


@pytest.mark.parametrize(
    ("question", "conditions", "sort", "limit"),
    [
        ("show me deals over 50k", [GT_50K], [], 20),
        ("list open deals", [OPEN], [], 20),
        ("which deals are open", [OPEN], [], 20),
        ("open deals over 50k", [GT_50K, OPEN], [], 20),
        (
            "find deals over 50k sorted by close date",
            [GT_50K],
            [{"field": "Close date", "descending": False}],
            20,
        ),
        ("list open deals by amount", [OPEN], [BY_AMOUNT], 20),
        ("deals sorted by amount, lowest first", [], [{"field": "Amount", "descending": False}], 20),
        ("top 3 open deals by amount", [OPEN], [BY_AMOUNT], 3),
        ("top deals", [], [BY_AMOUNT], 10),
        ("show the 5 largest open deals", [OPEN], [BY_AMOUNT], 5),
        ("which is the largest open deal?", [OPEN], [BY_AMOUNT], 1),
        ("biggest deals", [], [BY_AMOUNT], 5),
        ("the 2 newest deals", [], [{"field": "Close date", "descending": True}], 2),
        (
            "show the deals with the lowest probability",
            [],
            [{"field": "Probability", "descending": False}],
            5,
        ),
        ("show 500 largest deals", [], [BY_AMOUNT], 50),
    ],
)
def test_records_that_are_asked_for_are_counted_and_listed(question, conditions, sort, limit):
    planned = after_describe(question)

    assert [name for name, _ in planned.calls] == ["aggregate_records", "list_records"], planned.text
    counted, listed = (asked for _, asked in planned.calls)
    assert counted["metrics"] == [COUNT]
    # What has no number or date would come first of what is smallest.
    ascending = [each for each in sort if not each["descending"] and limit != 20]
    filled = [{"field": each["field"], "op": "is_not_empty"} for each in ascending]
    assert counted.get("where", where())["conditions"] == conditions
    assert listed.get("where", where())["conditions"] == [*conditions, *filled]
    assert (listed["sort"], listed["limit"]) == (sort, limit)
    assert listed["fields"][0] == "Name"
    assert {"Amount", "Stage", "Owner"} <= set(listed["fields"])


@pytest.mark.parametrize(
    ("question", "matched", "shown", "told"),
    [
        (
            "show me deals over 50k",
            214,
            20,
            "There are **214 deals** where Amount is over 50,000. The first 20 are below.",
        ),
        ("show me deals over 50k", 2, 2, "There are **2 deals** where Amount is over 50,000. All are below."),
        ("show me deals over 50k", 1, 1, "There is **1 deal** where Amount is over 50,000. It is below."),
        (
            "list open deals by amount",
            90,
            20,
            "There are **90 open deals**. The first 20 are below, by Amount, highest first." + OPEN_MEANS,
        ),
        (
            "top 3 deals by amount",
            700,
            3,
            "There are **700 deals**. The first 3 by Amount, highest first, are below.",
        ),
        (
            "which is the largest deal?",
            700,
            1,
            "There are **700 deals**. The first by Amount, highest first, is below.",
        ),
    ],
)
def test_a_list_is_told_with_its_exact_count_and_its_order(question, matched, shown, told):
    words = (
        "Amount is over 50,000"
        if "over" in question
        else "Stage is not Won or Lost"
        if "open" in question
        else ""
    )
    counted = {"rows_matched": matched, "filter": words, "totals": [{"display": str(matched), "empty": 0}]}
    said = [
        *(Question(question), Reply(""), ToolReply("1", "list_bases", BASES)),
        *(Reply(""), ToolReply("2", "describe_base", SALES), Reply("")),
        *(ToolReply("3", "aggregate_records", counted), ToolReply("4", "list_records", {"shown": shown})),
    ]

    assert step(said, []).text == told


@pytest.mark.parametrize(
    ("question", "cells", "ways"),
    [
        (
            "show deals for Northwind Traders",
            {
                "Northwind_Traders": [
                    {"Account": "Northwind Traders"},
                    {"Main contact": "Ada, Northwind Traders"},
                ]
            },
            (
                "show deals whose Account contains Northwind Traders",
                "show deals whose Main contact contains Northwind Traders",
            ),
        ),
        (
            "Northwind's contacts",
            {"Northwind": [{"Name": "Ada Northwind", "Account": "Northwind"}, {"Name": "Ben Northwind"}]},
            (
                "contacts whose Name contains Northwind",
                "contacts whose Account contains Northwind",
            ),
        ),
    ],
)
def test_a_name_that_stands_in_several_fields_is_asked_with_a_button_for_each(question, cells, ways):
    planned = after_describe(question, **cells)

    assert (planned.calls, planned.suggestions) == ((), ways)
    assert planned.text.startswith("I am not sure where “Northwind")
    for way in ways:
        assert [name for name, _ in after_describe(way).calls] == ["aggregate_records", "list_records"]


def test_a_text_is_taken_with_all_its_signs():
    _, (_, listed) = after_describe("show deals named Alder Systems: Renewal").calls

    assert listed["where"] == where({"field": "Name", "op": "contains", "value": "Alder Systems: Renewal"})
    assert after_describe("find O'Brien & Sons").calls[0][1]["text"] == "O'Brien & Sons"


def test_a_name_without_a_table_is_looked_for_everywhere_and_what_was_found_is_told():
    asked = after_describe("find Northwind")
    hits = {"shown": 2, "is_complete": True, "base": {"name": "Sales pipeline"}}
    said = [
        *(Question("find Northwind"), Reply(""), ToolReply("1", "list_bases", BASES)),
        *(
            Reply(""),
            ToolReply("2", "describe_base", SALES),
            Reply(""),
            ToolReply("3", "search_records", hits),
        ),
    ]

    assert asked.calls == (("search_records", {"base": "Sales pipeline", "text": "Northwind"}),)
    assert step(said, []).text == "**2 records** hold “Northwind”. They are below."
    assert step([*said[:-1], ToolReply("3", "search_records", {**hits, "shown": 0})], []).text == (
        "No record holds “Northwind”."
    )
    assert step([*said[:-1], ToolReply("3", "search_records", {**hits, "is_complete": False})], []).text == (
        "At least **2 records** hold “Northwind”. They are below."
    )


def test_a_base_with_the_name_of_its_table_does_not_hide_the_table():
    airports = described(
        "Airports",
        [
            {
                "id": "tbl1",
                "name": "Airports",
                "fields": [
                    {"id": "fld1", "name": "Name", "type": "singleLineText"},
                ],
            }
        ],
    )
    said = [Question("show airports"), Reply(""), ToolReply("1", "list_bases", BASES), Reply("")]

    planned = step([*said, ToolReply("2", "describe_base", airports)], [])

    assert [asked["table"] for _, asked in planned.calls] == ["Airports", "Airports"]


@pytest.mark.parametrize(
    ("unit", "steps", "begins", "ends"),
    [
        ("week", 0, date(2026, 11, 16), date(2026, 11, 23)),
        ("month", 0, date(2026, 11, 1), date(2026, 12, 1)),
        ("month", 1, date(2026, 12, 1), date(2027, 1, 1)),
        ("quarter", -1, date(2026, 7, 1), date(2026, 10, 1)),
        ("year", 1, date(2027, 1, 1), date(2028, 1, 1)),
    ],
)
def test_a_period_is_from_its_first_day_to_the_day_after_its_last(unit, steps, begins, ends):
    assert period(TODAY, unit, steps) == (begins, ends)
