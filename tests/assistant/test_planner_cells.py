"""Words that stand in cells become conditions where one field holds them, and are asked back about elsewhere."""

import pytest

from app.llm import Question, Reply, ToolReply
from tests.assistant.planning import (
    BASES,
    COUNT,
    OPEN,
    SALES,
    after_describe,
    arguments,
    described,
    step,
    where,
)

ALDER = {"Alder": [{"Name": "Alder: Renewal", "Account": "Alder Group"}, {"Account": "Alder Health"}]}


@pytest.mark.parametrize(
    ("question", "cells", "conditions"),
    [
        ("how many deals of Alder", ALDER, [{"field": "Account", "op": "contains", "value": "Alder"}]),
        (
            "How many open deals does Alder have?",
            ALDER,
            [OPEN, {"field": "Account", "op": "contains", "value": "Alder"}],
        ),
        (
            "number of deals with Bank of America",
            {"Bank_of_America": [{"Account": "Bank of America"}]},
            [{"field": "Account", "op": "contains", "value": "Bank of America"}],
        ),
        (
            "count deals about onboarding",
            {"onboarding": [{"Next step": "onboarding"}, {"Next step": "Onboarding"}]},
            [{"field": "Next step", "op": "is", "value": "onboarding"}],
        ),
        (
            "how many deals about renewal",
            {"renewal": [{"Next step": "Call, renewal"}, {"Next step": "renewal"}]},
            [{"field": "Next step", "op": "contains", "value": "renewal"}],
        ),
        # Two fields that hold it in the same records: either gives the same number.
        (
            "count deals about onboarding",
            {"onboarding": [{"Name": "Onboarding", "Next step": "onboarding"}]},
            [{"field": "Name", "op": "is", "value": "onboarding"}],
        ),
        # A record that is called just so is meant, and not what links to it.
        (
            "how many accounts are Alder Systems",
            {"Alder_Systems": [{"Name": "Alder Systems", "Deals": "Alder Systems: Pilot"}]},
            [{"field": "Name", "op": "is", "value": "Alder Systems"}],
        ),
        # An e-mail address or a note that holds it too changes nothing.
        (
            "how many contacts at Alder",
            {"Alder": [{"Account": "Alder Group", "Email": "ada@alder.example"}]},
            [{"field": "Account", "op": "contains", "value": "Alder"}],
        ),
    ],
)
def test_a_word_of_a_cell_is_a_condition_on_its_field(question, cells, conditions):
    asked = arguments(question, **cells)

    assert (asked["metrics"], asked["where"]) == ([COUNT], where(*conditions))


@pytest.mark.parametrize(
    ("question", "cells"),
    [
        # "Jerusalem" holds "usa", and would be counted with it.
        ("how many deals in usa", {"usa": [{"Next step": "Jerusalem"}]}),
        ("how many deals in usa", {"usa": [{"Next step": "usa"}, {"Next step": "Jerusalem"}]}),
        # A word in the midst of a text says nothing about the record.
        ("list shiny deals", {"shiny": [{"Next step": "Send the shiny brochure"}]}),
        ("list shiny deals", {}),
    ],
)
def test_a_word_that_may_mean_something_else_is_named(question, cells):
    planned = after_describe(question, **cells)

    assert planned.calls == ()
    assert planned.text.startswith("I did not understand “")


@pytest.mark.parametrize("question", ["How many deals in Berlin are there?", "which deals does Berlin have?"])
def test_a_name_that_stands_nowhere_is_said_to(question):
    assert after_describe(question).text.startswith("No record of Deals holds “Berlin”.")


@pytest.mark.parametrize(
    "question",
    [
        "how many deals did we close recently?",
        "which deals are ours",
        "deals before Christmas",
        "how many deals do I have",
        "how many deals with an amount",
        "which stadium has deals",
        "deals won in Q1 and Q2",
        "deals closing in March or April",
        f"deals about {'Onboarding ' * 20}",
    ],
)
def test_words_of_a_question_are_not_looked_for_in_cells(question):
    planned = after_describe(question)

    assert planned.calls == ()
    assert "I did not understand" in planned.text


