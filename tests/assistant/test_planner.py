"""What the offline planner makes of a question: the tool calls it asks for, and what it refuses to guess."""

import pytest

from app.llm import Question, Reply, ToolReply
from tests.assistant.planning import BASES, COUNT, OPEN, SUM, after_describe, arguments, step, where


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
        ("How many deals did we close recently?", "recently"),
        ("list shiny deals", "shiny"),
        ("which deals are ours", "ours"),
        ("deals before Christmas", "before"),
        ("how many purple deals", "purple"),
        ("how many deals do I have", "I"),
        ("my open deals", "my"),
        ("deals owned by Amara or over 10k", "or"),
        ("how many deals with an amount", "amount"),
        ("deals between 10k and many", "between"),
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
        ("top 5 deals by stage", "I can put records in an order, and not groups or totals."),
        ("total value of the 5 largest deals", "I can put records in an order, and not groups or totals."),
        ("the newest contacts between 1 and 5", "Which number field of Contacts is between 1 and 5?"),
    ],
)
def test_what_could_mean_two_numbers_is_asked_and_not_guessed(question, sentence):
    planned = after_describe(question)

    assert planned.calls == ()
    assert planned.text.startswith(sentence)


@pytest.mark.parametrize(
    "question",
    ["average number of deals per account", "average deals per month", "median number of deals by owner"],
)
def test_an_average_of_records_is_not_taken_for_one_of_their_money(question):
    planned = after_describe(question)

    assert planned.calls == ()
    assert planned.text.startswith("Is that how many there are on average, or the average of a field?")


def test_a_number_without_a_field_asks_which_field():
    planned = after_describe("what is the average of contacts")

    assert planned.text.startswith("Which number field of Contacts do you mean?")


def test_a_tool_that_failed_leaves_no_number_in_the_answer():
    said = [
        Question("How many deals?"),
        Reply(""),
        ToolReply("1", "list_bases", {"error": "The sandbox is down."}, True),
    ]

    assert step(said, []).text == "I have no exact number for that. The sandbox is down."


@pytest.mark.parametrize("question", ["How many deals where Stage is Won?", "deals whose stage is won"])
def test_the_word_before_a_condition_says_nothing_more(question):
    planned = after_describe(question)

    assert planned.calls, planned.text
    assert planned.calls[0][1]["where"] == where({"field": "Stage", "op": "is", "value": "Won"})


def test_where_without_a_condition_is_a_word_that_is_not_understood():
    assert "“where”" in after_describe("How many deals are there where").text
