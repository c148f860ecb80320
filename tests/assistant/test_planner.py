"""What the offline planner makes of a question: the tool calls it asks for, and what it refuses to guess."""

from datetime import date
from typing import Any

import pytest

from app.assistant._planner import planner
from app.assistant._planner._reading import period
from app.llm import PlannedStep, Question, Reply, ToolReply, ToolSpec
from app.sandbox.seeds import demo_schema

TODAY = date(2026, 11, 21)
step = planner(lambda: TODAY)


def described(base: str, tables: list[dict[str, Any]]) -> dict[str, Any]:
    def shape(field: dict[str, Any]) -> dict[str, Any]:
        options = [each["name"] for each in (field.get("options") or {}).get("choices", [])]
        symbol = (field.get("options") or {}).get("symbol", "")
        return {
            "id": field["id"],
            "name": field["name"],
            "type": field["type"],
            "options": options,
            "symbol": symbol,
        }

    rows = [{"id": t["id"], "name": t["name"], "fields": [shape(f) for f in t["fields"]]} for t in tables]
    return {"base": {"id": base, "name": base}, "tables": rows}


SALES = described("Sales pipeline", demo_schema.sales_tables())
BASES = {
    "bases": [
        {
            "id": "appSales",
            "name": "Sales pipeline",
            "tables": ["Accounts", "Contacts", "Deals", "Activities"],
        },
        {"id": "appTeam", "name": "Team directory", "tables": ["People"]},
    ]
}


def after_describe(question: str) -> PlannedStep:
    said = [
        Question(question),
        Reply(""),
        ToolReply("1", "list_bases", BASES),
        Reply(""),
        ToolReply("2", "describe_base", SALES),
    ]
    return step(said, [])


def arguments(question: str) -> dict[str, Any]:
    planned = after_describe(question)
    assert [name for name, _ in planned.calls] == ["aggregate_records"], planned.text
    return planned.calls[0][1]


def where(*conditions: dict[str, Any]) -> dict[str, Any]:
    return {"match": "all", "conditions": list(conditions)}


OPEN = {"field": "Stage", "op": "is_none_of", "value": ["Won", "Lost"]}
COUNT = {"fn": "count", "field": None}
SUM = {"fn": "sum", "field": "Amount"}
URGENT = {"field": "Priority", "op": "is", "value": "Urgent"}
GT_50K = {"field": "Amount", "op": "gt", "value": "50000"}


def test_a_turn_begins_with_the_bases_and_describes_only_the_one_that_has_the_table():
    assert step([Question("How many deals are there?")], []).calls == (("list_bases", {}),)

    said = [Question("How many deals are there?"), Reply(""), ToolReply("1", "list_bases", BASES)]
    assert step(said, []).calls == (("describe_base", {"base": "appSales"}),)


def test_the_question_of_the_walking_slice_becomes_one_exact_aggregate():
    assert arguments("how many open deals are there, and what are they worth by stage?") == {
        "base": "Sales pipeline",
        "table": "Deals",
        "metrics": [COUNT, SUM],
        "group_by": "Stage",
        "where": where(OPEN),
    }


