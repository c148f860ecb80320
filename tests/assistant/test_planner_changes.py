"""What the offline planner makes of a wish to change records, and what it refuses to guess."""

import pytest

from app.llm import PlannedStep, Question, Reply, ToolReply, ToolSpec
from tests.assistant.planning import BASES, GT_50K, OPEN, SALES, URGENT, after_looking, step, where

WRITING = [
    ToolSpec(name, "", {}) for name in ("update_records", "delete_records", "create_records", "undo_changes")
]
OLD = {"field": "Close date", "op": "lt", "value": "2026-08-23"}


def asked_to_change(question: str, *before: str, **cells: list[dict[str, str]]) -> PlannedStep:
    """The step after the schema is known, in a thread where other questions were asked before."""
    said = [each for text in before for each in (Question(text), Reply("There are some."))]
    said += [Question(question), Reply(""), ToolReply("1", "list_bases", BASES), Reply("")]
    return after_looking([*said, ToolReply("2", "describe_base", SALES)], WRITING, **cells)


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


@pytest.mark.parametrize(
    ("question", "cells", "tool", "condition"),
    [
        (
            "delete deals of Alder Systems",
            {"Alder_Systems": [{"Account": "Alder Systems", "Name": "Alder Systems: Pilot"}]},
            "delete_records",
            {"field": "Account", "op": "contains", "value": "Alder Systems"},
        ),
        (
            "set the stage of Alder: Renewal (2) to Won",
            {"Alder:_Renewal_(2)": [{"Name": "Alder: Renewal (2)"}]},
            "update_records",
            {"field": "Name", "op": "is", "value": "Alder: Renewal (2)"},
        ),
        (
            "mark deals with O'Brien & Sons as lost",
            {"O'Brien_&_Sons": [{"Account": "O'Brien & Sons"}]},
            "update_records",
            {"field": "Account", "op": "contains", "value": "O'Brien & Sons"},
        ),
    ],
)
def test_records_that_are_changed_may_be_named_by_what_they_hold(question, cells, tool, condition):
    planned = asked_to_change(question, **cells)

    assert [name for name, _ in planned.calls] == [tool], planned.text
    assert (planned.calls[0][1]["table"], planned.calls[0][1]["where"]) == ("Deals", where(condition))


@pytest.mark.parametrize("question", ["delete deals of Atlantis", "set the stage of Atlantis deals to Won"])
def test_a_name_that_stands_nowhere_changes_nothing(question):
    planned = asked_to_change(question)

    assert planned.calls == ()
    assert planned.text.startswith("No record of Deals holds “Atlantis”.")


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


@pytest.mark.parametrize(
    ("question", "table", "cells"),
    [
        (
            "add a deal named Acme Renewal with amount 5000 and stage Lead",
            "Deals",
            {"Name": "Acme Renewal", "Amount": "5000", "Stage": "Lead"},
        ),
        ("please create a new account called Acme, Ltd", "Accounts", {"Name": "Acme, Ltd"}),
        (
            "Add deal: name: Big One, amount: $12k, stage: won",
            "Deals",
            {"Name": "Big One", "Amount": "12000", "Stage": "Won"},
        ),
        ('insert contact "Jo Do" with email jo@x.test', "Contacts", {"Name": "Jo Do", "Email": "jo@x.test"}),
        (
            "make a deal titled “Renewal and more” with close date 2026-12-31",
            "Deals",
            {"Name": "Renewal and more", "Close date": "2026-12-31"},
        ),
        (
            "add a deal Northwind Renewal, next step is Call them, then wait",
            "Deals",
            {"Name": "Northwind Renewal", "Next step": "Call them, then wait"},
        ),
    ],
)
def test_a_wish_for_a_new_record_becomes_one_plan(question, table, cells):
    planned = asked_to_change(question)

    assert planned.calls == (
        ("create_records", {"base": "Sales pipeline", "table": table, "records": [cells]}),
    ), planned.text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("create a deal", "What is it called?"),
        ("add a deal with amount 5000", "What is it called?"),
        ("add a deal foo bar", "I did not understand “foo bar”."),
        ("add a deal named X with stage Frozen", "Stage has no choice “Frozen”."),
        ("add a deal named X with amount lots", "Amount is a number, and “lots” is none."),
        ("add a deal named X with amount €500", "Amount is in $, and I do not convert “€500”."),
        ("add a deal named X with close date tomorrow", "Close date is a date."),
        ("add a deal named X with account Acme", "I cannot set Account here."),
        ("add a deal named X with amount 1 and amount 2", "Amount is said twice."),
        ("add a spaceship named X", "Which table do you mean?"),
    ],
)
def test_a_new_record_is_not_guessed(question, told):
    planned = asked_to_change(question)

    assert planned.calls == ()
    assert planned.text.startswith(told)


PLANS = [
    {"id": "a", "status": "pending", "is_yours": True, "is_undone": False, "is_an_undo": False},
    {"id": "b", "status": "applied", "is_yours": False, "is_undone": False, "is_an_undo": False},
    {"id": "c", "status": "applied", "is_yours": True, "is_undone": True, "is_an_undo": False},
    {"id": "d", "status": "applied", "is_yours": True, "is_undone": False, "is_an_undo": True},
    {"id": "e", "status": "partly", "is_yours": True, "is_undone": False, "is_an_undo": False},
    {"id": "f", "status": "applied", "is_yours": True, "is_undone": False, "is_an_undo": False},
]


@pytest.mark.parametrize("question", ["undo that", "Undo", "please revert my last change", "take that back"])
def test_the_newest_of_ones_own_changes_that_stands_is_taken_back(question):
    said = [Question(question), Reply("")]

    assert step([Question(question)], WRITING).calls == (("list_changes", {"limit": 50}),)
    assert step([*said, ToolReply("1", "list_changes", {"plans": PLANS})], WRITING).calls == (
        ("undo_changes", {"plan": "e"}),
    )
    nothing = step([*said, ToolReply("1", "list_changes", {"plans": PLANS[:4]})], WRITING)
    assert (nothing.calls, nothing.text) == (
        (),
        "None of your newest changes stands, so there is nothing to take back.",
    )


def test_only_the_newest_change_is_taken_back_and_no_other_word_is_dropped():
    planned = step([Question("undo the change of Anna from Monday")], WRITING)

    assert planned.calls == ()
    assert planned.text.startswith("I can take back your newest change: say “undo that”.")
