"""`/api/v1/models`."""

import pytest

from app import analytics
from tests.sessions import begin_session, cookie_of

ADDRESS = "/api/v1/models"
pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def headers(admin):
    return cookie_of(begin_session(admin))


async def test_the_model_its_prices_and_the_month_are_told(client, headers, gemini):
    status = (await client.get(ADDRESS, headers=headers)).json()

    assert (status["name"], status["provider"]) == ("gemini-3.8-flash", "google")
    assert set(status["price"]) == {"input", "cached", "output", "changes_on"}
    assert status["use"]["total"]["calls"] == 0
    assert status["use"]["budget"] == {
        "turn_cents": 50,
        "person_day_cents": 500,
        "team_month_cents": 10_000,
        "own": [],
    }


async def test_a_budget_is_set_and_given_back(client, headers, admin):
    set_to = await client.put(
        f"{ADDRESS}/budget", json={"turn_cents": 5, "person_day_cents": 0}, headers=headers
    )
    budget = analytics.get_model_budget(admin)
    given_back = await client.put(f"{ADDRESS}/budget", json={}, headers=headers)

    assert set_to.json() == {
        "turn_cents": 5,
        "person_day_cents": 0,
        "team_month_cents": 10_000,
        "own": ["turn_cents", "person_day_cents"],
    }
    assert budget.model_dump(mode="json") == set_to.json()
    assert given_back.json()["own"] == []


@pytest.mark.parametrize(
    "asked", [{"turn_cents": -1}, {"turn_cents": 10_000_001}, {"turn_cents": "5"}, {"a": 1}]
)
async def test_a_budget_that_makes_no_sense_is_refused(client, headers, asked):
    assert (await client.put(f"{ADDRESS}/budget", json=asked, headers=headers)).status_code == 422