@pytest.mark.parametrize(
    ("question", "metrics", "group_by", "conditions"),
    [
        ("How many deals are there?", [COUNT], None, []),
        ("count deals by owner", [COUNT], "Owner", []),
        ("How many open deals per owner, and their total value?", [COUNT, SUM], "Owner", [OPEN]),
        (
            "What is the average amount of won deals?",
            [{"fn": "avg", "field": "Amount"}],
            None,
            [{"field": "Stage", "op": "is", "value": "Won"}],
        ),
        ("Total value of deals over $10k", [SUM], None, [{"field": "Amount", "op": "gt", "value": "10000"}]),
        (
            "number of deals that are not lost with an amount of at least 2.5 million",
            [COUNT],
            None,
            [
                {"field": "Amount", "op": "gte", "value": "2500000"},
                {"field": "Stage", "op": "is_not", "value": "Lost"},
            ],
        ),
        (
            "How many deals owned by Amara are urgent?",
            [COUNT],
            None,
            [
                {"field": "Owner", "op": "is", "value": "Amara Okafor"},
                {"field": "Priority", "op": "is", "value": "Urgent"},
            ],
        ),
        (
            "how many deals closing this quarter by stage",
            [COUNT],
            "Stage",
            [
                {"field": "Close date", "op": "gte", "value": "2026-10-01"},
                {"field": "Close date", "op": "lt", "value": "2027-01-01"},
            ],
        ),
        (
            "How many won or lost deals are there?",
            [COUNT],
            None,
            [{"field": "Stage", "op": "is_any_of", "value": ["Won", "Lost"]}],
        ),
        ("how many acounts are there per region", [COUNT], "Region", []),
        (
            "How many accounts are active customers?",
            [COUNT],
            None,
            [{"field": "Active customer", "op": "is", "value": True}],
        ),
        (
            "How many deals are not won or lost?",
            [COUNT],
            None,
            [{"field": "Stage", "op": "is_none_of", "value": ["Won", "Lost"]}],
        ),
        (
            "deals with a probability of at least 50% by stage",
            [COUNT],
            "Stage",
            [{"field": "Probability", "op": "gte", "value": "50%"}],
        ),
        ("How many contacts are there in total?", [COUNT], None, []),
        ("largest deal amount", [{"fn": "max", "field": "Amount"}], None, []),
    ],
)
def test_a_question_is_read_as_metrics_group_and_conditions(question, metrics, group_by, conditions):
    asked = arguments(question)

    assert asked["metrics"] == metrics
    assert asked.get("group_by") == group_by
    assert asked.get("where", where())["conditions"] == conditions


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("How many deals in Berlin are there?", "Berlin"),
        ("How many deals did we close yesterday?", "yesterday"),
        ("list open deals", "list"),
        ("which deals are open", "which"),
        ("how many purple deals", "purple"),
        ("how many deals do I have", "I"),
        ("my open deals", "my"),
        ("deals owned by Amara or over 10k", "or"),
        ("how many deals with an amount", "amount"),
        ("how many deals are not open", "not"),
        ("deals between 10k and 50k", "between"),
    ],
)
def test_a_word_that_is_not_understood_is_named_and_never_left_out(question, word):
    planned = after_describe(question)

    assert planned.calls == ()
    assert f"“{word}”" in planned.text


def test_a_question_without_a_table_asks_which_one():
    planned = after_describe("how many are there?")

    assert planned.calls == ()
    assert planned.text.startswith(
        "Which table do you mean? There are Accounts, Activities, Contacts, Deals."
    )


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("how many open or won deals", "I am not sure which Stage you mean."),
        ("deals that are won and not lost", "I am not sure which Stage you mean."),
        ("deals over €10k", "Amount is in $, and I do not convert “€10k”."),
        ("deals with probability over 50", "Probability is a percentage, and “50” is not."),
        ("deals over 50%", "Amount is a number, and “50%” is not."),
    ],
)
def test_what_could_mean_two_numbers_is_asked_and_not_guessed(question, sentence):
    planned = after_describe(question)

    assert planned.calls == ()
    assert planned.text.startswith(sentence)


def test_a_number_without_a_field_asks_which_field():
    planned = after_describe("what is the average of contacts")

    assert planned.text.startswith("Which number field of Contacts do you mean?")


WRITING = [ToolSpec(name, "", {}) for name in ("update_records", "delete_records")]
OLD = {"field": "Close date", "op": "lt", "value": "2026-08-23"}


def asked_to_change(question: str, *before: str) -> PlannedStep:
    """The step after the schema is known, in a thread where other questions were asked before."""
    said = [each for text in before for each in (Question(text), Reply("There are some."))]
    said += [Question(question), Reply(""), ToolReply("1", "list_bases", BASES), Reply("")]
    return step([*said, ToolReply("2", "describe_base", SALES)], WRITING)


@pytest.mark.parametrize(
    ("question", "cells", "conditions"),
    [
        ("Set the stage of open deals older than 90 days to Lost", {"Stage": "Lost"}, [OLD, OPEN]),
        ("mark open deals over $50k as won", {"Stage": "Won"}, [GT_50K, OPEN]),
        ("please move urgent deals to negotiation", {"Stage": "Negotiation"}, [URGENT]),
        ("change the amount of deals over $50k to 40,000", {"Amount": "40000"}, [GT_50K]),
        ("Set the close date of urgent deals to 2026-12-31", {"Close date": "2026-12-31"}, [URGENT]),
        ("assign urgent deals to Amara Okafor", {"Owner": "Amara Okafor"}, [URGENT]),
        ("set next step for urgent deals to Call Them back", {"Next step": "Call Them back"}, [URGENT]),
        ("set stage of all deals to Lead", {"Stage": "Lead"}, []),
    ],
)
def test_a_wish_to_change_records_becomes_one_plan(question, cells, conditions):
    planned = asked_to_change(question)

    assert [name for name, _ in planned.calls] == ["update_records"], planned.text
    assert planned.calls[0][1] == {
        "base": "Sales pipeline",
        "table": "Deals",
        "cells": cells,
        "where": where(*conditions),
    }


