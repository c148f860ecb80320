"""The books of model calls: reserved before, settled behind, capped, and nobody else's."""

import threading
from datetime import timedelta

import pytest
from sqlmodel import select

from app import analytics, db, models
from app.actor import Actor
from app.errors import BudgetSpent, Forbidden, InvalidInput
from app.llm import Usage
from app.models import utc_now

pytestmark = pytest.mark.usefixtures("database")
MOST = Usage("gemini-3.8-flash", "google", fresh=10_000, output=8_192)
# By the prices of November 2026: 10,000 x 0.75 + 8,192 x 3.75 dollars for a million tokens.
MOST_NANO = 38_220_000
TOOK = Usage("gemini-3.8-flash", "google", fresh=4_000, cached=6_000, output=100, thinking=300)
TOOK_NANO = 4_950_000


@pytest.fixture(autouse=True)
def _prices_of_today(monkeypatch):
    """The table as it holds on the day that the tests were written."""
    at = utc_now().replace(year=2026, month=11, day=27)
    monkeypatch.setattr("app.analytics._ledger.utc_now", lambda: at)
    monkeypatch.setattr("app.analytics._reports.utc_now", lambda: at)


def rows(actor: Actor) -> list[models.ModelCall]:
    with db.uow(actor, read_only=True) as session:
        return list(session.exec(select(models.ModelCall)).all())


def caps(actor: Actor, turn: int | None = None, day: int | None = None, month: int | None = None):
    return analytics.set_model_budget(actor, turn_cents=turn, person_day_cents=day, team_month_cents=month)


def test_a_request_is_booked_at_its_most_and_settled_at_what_it_took(owner):
    booking = analytics.reserve(owner, "t1", MOST)
    booked = rows(owner)[0]

    cost = analytics.settle(owner, booking, TOOK)

    settled = rows(owner)[0]
    assert (booked.status, booked.nanodollars) == ("reserved", MOST_NANO)
    assert cost == TOOK_NANO
    assert (settled.status, settled.nanodollars, str(settled.priced_as_of)) == (
        "done",
        TOOK_NANO,
        "2026-11-20",
    )
    assert (settled.fresh, settled.cached, settled.output, settled.thinking) == (4_000, 6_000, 100, 300)
    assert (settled.person_id, settled.turn_id) == (owner.person_id, "t1")


def test_a_request_that_was_refused_costs_nothing(owner):
    booking = analytics.reserve(owner, "t1", MOST)

    assert analytics.settle(owner, booking, None) == 0
    assert rows(owner)[0].nanodollars == 0


def test_what_served_is_paid_and_not_what_was_asked_for(owner):
    booking = analytics.reserve(owner, "t1", MOST)
    lite = Usage("gemini-3.5-flash-lite", "google", fresh=1_000_000)

    assert analytics.settle(owner, booking, lite) == 300_000_000


def test_a_model_without_a_price_is_booked_without_an_amount_and_never_held_back(owner):
    caps(owner, turn=0, day=0, month=0)
    local = Usage("local-7b", "openai-compatible", fresh=10_000, output=8_192)

    booking = analytics.reserve(owner, "t1", local)

    assert analytics.settle(owner, booking, local) is None
    assert rows(owner)[0].nanodollars is None


@pytest.mark.parametrize(
    ("cap", "what"),
    [
        ({"turn": 3}, "one answer"),
        ({"day": 3}, "a person in a day (UTC)"),
        ({"month": 3}, "the team in a month (UTC)"),
    ],
)
def test_what_may_cost_more_than_is_left_is_not_booked_and_the_cap_is_named(owner, cap, what):
    caps(owner, **cap)

    with pytest.raises(BudgetSpent) as refused:
        analytics.reserve(owner, "t1", MOST)

    assert refused.value.what_happened == (
        f"The language model is not asked: $0.03 are set aside for {what}, "
        "$0.0000 are spent, and this could take up to $0.0382."
    )
    assert rows(owner) == []


