"""Set-up, sign-in and sign-out as a browser without script does them (bars A-5, A-15 and A-16)."""

import asyncio
import re

import pytest

from app import auth
from app.actor import Actor
from app.api.forms import own_path
from tests.api.conftest import OWN
from tests.people import PASSWORD
from tests.sessions import begin_session, cookie_of

FORM = {
    "name": "Ann <b>",
    "email": "ann@example.test",
    "password": "seven wet otters",
    "team_name": "Northwind",
}


@pytest.fixture
def token(database) -> str:
    return auth.setup_link(Actor.anonymous("set-up")).partition("?token=")[2]


def signed_in_by(reply):
    value = re.search(r"session=([^;]*)", reply.headers["set-cookie"]).group(1)
    return value, auth.session_of(value)


async def test_set_up_link_leads_to_a_signed_in_owner(client, token):
    page = await client.get("/setup", params={"token": token})
    assert page.status_code == 200
    assert 'action="/setup"' in page.text

    reply = await client.post("/setup", data={"token": token, **FORM}, headers=OWN)

    assert (reply.status_code, reply.headers["location"]) == (303, "/chat/")
    assert signed_in_by(reply)[1].role == "owner"


async def test_used_link_is_a_clear_page(client, token):
    await client.post("/setup", data={"token": token, **FORM}, headers=OWN)

    for reply in (
        await client.get("/setup", params={"token": token}),
        await client.post("/setup", data={"token": token, **FORM}, headers=OWN),
    ):
        assert reply.status_code == 404
        assert "This set-up link does not work any more" in reply.text
        assert "set-cookie" not in reply.headers


@pytest.mark.parametrize("token", ["x", "0" * 43, "[]", "null"])
async def test_made_up_link_opens_nothing(client, token):
    assert (await client.get("/setup", params={"token": token})).status_code == 404
    assert (await client.post("/setup", data={"token": token, **FORM}, headers=OWN)).status_code == 404


async def test_first_visitor_is_not_the_owner(client, token):
    reply = await client.post("/setup", data=FORM, headers=OWN)

    assert reply.status_code == 404
    assert not auth.has_owner()


async def test_page_without_a_token_says_where_the_link_is(client, token):
    reply = await client.get("/setup")

    assert reply.status_code == 200
    assert "The terminal where the platform was started shows a link" in reply.text


async def test_page_without_a_token_says_when_there_is_an_owner(client, owner):
    assert "This installation is set up" in (await client.get("/setup")).text


async def test_refused_form_comes_back_as_it_was_typed_without_the_password(client, token):
    reply = await client.post(
        "/setup", data={"token": token, **FORM, "password": "2short-canary"[:8]}, headers=OWN
    )

    assert reply.status_code == 422
    assert "Use a password of at least 12 characters." in reply.text
    assert "<code>invalid_input</code>" in reply.text
    assert 'value="Ann &lt;b&gt;"' in reply.text
    assert "2short-c" not in reply.text
    assert (await client.get("/setup", params={"token": token})).status_code == 200


async def test_twenty_at_once_make_one_owner(client, token):
    replies = await asyncio.gather(
        *(
            client.post(
                "/setup", data={"token": token, **FORM, "email": f"p{number}@example.test"}, headers=OWN
            )
            for number in range(20)
        )
    )

    assert sorted(reply.status_code for reply in replies) == [303] + [404] * 19


async def test_sign_in_sets_exactly_the_cookie_and_goes_on(client, owner):
    reply = await client.post(
        "/sign-in",
        data={"email": "Olivia@example.test ", "password": PASSWORD, "next": "/chat/?t=1"},
        headers=OWN,
    )

    assert (reply.status_code, reply.headers["location"]) == (303, "/chat/?t=1")
    session, device = reply.headers.get_list("set-cookie")
    assert re.fullmatch(r"session=[\w-]{43}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax", session)
    assert device.startswith("device=")
    assert signed_in_by(reply)[1].person_id == owner.person_id