def test_of_more_records_than_were_read_only_a_whole_cell_is_certain():
    def answered(cell: str) -> dict[str, object]:
        record = {"id": "rec1", "table": "Deals", "name": "", "found_in": {"Next step": cell}}
        data = {
            "base": "Sales pipeline",
            "looked_for": "Onboarding",
            "records": [record],
            "shown": 1,
            "is_complete": False,
        }
        said = [Question("how many deals about Onboarding"), Reply(""), ToolReply("1", "list_bases", BASES)]
        described = [Reply(""), ToolReply("2", "describe_base", SALES)]
        return step([*said, *described, Reply(""), ToolReply("3", "search_records", data)], [])

    assert answered("Onboarding").calls[0][1]["where"] == where(
        {"field": "Next step", "op": "is", "value": "Onboarding"}
    )
    assert answered("Onboarding call").calls == ()


def test_a_cell_of_one_record_is_told():
    asked = after_describe("what is the stage of Alder?", **ALDER)
    counted, listed = asked.calls

    assert counted[1]["where"] == where({"field": "Account", "op": "contains", "value": "Alder"})
    assert "Stage" in listed[1]["fields"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("which account has the most deals?", ("Account", True, "most", COUNT)),
        ("accounts with the fewest deals", ("Account", True, "fewest", COUNT)),
        ("who owns the most open deals?", ("Owner", False, "most", COUNT)),
        ("who has the most deals?", ("Owner", False, "most", COUNT)),
        ("most common source of deals", ("Source", False, "most", COUNT)),
        ("what is the least frequent priority of deals?", ("Priority", False, "fewest", COUNT)),
        (
            "which owner has the highest total amount?",
            ("Owner", False, "most", {"fn": "sum", "field": "Amount"}),
        ),
        (
            "who has the lowest average amount of deals?",
            ("Owner", False, "fewest", {"fn": "avg", "field": "Amount"}),
        ),
    ],
)
def test_the_group_that_is_asked_for_is_found_among_all(question, expected):
    field, is_each, end, metric = expected

    asked = arguments(question)

    assert asked["group_by"] == ({"field": field, "each": True} if is_each else field)
    assert asked["metrics"] == [metric]
    assert asked["top"] == {"count": 5, "metric": 0, "smallest": end == "fewest"}


@pytest.mark.parametrize(
    "question",
    ["which deal has the most?", "who closed the most deals of all accounts per region", "most deals"],
)
def test_a_most_of_nothing_is_asked_back_about(question):
    assert after_describe(question).calls == ()


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("how many deals per month?", "month"),
        ("deals by quarter", "quarter"),
        ("total amount of deals each year", "year"),
        ("weekly deals", "week"),
    ],
)
def test_dates_are_grouped_by_the_stretch_that_is_said(question, unit):
    assert arguments(question)["group_by"] == {"field": "Close date", "bucket": unit}


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("when was the last activity?", {"field": "When", "descending": True}),
        ("what was the first deal we won?", {"field": "Close date", "descending": False}),
    ],
)
def test_first_and_last_go_by_the_date(question, order):
    _, (name, listed) = after_describe(question).calls

    assert (name, listed["sort"], listed["limit"]) == ("list_records", [order], 1)


def test_the_last_few_are_as_many_as_are_asked_for():
    _, (_, listed) = after_describe("last 5 activities").calls

    assert (listed["sort"], listed["limit"]) == ([{"field": "When", "descending": True}], 5)


@pytest.mark.parametrize(
    ("question", "unit"),
    [("which month had the most won deals?", "month"), ("in what year did we win the most deals", "year")],
)
def test_the_time_with_the_most_is_found(question, unit):
    asked = arguments(question)

    assert asked["group_by"] == {"field": "Close date", "bucket": unit}
    assert asked["where"] == where({"field": "Stage", "op": "is", "value": "Won"})
    assert asked["top"]["smallest"] is False


