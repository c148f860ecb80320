"""Where the calls of a month lead, in words."""

from datetime import date

import pytest

from app.admin import _budget
from app.airtable import ConnectionCalls

TODAY = date(2026, 11, 20)


def made(**facts):
    known = {"calls": 400, "today": 20, "plan": 1000, "left": 600, "expected": 600}
    return ConnectionCalls(
        connection_id="c1",
        name="Sales",
        kind="token",
        by_base={},
        by_feature={},
        exhausted_until=None,
        **{**known, **facts},
    )


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"plan": 0, "left": None}, "About 600 by the end of the month. No limit is set."),
        ({}, "About 600 by the end of the month: that is within the plan."),
        ({"expected": 1000}, "About 1,000 by the end of the month: that is within the plan."),
        # 100 a day, and 600 are left.
        ({"expected": 1400}, "At this pace the calls are used up around 26 November."),
        (
            {"calls": 1000, "left": 0, "expected": 1300},
            "All calls of the month are used. Airtable may refuse more until the next month begins.",
        ),
    ],
)
def test_outlook_says_whether_the_plan_will_do(facts, words):
    assert _budget.outlook(made(**facts), TODAY) == words


@pytest.mark.parametrize(("expected", "is_tight"), [(1000, False), (1001, True)])
def test_line_is_tight_once_more_is_expected_than_the_plan_allows(expected, is_tight):
    assert _budget._line(made(expected=expected), TODAY).is_tight is is_tight


def test_last_day_of_a_month_needs_no_pace():
    calls = made(calls=400, expected=400)

    assert _budget.outlook(calls, date(2026, 11, 30)).startswith("About 400 by the end of the month")


def test_features_are_named_in_the_words_of_the_product():
    calls = made().model_copy(update={"by_feature": {"mirror": 9, "get_schema": 1}})

    line = _budget._line(calls, TODAY)

    assert [(each.name, each.calls) for each in line.features] == [
        ("Keeping mirrors fresh", 9),
        ("Get schema", 1),
    ]