async def test_sign_in_gives_a_new_session_and_ends_the_one_that_was_brought(client, owner):
    planted = begin_session(owner)

    reply = await client.post(
        "/sign-in",
        data={"email": "olivia@example.test", "password": PASSWORD},
        headers={**OWN, **cookie_of(planted)},
    )

    value, signed_in = signed_in_by(reply)
    assert signed_in is not None
    assert value != planted.cookie_value
    assert auth.session_of(planted.cookie_value) is None


@pytest.mark.parametrize(
    ("email", "password"), [("olivia@example.test", "wrong"), ("nobody@example.test", "wrong")]
)
async def test_refused_sign_in_tells_the_same_for_known_and_unknown(client, owner, email, password):
    reply = await client.post("/sign-in", data={"email": email, "password": password}, headers=OWN)

    assert reply.status_code == 401
    assert "The e-mail or the password is not right." in reply.text
    assert f'value="{email}"' in reply.text
    assert "set-cookie" not in reply.headers


async def test_eleventh_guess_is_told_to_wait(client, owner):
    guess = {"email": "olivia@example.test", "password": "wrong"}
    for _ in range(10):
        assert (await client.post("/sign-in", data=guess, headers=OWN)).status_code == 401

    reply = await client.post("/sign-in", data={**guess, "password": PASSWORD}, headers=OWN)

    assert reply.status_code == 429
    assert 1 <= int(reply.headers["retry-after"]) <= 300


async def test_whoever_is_signed_in_needs_no_form(client, owner):
    reply = await client.get(
        "/sign-in", params={"next": "/chat/?t=9"}, headers=cookie_of(begin_session(owner))
    )

    assert (reply.status_code, reply.headers["location"]) == (303, "/chat/?t=9")


async def test_sign_out_ends_the_session_and_removes_the_cookie(client, owner):
    made = begin_session(owner)

    reply = await client.post("/sign-out", headers={**OWN, **cookie_of(made)})

    assert (reply.status_code, reply.headers["location"]) == (303, "/sign-in")
    assert "Max-Age=0" in reply.headers["set-cookie"]
    assert auth.session_of(made.cookie_value) is None


async def test_sign_out_by_a_link_is_not_possible(client, owner):
    made = begin_session(owner)

    reply = await client.get("/sign-out", headers=cookie_of(made))

    assert reply.status_code == 405
    assert auth.session_of(made.cookie_value)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"email": "a"}', "application/json"),
        (b"--x\r\n\r\n", "multipart/form-data; boundary=x"),
        (b"email=a", "text/plain"),
        (b"\xff\xfe=1", "application/x-www-form-urlencoded"),
        (b"&".join(b"f%d=1" % n for n in range(30)), "application/x-www-form-urlencoded"),
    ],
)
@pytest.mark.parametrize("path", ["/sign-in", "/setup"])
async def test_what_is_no_form_is_invalid_input(client, path, body, kind):
    reply = await client.post(path, content=body, headers={**OWN, "content-type": kind})

    assert (reply.status_code, reply.json()["code"]) == (422, "invalid_input")


@pytest.mark.parametrize(
    "form", [{}, {"email": ""}, {"email": "x" * 5000, "password": "y" * 5000}, {"email": "\x00"}]
)
async def test_odd_form_is_never_our_mistake(client, owner, form):
    for path in ("/sign-in", "/setup"):
        assert (await client.post(path, data=form, headers=OWN)).status_code in {401, 404, 422}


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "\\\\evil.example",
        "/%0d%0aset-cookie:x=1\r\nx",
        "chat",
        "/" + "x" * 3_000,
    ],
)
def test_sign_in_never_leads_elsewhere(asked):
    assert own_path(asked) == "/chat/"


def test_sign_in_leads_back_to_a_page_of_ours():
    assert own_path("/chat/?t=1&u=2") == "/chat/?t=1&u=2"


async def test_crowd_at_the_door_is_asked_for_patience(client, owner, monkeypatch):
    from app.api import forms

    monkeypatch.setattr(forms, "WAITING_LIMIT", 0)

    reply = await client.post("/sign-in", data={"email": "a@b.cd", "password": "x"}, headers=OWN)

    assert (reply.status_code, reply.headers["retry-after"]) == (503, "5")
