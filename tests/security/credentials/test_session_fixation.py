"""Bar A-5: whoever signs in, or gets another password, has a session with a new id, and the old one is dead."""

import pytest

from app import auth
from tests.api.conftest import OWN
from tests.mailbox import token_in_last_letter_to
from tests.people import PASSWORD
from tests.sessions import begin_session, cookie_of

NEW = "copper lantern ninety two evenings"
pytestmark = pytest.mark.usefixtures("quick_passwords")


def session_in(reply) -> str:
    cookies = [value for value in reply.headers.get_list("set-cookie") if value.startswith("session=")]
    return cookies[0].removeprefix("session=").partition(";")[0]


async def test_a_5_sign_in_does_not_take_a_planted_session(client, owner, editor):
    planted = begin_session(editor)

    reply = await client.post(
        "/sign-in",
        data={"email": "olivia@example.test", "password": PASSWORD},
        headers={**OWN, **cookie_of(planted)},
    )

    assert session_in(reply) != planted.cookie_value
    assert auth.session_of(session_in(reply)).person_id == owner.person_id
    assert auth.session_of(planted.cookie_value) is None


async def test_a_5_another_password_gives_another_session(client, owner):
    old, elsewhere = begin_session(owner), begin_session(owner)

    reply = await client.post(
        "/change-password", data={"current": PASSWORD, "password": NEW}, headers={**OWN, **cookie_of(old)}
    )

    assert (reply.status_code, reply.headers["location"]) == (303, "/settings/")
    assert auth.session_of(session_in(reply)).person_id == owner.person_id
    assert [auth.session_of(each.cookie_value) for each in (old, elsewhere)] == [None, None]


async def test_a_5_reset_ends_the_old_sessions_and_begins_none(client, owner):
    old = begin_session(owner)
    await client.post("/reset", data={"email": "olivia@example.test"}, headers=OWN)
    token = token_in_last_letter_to("olivia@example.test")

    reply = await client.post(
        "/reset/new", data={"token": token, "password": NEW}, headers={**OWN, **cookie_of(old)}
    )

    assert (reply.status_code, session_in(reply)) == (200, "")
    assert auth.session_of(old.cookie_value) is None


def test_a_5_session_of_a_program_is_opened_by_no_cookie(owner):
    tokens = auth.log_in("olivia@example.test", PASSWORD, address="192.0.2.1", user_agent="curl/8")

    assert auth.session_by_id(tokens.session_id).kind == "api"
    for value in (tokens.session_id, tokens.session_id[:43], tokens.refresh_token):
        assert auth.session_of(value) is None
