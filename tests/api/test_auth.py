"""`/api/v1/auth`: registering, logging in, refreshing, logging out, and who is signed in."""

import asyncio
import time

import pytest

from app import auth, config
from app.actor import Role
from tests.api.conftest import OWN
from tests.auth.links import copied_token
from tests.mailbox import letters_to
from tests.people import PASSWORD
from tests.sessions import begin_session, cookie_of

LOGIN = {"email": "edith@example.test", "password": PASSWORD}
NEW_PASSWORD = "nine blue lanterns"


@pytest.fixture(autouse=True)
def _quick(quick_passwords):
    """Passwords take no time."""


def bearer(tokens) -> dict[str, str]:
    return {"authorization": f"Bearer {tokens['access_token']}"}


async def test_person_reads_who_they_are(client, editor):
    reply = await client.get("/api/v1/auth/me", headers=cookie_of(begin_session(editor)))

    assert reply.status_code == 200
    assert reply.json() == {
        "person": {
            "id": editor.person_id,
            "name": "Edith",
            "email": "edith@example.test",
            "email_is_verified": False,
        },
        "team": {"id": editor.team_id, "name": "Northwind"},
        "role": "editor",
        "kind": "browser",
    }


async def test_nobody_is_told_to_sign_in(client):
    reply = await client.get("/api/v1/auth/me")

    assert reply.status_code == 401
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["code"] == "not_signed_in"
    assert reply.json()["request_id"] == reply.headers["x-request-id"]


async def test_revoked_session_is_nobody_at_once(client, editor):
    made = begin_session(editor)
    assert (await client.get("/api/v1/auth/me", headers=cookie_of(made))).status_code == 200

    auth.sign_out(made.cookie_value)

    assert (await client.get("/api/v1/auth/me", headers=cookie_of(made))).status_code == 401


async def test_program_logs_in_and_is_the_person(client, editor):
    began = time.monotonic()
    tokens = (await client.post("/api/v1/auth/login", json=LOGIN)).json()
    took = time.monotonic() - began

    told = (await client.get("/api/v1/auth/me", headers=bearer(tokens))).json()

    assert (told["person"]["id"], told["kind"]) == (editor.person_id, "api")
    assert tokens["token_type"] == "Bearer"
    assert 599 - took <= tokens["expires_in"] <= 600


@pytest.mark.parametrize("email", ["edith@example.test", "nobody@example.test"])
async def test_refused_login_tells_the_same_for_known_and_unknown(client, editor, email):
    reply = await client.post("/api/v1/auth/login", json={"email": email, "password": "wrong"})

    assert (reply.status_code, reply.json()["code"]) == (401, "not_signed_in")
    assert reply.json()["detail"] == "The e-mail or the password is not right. Check both and try again."


async def test_refresh_token_brings_the_next_pair_and_a_stolen_one_ends_the_session(
    client, editor, monkeypatch
):
    first = (await client.post("/api/v1/auth/login", json=LOGIN)).json()
    old = {"refresh_token": first["refresh_token"]}

    second = (await client.post("/api/v1/auth/refresh", json=old)).json()
    lost_reply = (await client.post("/api/v1/auth/refresh", json=old)).json()
    no_grace = config.limits().model_copy(update={"refresh_grace_seconds": -1})
    monkeypatch.setattr(config, "limits", lambda: no_grace)
    stolen = await client.post("/api/v1/auth/refresh", json=old)

    assert lost_reply["refresh_token"] == second["refresh_token"] != first["refresh_token"]
    assert stolen.status_code == 401
    assert (await client.get("/api/v1/auth/me", headers=bearer(second))).status_code == 401


async def test_two_refreshes_at_once_get_the_same_successor(client, editor):
    first = (await client.post("/api/v1/auth/login", json=LOGIN)).json()
    asked = {"refresh_token": first["refresh_token"]}

    replies = await asyncio.gather(*(client.post("/api/v1/auth/refresh", json=asked) for _ in range(5)))

    assert {reply.status_code for reply in replies} == {200}
    assert len({reply.json()["refresh_token"] for reply in replies}) == 1