def test_a_deletion_becomes_a_plan_too():
    planned = asked_to_change("delete lost deals older than 90 days")

    assert planned.calls == (
        (
            "delete_records",
            {
                "base": "Sales pipeline",
                "table": "Deals",
                "where": where(OLD, {"field": "Stage", "op": "is", "value": "Lost"}),
            },
        ),
    )


def test_those_are_the_records_of_the_question_before():
    asked = "how many open deals per owner, and their total value?"

    planned = asked_to_change("set those older than 90 days to Lost", asked)
    counted = step(
        [
            *(Question(asked), Reply("There are 9.")),
            *(Question("how many of those are urgent?"), Reply(""), ToolReply("1", "list_bases", BASES)),
            *(Reply(""), ToolReply("2", "describe_base", SALES)),
        ],
        WRITING,
    )

    assert planned.calls[0][1]["where"] == where(OPEN, OLD)
    assert planned.calls[0][1]["cells"] == {"Stage": "Lost"}
    assert counted.calls[0][1]["where"] == where(OPEN, URGENT)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("set the stage of urgent deals to Frozen", "Stage has no choice “Frozen”."),
        ("set urgent deals to Frozen", "Which field of Deals is to be “Frozen”?"),
        ("set the amount of urgent deals to a lot", "Amount is a number, and “a lot” is none."),
        ("set the close date of urgent deals to tomorrow", "Close date is a date."),
        ("set the forecast of urgent deals to 5", "I cannot set Forecast here."),
        ("set the stage of urgent deals", "What is it to be set to?"),
        ("set the stage of deals to Won", "That would be every record of Deals."),
        ("delete deals", "That would be every record of Deals."),
        ("set those to Lost", "I do not know which records you mean."),
        ("set the stage of shiny deals to Won", "I did not understand “shiny”"),
    ],
)
def test_what_is_not_clear_is_asked_and_changes_nothing(question, told):
    planned = asked_to_change(question)

    assert planned.calls == ()
    assert planned.text.startswith(told)


def test_whoever_only_reads_is_told_so_before_any_tool_runs():
    planned = step([Question("delete all deals")], [])

    assert (planned.calls, planned.text) == (
        (),
        "Your role only reads. Ask an editor of the team to make this change.",
    )


def test_a_verb_that_is_not_known_changes_nothing():
    planned = step([Question("Please rename all deals")], WRITING)

    assert planned.calls == ()
    assert planned.text.startswith("I do not know how to “rename” records, so I left them as they are.")


def test_what_waits_for_approval_is_told_with_the_numbers_of_the_plan():
    result = {"records_waiting": 1_200, "records_that_stay_as_they_are": 3}
    said = [
        *(Question("mark open deals over $50k as won"), Reply(""), ToolReply("1", "list_bases", BASES)),
        *(Reply(""), ToolReply("2", "describe_base", SALES)),
        *(Reply(""), ToolReply("3", "update_records", result)),
    ]

    planned = step(said, WRITING)

    assert planned.calls == ()
    assert planned.text == (
        "I prepared a change of **1,200 deals**: Stage becomes **Won**. 3 hold that already. Nothing is saved until "
        "you approve it.\n\n“Open” means that Stage is not Won or Lost."
    )


def test_a_plan_that_could_not_be_made_is_said():
    said = [
        *(Question("delete lost deals"), Reply("")),
        ToolReply("1", "list_bases", {"error": "No record passes this filter."}, True),
    ]

    assert step(said, WRITING).text == "I prepared nothing. No record passes this filter."


def test_a_tool_that_failed_leaves_no_number_in_the_answer():
    said = [
        Question("How many deals?"),
        Reply(""),
        ToolReply("1", "list_bases", {"error": "The sandbox is down."}, True),
    ]

    assert step(said, []).text == "I have no exact number for that. The sandbox is down."


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
