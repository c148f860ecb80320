"""Invites and switching teams as a browser without script does them."""

import re

import pytest

from app import auth
from app.actor import Actor, Role
from tests.api.conftest import OWN
from tests.people import PASSWORD
from tests.sessions import begin_session, cookie_of

NEWCOMER = {"name": "Nina <b>", "password": "seven wet otters"}


@pytest.fixture
def token(owner) -> str:
    return auth.invite(owner, email="nina@example.test", role=Role.EDITOR).link.partition("?token=")[2]


def browser_of(actor: Actor) -> tuple[dict[str, str], str]:
    """The headers of the person's browser, and its session's cookie."""
    made = begin_session(actor)
    return {**OWN, **cookie_of(made)}, made.cookie_value


def signed_in_by(reply) -> auth.SignedIn:
    cookies = reply.headers.get_list("set-cookie")
    return auth.session_of(re.search(r"session=([^;]*)", cookies[0]).group(1))


async def test_newcomer_makes_an_account_and_works_in_the_team(client, token, owner):
    page = await client.get("/invite", params={"token": token})
    assert "Olivia invites nina@example.test, as editor." in page.text
    assert 'autocomplete="new-password"' in page.text

    reply = await client.post("/invite", data={"token": token, **NEWCOMER}, headers=OWN)

    assert (reply.status_code, reply.headers["location"]) == (303, "/chat/")
    found = signed_in_by(reply)
    assert (found.person_email, found.role, found.team_id) == (
        "nina@example.test",
        Role.EDITOR,
        owner.team_id,
    )
    assert "device" in " ".join(reply.headers.get_list("set-cookie"))


async def test_refused_form_comes_back_without_the_password(client, token):
    reply = await client.post(
        "/invite", data={"token": token, "name": "Nina <b>", "password": "short"}, headers=OWN
    )

    assert reply.status_code == 422
    assert "Use a password of at least 12 characters" in reply.text
    assert ('value="Nina &lt;b&gt;"' in reply.text, 'value="short"' in reply.text) == (True, False)


async def test_somebody_with_an_account_gives_its_password(client, owner, stranger):
    made = auth.invite(owner, email="sasha@example.test", role=Role.VIEWER)
    token = made.link.partition("?token=")[2]
    assert "The password of your account" in (await client.get("/invite", params={"token": token})).text

    refused = await client.post("/invite", data={"token": token, "password": "wrong"}, headers=OWN)
    reply = await client.post("/invite", data={"token": token, "password": PASSWORD}, headers=OWN)

    assert (refused.status_code, reply.status_code) == (401, 303)
    assert (signed_in_by(reply).person_id, signed_in_by(reply).team_id) == (
        stranger.person_id,
        owner.team_id,
    )


async def test_who_is_signed_in_joins_with_a_button_and_works_there(client, owner, stranger):
    token = auth.invite(owner, email="sasha@example.test", role=Role.VIEWER).link.partition("?token=")[2]
    headers, cookie = browser_of(stranger)
    page = await client.get("/invite", params={"token": token}, headers=headers)
    assert 'type="password"' not in page.text

    reply = await client.post("/invite", data={"token": token}, headers=headers)

    assert (reply.status_code, reply.headers["location"]) == (303, "/chat/")
    found = auth.session_of(cookie)
    assert (found.team_id, found.role) == (owner.team_id, Role.VIEWER)


async def test_invite_of_somebody_else_does_not_let_in_who_is_signed_in(client, token, owner, stranger):
    headers, cookie = browser_of(stranger)
    page = await client.get("/invite", params={"token": token}, headers=headers)
    assert "You are signed in as sasha@example.test" in page.text

    reply = await client.post("/invite", data={"token": token}, headers=headers)

    assert reply.status_code == 422
    assert auth.session_of(cookie).team_id == stranger.team_id
    assert [card.name for card in auth.list_members(owner).items] == ["Olivia"]


async def test_used_link_is_a_clear_page(client, token):
    await client.post("/invite", data={"token": token, **NEWCOMER}, headers=OWN)

    for reply in (
        await client.get("/invite", params={"token": token}),
        await client.post("/invite", data={"token": token, **NEWCOMER}, headers=OWN),
    ):
        assert (reply.status_code, "set-cookie" in reply.headers) == (404, False)
        assert "This link does not work any more" in reply.text


@pytest.mark.parametrize("token", ["", "x", "0" * 43, "[]", "null", "é", "\x00", "a.b.c"])
async def test_made_up_link_opens_nothing(client, owner, token):
    assert (await client.get("/invite", params={"token": token})).status_code == 404
    assert (await client.post("/invite", data={"token": token, **NEWCOMER}, headers=OWN)).status_code == 404


async def test_form_from_another_site_joins_nobody(client, token, owner):
    reply = await client.post(
        "/invite", data={"token": token, **NEWCOMER}, headers={"origin": "https://evil.example"}
    )

    assert reply.status_code == 403
    assert auth.invite_of(token).email == "nina@example.test"


async def test_session_switches_to_another_team_of_the_person(client, owner):
    headers, cookie = browser_of(owner)
    other = auth.make_team(owner, "Fabrikam")

    reply = await client.post("/switch-team", data={"team_id": other.id, "next": "/chat/x"}, headers=headers)

    assert (reply.status_code, reply.headers["location"]) == (303, "/chat/x")
    assert auth.session_of(cookie).team_id == other.id


async def test_switch_goes_to_a_page_of_ours_whatever_is_asked(client, owner):
    headers, _ = browser_of(owner)

    reply = await client.post(
        "/switch-team", data={"team_id": owner.team_id, "next": "https://evil.example/"}, headers=headers
    )

    assert reply.headers["location"] == "/chat/"


async def test_nobody_switches_into_a_team_of_others(client, owner, stranger):
    headers, cookie = browser_of(owner)

    for team_id in (stranger.team_id, "0" * 32, "", "\x00", "é"):
        reply = await client.post("/switch-team", data={"team_id": team_id}, headers=headers)
        assert reply.status_code == 404

    assert auth.session_of(cookie).team_id == owner.team_id


async def test_stranger_without_a_session_is_told_to_sign_in(client, owner):
    reply = await client.post("/switch-team", data={"team_id": owner.team_id}, headers=OWN)

    assert reply.status_code == 401
