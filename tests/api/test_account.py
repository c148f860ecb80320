"""`/api/v1/auth`: name, password and e-mail of one's own account, and its end."""

import re

import pytest

from app import auth
from tests.api.conftest import OWN
from tests.mailbox import letters_to, token_in_last_letter_to
from tests.people import PASSWORD
from tests.sessions import begin_session, cookie_of

NEW_PASSWORD = "nine blue lanterns"
CHANGE = {"current": PASSWORD, "password": NEW_PASSWORD}


@pytest.fixture(autouse=True)
def _quick(quick_passwords):
    """Passwords take no time."""


@pytest.fixture
def headers(editor):
    return {**OWN, **cookie_of(begin_session(editor))}


async def logs_in(client, password, email="edith@example.test"):
    return (
        await client.post("/api/v1/auth/login", json={"email": email, "password": password})
    ).status_code == 200


async def test_another_name_is_there_at_once(client, editor, headers):
    reply = await client.patch("/api/v1/auth/me", json={"name": " Eve  Adams "}, headers=headers)

    assert reply.json() == {"id": editor.person_id, "name": "Eve Adams", "email": "edith@example.test"}
    assert (await client.get("/api/v1/auth/me", headers=headers)).json()["person"]["name"] == "Eve Adams"


async def test_another_password_gives_the_browser_a_new_session_and_ends_all_others(client, editor, headers):
    other = begin_session(editor)

    reply = await client.post("/api/v1/auth/password", json=CHANGE, headers=headers)

    value = re.search(r"session=([^;]{43});", reply.headers["set-cookie"]).group(1)
    assert reply.status_code == 204
    assert auth.session_of(value).person_id == editor.person_id
    assert auth.session_of(other.cookie_value) is None
    assert (await client.get("/api/v1/auth/me", headers=headers)).status_code == 401
    assert (await logs_in(client, PASSWORD), await logs_in(client, NEW_PASSWORD)) == (False, True)


async def test_another_password_of_a_program_leaves_no_session_behind(client, editor):
    asked = {"email": "edith@example.test", "password": PASSWORD}
    tokens = (await client.post("/api/v1/auth/login", json=asked)).json()
    bearer = {"authorization": f"Bearer {tokens['access_token']}"}

    reply = await client.post("/api/v1/auth/password", json=CHANGE, headers=bearer)

    assert (reply.status_code, "set-cookie" in reply.headers) == (204, False)
    assert auth.list_sessions(editor) == []


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({**CHANGE, "current": "wrong"}, "current"),
        ({**CHANGE, "password": "short"}, "password"),
        ({**CHANGE, "password": PASSWORD}, "password"),
        ({**CHANGE, "end_keys": "yes"}, "end_keys"),
    ],
)
async def test_password_that_cannot_be_changed_names_the_field(client, headers, asked, field):
    reply = await client.post("/api/v1/auth/password", json=asked, headers=headers)

    assert (reply.status_code, reply.json()["field"]) == (422, field)
    assert await logs_in(client, PASSWORD)


async def test_mailed_link_sets_a_new_password_once(client, editor):
    asked = await client.post("/api/v1/auth/reset", json={"email": "edith@example.test"})
    body = {"token": token_in_last_letter_to("edith@example.test"), "password": NEW_PASSWORD}

    replies = [await client.post("/api/v1/auth/reset/complete", json=body) for _ in range(2)]

    assert asked.status_code == 202
    assert [reply.status_code for reply in replies] == [204, 404]
    assert await logs_in(client, NEW_PASSWORD)


async def test_reset_says_the_same_for_an_unknown_address(client, editor):
    replies = [
        await client.post("/api/v1/auth/reset", json={"email": email})
        for email in ("edith@example.test", "nobody@example.test")
    ]

    assert [(reply.status_code, reply.json()) for reply in replies] == [(202, replies[0].json())] * 2
    assert letters_to("nobody@example.test") == []


@pytest.mark.parametrize("token", ["x", "x" * 43, "null", "[]"])
async def test_token_that_was_never_mailed_opens_nothing(client, editor, token):
    body = {"token": token, "password": NEW_PASSWORD}

    assert (await client.post("/api/v1/auth/reset/complete", json=body)).status_code == 404
    assert (await client.post("/api/v1/auth/verify", json={"token": token})).status_code == 404


@pytest.mark.parametrize("token", [None, [], "", 0, {}])
async def test_token_of_another_type_is_refused(client, editor, token):
    body = {"token": token, "password": NEW_PASSWORD}

    assert (await client.post("/api/v1/auth/reset/complete", json=body)).status_code == 422
    assert (await client.post("/api/v1/auth/verify", json={"token": token})).status_code == 422


async def test_own_address_is_verified_by_its_link(client, headers):
    assert (await client.post("/api/v1/auth/verify/resend", headers=headers)).status_code == 202
    token = token_in_last_letter_to("edith@example.test")

    reply = await client.post("/api/v1/auth/verify", json={"token": token})

    assert (reply.status_code, reply.json()) == (200, {"email": "edith@example.test"})
    told = (await client.get("/api/v1/auth/me", headers=headers)).json()
    assert told["person"]["email_is_verified"] is True


async def test_another_address_is_the_accounts_once_its_link_was_used(client, headers):
    reply = await client.post("/api/v1/auth/email", json={"email": "eve@example.test"}, headers=headers)
    before = (await client.get("/api/v1/auth/me", headers=headers)).json()["person"]["email"]

    token = token_in_last_letter_to("eve@example.test")
    await client.post("/api/v1/auth/verify", json={"token": token})

    assert (reply.status_code, before) == (202, "edith@example.test")
    assert await logs_in(client, PASSWORD, "eve@example.test")


async def test_erased_account_is_gone_and_the_browser_forgets_its_cookie(client, editor, owner, headers):
    reply = await client.delete("/api/v1/auth/me", headers=headers)

    assert (reply.status_code, "Max-Age=0" in reply.headers["set-cookie"]) == (204, True)
    assert (await client.get("/api/v1/auth/me", headers=headers)).status_code == 401
    assert not await logs_in(client, PASSWORD)


async def test_only_owner_of_others_cannot_erase_the_account(client, owner, editor):
    reply = await client.delete("/api/v1/auth/me", headers={**OWN, **cookie_of(begin_session(owner))})

    assert (reply.status_code, reply.json()["code"]) == (409, "conflict")