def test_a_choice_before_its_field_is_one_condition():
    assert arguments("count deals with high priority")["where"] == where(
        {"field": "Priority", "op": "is", "value": "High"}
    )


def test_a_word_of_a_look_up_is_told_and_not_guessed():
    planned = after_describe("how many deals in EMEA", EMEA=[{"Account region": "EMEA"}])

    assert planned.calls == ()
    assert planned.text.startswith(
        "I found “EMEA” in Account region of Deals, and cannot choose records by that."
    )


PHONES = described(
    "Address book",
    [
        {
            "id": f"tbl{name}",
            "name": name,
            "fields": [
                {"id": f"fld{name}1", "name": "Name", "type": "singleLineText"},
                {"id": f"fld{name}2", "name": "Phone", "type": "phoneNumber"},
            ],
        }
        for name in ("Clients", "Colleagues")
    ],
)


@pytest.mark.parametrize(
    ("found", "table"),
    [({"Colleagues": "Ada Lovelace"}, "Colleagues"), ({"Colleagues": "Ada", "Clients": "Ada"}, "")],
)
def test_a_cell_of_somebody_is_looked_for_in_every_table_that_has_it(found, table):
    name = next(iter(found.values()))
    said = [Question(f"phone of {name}"), Reply(""), ToolReply("1", "list_bases", BASES), Reply("")]
    said.append(ToolReply("2", "describe_base", PHONES))
    place = {"base": "Address book", "tables": ["Clients", "Colleagues"], "limit": 50, "text": name}
    assert step(said, []).calls == (("search_records", place),)

    records = [
        {"id": each, "table": each, "name": "", "found_in": {"Name": cell}} for each, cell in found.items()
    ]
    data = {"base": "Address book", "looked_for": name, "records": records, "shown": 1, "is_complete": True}
    planned = step([*said, Reply(""), ToolReply("3", "search_records", data)], [])

    assert [asked["table"] for _, asked in planned.calls] == ([table] * 2 if table else [])
    assert bool(table) != planned.text.startswith("Which table do you mean?")


def test_the_size_of_deals_is_their_money():
    assert arguments("what is the median deal size?")["metrics"] == [{"fn": "median", "field": "Amount"}]


def test_a_choice_of_another_table_does_not_guess_the_table():
    assert after_describe("how many customers do we have?").calls == ()


def grouped(rows: dict[str, int]) -> str:
    groups = [
        {
            "label": label,
            "rows": number,
            "values": [{"value": str(number), "display": str(number), "empty": 0}],
        }
        for label, number in rows.items()
    ]
    data = {
        "groups": groups,
        "groups_total": 40,
        "groups_shown": len(groups),
        "totals": [{"value": "900", "display": "900", "empty": 0}],
        "rows_matched": 900,
        "rows_scanned": 900,
        "filter": "",
    }
    said = [Question("which account has the most deals?"), Reply(""), ToolReply("1", "list_bases", BASES)]
    described = [Reply(""), ToolReply("2", "describe_base", SALES)]
    return step([*said, *described, Reply(""), ToolReply("3", "aggregate_records", data)], []).text


def test_first_places_that_are_shared_are_all_named_and_records_without_a_value_have_none():
    assert grouped({"Ada": 9, "Ben": 8, "(empty)": 20}) == (
        "There are **900 deals**. By Account, **Ada** has the most records: **9**."
    )
    assert grouped({"Ada": 9, "Ben": 9}).endswith(
        "By Account, **Ada** and **Ben** have the most records: **9** each."
    )
    assert grouped(dict.fromkeys("ABCDE", 9)).endswith(
        "They are spread over 40 groups of Account, and several share the first place."
    )
