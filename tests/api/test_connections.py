"""`/api/v1/connections`."""

from urllib.parse import parse_qs, urlsplit

import pytest

from app import config
from tests.api.airtable_parts import headers, stock
from tests.sessions import begin_session, cookie_of

__all__ = ["headers", "stock"]
URL = "/api/v1/connections"


@pytest.fixture
def at_airtable(stock, monkeypatch):
    """The sandbox, which is Airtable too."""
    for name in ("PLATFORM_AIRTABLE_URL", "PLATFORM_AIRTABLE_OAUTH_URL"):
        monkeypatch.setenv(name, stock.url)
    monkeypatch.setenv("PLATFORM_AIRTABLE_CLIENT_ID", "platform-test")
    config.reload()
    return stock


@pytest.fixture
def by_admin(at_airtable, admin):
    """An admin in a browser, who gave the password a moment ago."""
    return cookie_of(begin_session(admin))


def asked(**change) -> dict:
    return {"name": "Sales workspace", "token": config.settings().sandbox_token, **change}


async def test_connection_is_added_tested_changed_and_removed(client, by_admin):
    made = await client.post(URL, json=asked(plan_calls=1_000), headers=by_admin)
    at = made.headers["location"]
    tested = (await client.post(f"{at}/test", headers=by_admin)).json()
    changed = await client.patch(at, json={"name": "Sales", "plan_calls": 5}, headers=by_admin)
    listed = (await client.get(URL, headers=by_admin)).json()["items"]
    removed = await client.delete(at, headers=by_admin)

    assert (made.status_code, made.json()["kind"], made.json()["state"]) == (201, "token", "ready")
    assert (tested["bases"], tested["problem"]) == (1, "")
    assert (changed.json()["name"], changed.json()["plan_calls"]) == ("Sales", 5)
    assert [card["kind"] for card in listed] == ["sandbox", "token"]
    assert (removed.status_code, (await client.get(at, headers=by_admin)).status_code) == (204, 404)


async def test_token_is_never_shown_again(client, by_admin):
    token = config.settings().sandbox_token
    made = await client.post(URL, json=asked(), headers=by_admin)
    at = made.headers["location"]

    replies = [
        made,
        await client.get(URL, headers=by_admin),
        await client.get(at, headers=by_admin),
        await client.post(f"{at}/test", headers=by_admin),
        await client.post(f"{at}/token", json={"token": token}, headers=by_admin),
        await client.get(f"{URL}/budget", headers=by_admin),
    ]

    assert [reply.status_code for reply in replies] == [201, 200, 200, 200, 200, 200]
    assert [reply.text for reply in replies if token in reply.text] == []


async def test_token_needs_a_fresh_password(client, at_airtable, admin, monkeypatch):
    long_ago = config.limits().model_copy(update={"confirmed_minutes": 0})
    monkeypatch.setattr(config, "limits", lambda: long_ago)

    reply = await client.post(URL, json=asked(), headers=cookie_of(begin_session(admin)))

    assert (reply.status_code, reply.json()["code"]) == (403, "confirm_password")


async def test_calls_of_the_month_are_told_to_everybody_of_the_team(client, by_admin, headers):
    await client.get("/api/v1/bases", headers=headers)

    budget = (await client.get(f"{URL}/budget", headers=headers)).json()

    (connection,) = budget["connections"]
    assert (budget["calls"], connection["calls"], connection["left"]) == (1, 1, None)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"token": "short"}, "token"),
        ({"token": "pat" + "x" * 40}, "token"),
        ({"token": "x" * 401}, "token"),
        ({"name": ""}, "name"),
        ({"plan_calls": -1}, "plan_calls"),
        ({"kind": "oauth"}, "kind"),
    ],
)
async def test_connection_that_cannot_be_made_names_the_field(client, by_admin, change, field):
    reply = await client.post(URL, json=asked(**change), headers=by_admin)

    assert (reply.status_code, reply.json()["field"]) == (422, field)
    assert str(change.get("token", "pat")) not in reply.text


async def test_change_of_nothing_is_refused(client, by_admin):
    at = (await client.post(URL, json=asked(), headers=by_admin)).headers["location"]

    assert (await client.patch(at, json={}, headers=by_admin)).status_code == 422


async def test_sign_in_at_airtable_begins_there_and_its_way_back_belongs_to_the_session(
    client, by_admin, at_airtable
):
    place = (await client.post(f"{URL}/sign-in", json={}, headers=by_admin)).json()["url"]
    state = parse_qs(urlsplit(place).query)["state"][0]
    back = {"state": state, "error": "access_denied"}

    strangers = await client.post(f"{URL}/sign-in/complete", json={"state": "x" * 43}, headers=by_admin)
    denied = await client.post(f"{URL}/sign-in/complete", json=back, headers=by_admin)
    again = await client.post(f"{URL}/sign-in/complete", json=back, headers=by_admin)

    assert place.startswith(at_airtable.url)
    assert (strangers.status_code, denied.status_code, again.status_code) == (403, 502, 403)
