"""`/api/v1/invites`."""

import pytest

from app.actor import Role
from tests.auth.links import copied_token, token_in
from tests.mailbox import letters_to
from tests.sessions import begin_session, cookie_of

GUEST = {"email": "nina@example.test", "role": "editor"}


@pytest.fixture
def headers(admin):
    return cookie_of(begin_session(admin))


async def test_invite_is_made_mailed_listed_and_taken_back(client, admin, headers):
    made = await client.post("/api/v1/invites", json=GUEST, headers=headers)
    invite = made.json()["invite"]
    listed = (await client.get("/api/v1/invites", headers=headers)).json()["items"]
    revoked = await client.delete(made.headers["location"], headers=headers)

    assert (made.status_code, made.headers["location"]) == (201, f"/api/v1/invites/{invite['id']}")
    assert (invite["email"], invite["role"], invite["inviter_id"]) == (
        "nina@example.test",
        "editor",
        admin.person_id,
    )
    assert listed == [invite]
    assert len(letters_to("nina@example.test")) == 1
    assert revoked.status_code == 204
    assert (await client.get("/api/v1/invites", headers=headers)).json()["items"] == []


async def test_link_is_shown_once(client, headers):
    made = (await client.post("/api/v1/invites", json=GUEST, headers=headers)).json()

    listed = await client.get("/api/v1/invites", headers=headers)

    assert token_in(made["link"]) not in listed.text


async def test_who_is_signed_in_joins_with_the_token(client, owner, stranger):
    headers = cookie_of(begin_session(stranger))
    token = copied_token(owner, "sasha@example.test", Role.VIEWER)

    reply = await client.post("/api/v1/invites/join", json={"token": token}, headers=headers)

    assert (reply.json()["id"], reply.json()["role"], reply.json()["is_current"]) == (
        owner.team_id,
        "viewer",
        False,
    )


async def test_member_is_not_invited_again(client, viewer, headers):
    reply = await client.post(
        "/api/v1/invites", json={"email": "victor@example.test", "role": "editor"}, headers=headers
    )

    assert (reply.status_code, reply.json()["code"]) == (409, "conflict")


@pytest.mark.parametrize(
    "email", ["", "x", "a@b", "a b@example.test", "a@example.test\r\nBcc: b@example.test"]
)
async def test_what_is_no_address_is_refused(client, headers, email):
    reply = await client.post("/api/v1/invites", json={**GUEST, "email": email}, headers=headers)

    assert (reply.status_code, reply.json()["field"]) == (422, "email")
