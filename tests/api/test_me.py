"""`GET /api/v1/me`."""

from app import auth
from tests.sessions import begin_session, cookie_of


async def test_person_reads_who_they_are(client, editor):
    reply = await client.get("/api/v1/me", headers=cookie_of(begin_session(editor)))

    assert reply.status_code == 200
    assert reply.json() == {
        "person": {"id": editor.person_id, "name": "Edith", "email": "edith@example.test"},
        "team": {"id": editor.team_id, "name": "Northwind"},
        "role": "editor",
    }


async def test_nobody_is_told_to_sign_in(client):
    reply = await client.get("/api/v1/me")

    assert reply.status_code == 401
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["code"] == "not_signed_in"
    assert reply.json()["request_id"] == reply.headers["x-request-id"]


async def test_revoked_session_is_nobody_at_once(client, editor):
    made = begin_session(editor)
    assert (await client.get("/api/v1/me", headers=cookie_of(made))).status_code == 200

    auth.sign_out(made.cookie_value)

    assert (await client.get("/api/v1/me", headers=cookie_of(made))).status_code == 401