async def test_logout_ends_the_session_and_its_refresh_token(client, editor):
    tokens = (await client.post("/api/v1/auth/login", json=LOGIN)).json()

    reply = await client.post("/api/v1/auth/logout", headers=bearer(tokens))

    assert (reply.status_code, reply.content) == (204, b"")
    assert (await client.get("/api/v1/auth/me", headers=bearer(tokens))).status_code == 401
    again = {"refresh_token": tokens["refresh_token"]}
    assert (await client.post("/api/v1/auth/refresh", json=again)).status_code == 401


async def test_logout_of_a_browser_removes_its_cookie(client, editor):
    made = begin_session(editor)

    reply = await client.post("/api/v1/auth/logout", headers={**OWN, **cookie_of(made)})

    assert "session=; Path=/; Max-Age=0" in reply.headers["set-cookie"]
    assert auth.session_of(made.cookie_value) is None


async def test_invite_makes_an_account_that_is_signed_in(client, owner):
    asked = {"name": "Nina", "invite": copied_token(owner), "password": NEW_PASSWORD}

    reply = await client.post("/api/v1/auth/register", json=asked)

    assert reply.status_code == 201
    told = (await client.get("/api/v1/auth/me", headers=bearer(reply.json()))).json()
    assert (told["person"]["email"], told["role"], told["team"]["id"]) == (
        "nina@example.test",
        Role.EDITOR,
        owner.team_id,
    )
    assert (await client.post("/api/v1/auth/register", json=asked)).status_code == 404


async def test_registering_leaves_one_session_and_no_cookie(client, owner):
    asked = {"name": "Nina", "invite": copied_token(owner), "password": NEW_PASSWORD}

    reply = await client.post("/api/v1/auth/register", json=asked)

    sessions = (await client.get("/api/v1/sessions", headers=bearer(reply.json()))).json()["items"]
    assert [session["kind"] for session in sessions] == ["api"]
    assert "set-cookie" not in reply.headers


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"name": "Nina", "password": ""}, "password"),
        ({"name": "Nina", "password": "short"}, "password"),
        ({"name": " ", "password": NEW_PASSWORD}, "name"),
    ],
)
async def test_invite_with_a_bad_name_or_password_can_be_used_again(client, owner, asked, field):
    token = copied_token(owner)

    refused = await client.post("/api/v1/auth/register", json={"invite": token, **asked})

    assert (refused.status_code, refused.json()["field"]) == (422, field)
    good = {"name": "Nina", "invite": token, "password": NEW_PASSWORD}
    assert (await client.post("/api/v1/auth/register", json=good)).status_code == 201


async def test_without_an_invite_registering_is_refused_where_it_needs_one(client, owner):
    reply = await client.post("/api/v1/auth/register", json={"name": "Nina", "email": "nina@example.test"})

    assert (reply.status_code, reply.json()["code"]) == (403, "forbidden")
    assert (
        reply.json()["detail"]
        == "Accounts are made by invite here. Ask an owner or admin of a team to invite you."
    )


async def test_open_sign_up_mails_a_link_and_says_the_same_for_a_known_address(client, owner, monkeypatch):
    monkeypatch.setenv("PLATFORM_SIGNUP", "open")
    config.reload()

    replies = [
        await client.post("/api/v1/auth/register", json={"name": "Nina", "email": email})
        for email in ("nina@example.test", "olivia@example.test")
    ]

    assert [(reply.status_code, reply.json()) for reply in replies] == [(202, replies[0].json())] * 2
    assert len(letters_to("nina@example.test")) == 1


async def test_given_password_lets_the_session_do_what_cannot_be_taken_back(client, owner, monkeypatch):
    headers = cookie_of(begin_session(owner))
    long_ago = config.limits().model_copy(update={"confirmed_minutes": 0})
    asked = {"name": "Report", "scope": "read"}
    with monkeypatch.context() as patch:
        patch.setattr(config, "limits", lambda: long_ago)
        refused = await client.post("/api/v1/api-keys", json=asked, headers=headers)

    reply = await client.post("/api/v1/auth/confirm", json={"password": PASSWORD}, headers=headers)

    assert (refused.status_code, refused.json()["code"]) == (403, "confirm_password")
    assert reply.status_code == 204
    assert (await client.post("/api/v1/api-keys", json=asked, headers=headers)).status_code == 201


async def test_wrong_password_confirms_nothing(client, owner):
    reply = await client.post(
        "/api/v1/auth/confirm", json={"password": "wrong"}, headers=cookie_of(begin_session(owner))
    )

    assert (reply.status_code, reply.json()["field"]) == (422, "password")