def test_an_answer_has_its_own_cap_and_another_answer_another(owner):
    caps(owner, turn=4)
    analytics.settle(owner, analytics.reserve(owner, "t1", MOST), TOOK)

    with pytest.raises(BudgetSpent):
        analytics.reserve(owner, "t1", MOST)
    analytics.reserve(owner, "t2", MOST)


def test_the_day_of_a_person_is_not_that_of_a_colleague_and_the_month_is_shared(owner, editor):
    caps(owner, day=4)
    analytics.reserve(owner, "t1", MOST)

    with pytest.raises(BudgetSpent):
        analytics.reserve(owner, "t2", MOST)
    analytics.reserve(editor, "t3", MOST)

    caps(owner, month=8)
    with pytest.raises(BudgetSpent, match="the team in a month"):
        analytics.reserve(editor, "t4", MOST)


def test_yesterday_and_last_month_are_over(owner):
    caps(owner, day=4, month=8)
    booking = analytics.reserve(owner, "t1", MOST)
    with db.uow(owner) as session:
        row = session.get_one(models.ModelCall, booking)
        row.started_at = row.started_at.replace(day=1) - timedelta(hours=1)
        session.add(row)

    analytics.reserve(owner, "t2", MOST)


def test_the_money_of_another_team_is_not_ours(owner, stranger):
    caps(owner, month=4)
    analytics.reserve(stranger, "t1", MOST)

    analytics.reserve(owner, "t2", MOST)

    assert len(rows(owner)) == len(rows(stranger)) == 1


def test_of_requests_at_one_moment_only_as_many_are_booked_as_fit(owner):
    caps(owner, month=12)
    booked, refused = [], []

    def book(number: int) -> None:
        try:
            booked.append(analytics.reserve(owner, f"t{number}", MOST))
        except BudgetSpent:
            refused.append(number)

    threads = [threading.Thread(target=book, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(booked), len(refused)) == (3, 3)


def test_caps_are_those_of_the_platform_until_the_team_sets_its_own(owner):
    before = analytics.get_model_budget(owner)
    after = caps(owner, turn=10)

    assert (before.turn_cents, before.person_day_cents, before.team_month_cents, before.own) == (
        50,
        500,
        10_000,
        (),
    )
    assert (after.turn_cents, after.person_day_cents, after.own) == (10, 500, ("turn_cents",))
    assert caps(owner).own == ()


@pytest.mark.parametrize("cents", [-1, 10_000_001])
def test_an_amount_that_makes_no_sense_is_refused(owner, cents):
    with pytest.raises(InvalidInput):
        caps(owner, day=cents)


def test_only_admins_set_caps_and_see_the_use(editor):
    with pytest.raises(Forbidden):
        caps(editor, turn=1)
    with pytest.raises(Forbidden):
        analytics.model_use(editor)


def test_the_month_is_told_by_person_and_model(owner, editor):
    for actor, turn in ((owner, "t1"), (owner, "t2"), (editor, "t3")):
        analytics.settle(actor, analytics.reserve(actor, turn, MOST), TOOK)
    local = Usage("local-7b", "openai-compatible", fresh=7)
    analytics.settle(editor, analytics.reserve(editor, "t4", local), local)

    use = analytics.model_use(owner)

    assert [(line.calls, line.nanodollars, line.unpriced) for line in use.people] == [
        (2, 2 * TOOK_NANO, 0),
        (2, TOOK_NANO, 1),
    ]
    assert [(line.name, line.calls, line.fresh) for line in use.models] == [
        ("gemini-3.8-flash", 3, 12_000),
        ("local-7b", 1, 7),
    ]
    assert (use.total.calls, use.total.nanodollars) == (4, 3 * TOOK_NANO)
    # Three more days of the month at the pace of the last seven.
    assert use.expected_nanodollars == 3 * TOOK_NANO + 3 * TOOK_NANO * 4 // 7
    assert use.people[0].name != owner.person_id


def test_nothing_of_another_team_is_in_the_use(owner, stranger):
    analytics.settle(stranger, analytics.reserve(stranger, "t1", MOST), TOOK)

    assert analytics.model_use(owner).total.calls == 0
