"""Bar A-15: every Set-Cookie of every route has exactly its flags, and on https the prefix that browsers insist on."""

import re

import pytest

from app import auth, config
from app.actor import Actor, Role
from app.api import rest
from tests.mailbox import token_in_last_letter_to
from tests.people import PASSWORD
from tests.sessions import begin_session, cookie_of

NEW = "copper lantern ninety two evenings"
OLIVIA = "olivia@example.test"
FLAGS = "Path=/; Max-Age={age}; HttpOnly; SameSite=Lax"
pytestmark = pytest.mark.usefixtures("quick_passwords")
# How each route that sets a cookie is made to set it.
SETS = {
    "/change-password",
    "/device",
    "/invite",
    "/reset/new",
    "/setup",
    "/sign-in",
    "/sign-out",
    "/sign-up/new",
}


@pytest.fixture(params=["http", "https"])
def prefix(request, database, monkeypatch) -> str:
    monkeypatch.setenv("PLATFORM_SIGNUP", "open")
    if request.param == "https":
        monkeypatch.setenv("PLATFORM_PUBLIC_URL", "https://data.example.test")
    config.reload()
    return "__Host-" if request.param == "https" else ""


def allowed(prefix: str) -> str:
    secure = "; Secure" if prefix else ""
    return "|".join(
        [
            rf"{prefix}session=[\w-]{{43}}; {FLAGS.format(age=2_592_000)}{secure}",
            rf"{prefix}session=; {FLAGS.format(age=0)}{secure}",
            rf"{prefix}device=[\w-]{{22}}\.\d+\.[\w-]{{43}}; {FLAGS.format(age=31_536_000)}{secure}",
        ]
    )


async def every_reply(visit) -> dict[str, list[str]]:
    """The cookies that each route sets, by path, from a fresh installation to a changed password."""
    own = {"origin": config.settings().url}
    client = visit()
    set_cookies: dict[str, list[str]] = {}

    async def post(path: str, headers: dict[str, str] | None = None, **form: str) -> None:
        reply = await client.post(path, data=form, headers={**own, **(headers or {})})
        client.cookies.clear()
        set_cookies.setdefault(path, []).extend(reply.headers.get_list("set-cookie"))

    link = auth.setup_link(Actor.anonymous("set-up"))
    token = link.partition("?token=")[2]
    await post("/setup", token=token, name="Olivia", email=OLIVIA, password=PASSWORD, team_name="Northwind")
    await post("/sign-in", email=OLIVIA, password=PASSWORD)
    await post("/sign-in", email=OLIVIA, password="wrong")
    await post("/sign-up", email="new@example.test", name="New")
    token = token_in_last_letter_to("new@example.test")
    await post("/sign-up/new", token=token, name="New", password=NEW, team_name="Team")
    await post("/reset", email=OLIVIA)
    await post("/reset/new", token=token_in_last_letter_to(OLIVIA), password=NEW)
    auth._asking.ask_for_device(OLIVIA)
    await post("/device", token=token_in_last_letter_to(OLIVIA))
    made = auth.sign_in(OLIVIA, NEW, address="", user_agent="")
    browser = {"cookie": f"{auth.cookie_name()}={made.cookie_value}"}
    await post("/confirm", browser, password=NEW)
    await post("/change-email", browser, email="another@example.test")
    await post("/verify", token=token_in_last_letter_to("another@example.test"))
    actor = auth.actor_of(auth.session_of(made.cookie_value), "test")
    invite = auth.invite(actor, email="guest@example.test", role=Role.VIEWER)
    await post("/invite", token=invite.link.partition("?token=")[2], name="Guest", password=NEW)
    await post("/change-password", browser, current=NEW, password=f"{NEW} more")
    await post("/sign-out", browser)
    for path in sorted(rest.paths()):
        reply = await client.get(path)
        set_cookies.setdefault(path, []).extend(reply.headers.get_list("set-cookie"))
    return set_cookies


async def test_a_15_every_cookie_has_exactly_its_flags(prefix, visit):
    set_cookies = await every_reply(visit)

    odd = [
        (path, cookie)
        for path, cookies in set_cookies.items()
        for cookie in cookies
        if not re.fullmatch(allowed(prefix), cookie)
    ]
    assert odd == []
    assert {path for path, cookies in set_cookies.items() if cookies} == SETS


async def test_a_15_cookie_without_the_prefix_is_nobodys_on_https(visit, owner, monkeypatch):
    monkeypatch.setenv("PLATFORM_PUBLIC_URL", "https://data.example.test")
    config.reload()
    made = begin_session(owner)

    plain = await visit().get("/api/v1/auth/me", headers={"cookie": f"session={made.cookie_value}"})
    prefixed = await visit().get("/api/v1/auth/me", headers=cookie_of(made))

    assert (plain.status_code, prefixed.status_code) == (401, 200)
