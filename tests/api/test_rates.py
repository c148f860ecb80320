"""Budgets: how many requests a minute, and what a client is told about them."""

import pytest

from app.api import rates
from app.api.rates import Budget, Left
from app.errors import TooMany


@pytest.fixture
def clock(monkeypatch):
    """The seconds that the budgets see."""
    now = [1_000.0]
    monkeypatch.setattr(rates.time, "monotonic", lambda: now[0])
    return now


def test_budget_counts_down_and_says_when_it_is_full_again(clock):
    budget = Budget(lambda: 60)

    assert budget.take("a") == Left(60, 59, 1, 0.0)
    assert budget.take("a") == Left(60, 58, 2, 0.0)


def test_empty_budget_says_how_long_to_wait(clock):
    budget = Budget(lambda: 60)
    taken = [budget.take("a") for _ in range(60)]

    refused = budget.take("a")

    assert taken[-1] == Left(60, 0, 60, 0.0)
    assert (refused.remaining, refused.reset, refused.wait) == (0, 60, pytest.approx(1.0))
    with pytest.raises(TooMany) as told:
        refused.check()
    assert told.value.retry_after_seconds == 1


def test_refused_request_costs_nothing(clock):
    budget = Budget(lambda: 60)
    for _ in range(1_000):
        budget.take("a")

    clock[0] += 1

    assert [budget.take("a").wait == 0 for _ in range(2)] == [True, False]


def test_budget_refills_all_the_time_and_never_above_a_minutes_worth(clock):
    budget = Budget(lambda: 60)
    for _ in range(60):
        budget.take("a")

    clock[0] += 3_600

    assert [budget.take("a").wait == 0 for _ in range(61)] == [True] * 60 + [False]


def test_each_key_has_its_own(clock):
    budget = Budget(lambda: 1)

    assert [budget.take(key).wait == 0 for key in ("a", "b", "a")] == [True, True, False]


def test_crowd_of_keys_pushes_out_full_budgets_first(clock, monkeypatch):
    monkeypatch.setattr(rates, "REMEMBERED", 3)
    budget = Budget(lambda: 1)
    budget.take("full by now")
    clock[0] += 60
    for key in ("a", "b", "c", "d"):
        budget.take(key)

    assert list(budget._full_at) == ["b", "c", "d"]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7/32"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("made up", "unknown"),
    ],
)
def test_network_is_what_one_customer_has(address, network):
    assert rates.network(address) == network


def test_headers_are_whole_numbers():
    assert Left(60, 59, 1, 0.0).headers() == [
        (b"ratelimit-limit", b"60"),
        (b"ratelimit-remaining", b"59"),
        (b"ratelimit-reset", b"1"),
    ]
