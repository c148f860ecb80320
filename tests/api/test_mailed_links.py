"""Links that were mailed: opening one shows a button, and the button does it."""

from dataclasses import replace

import pytest

from app import auth
from app.auth import _asking, _devices
from app.models import utc_now
from tests.api.conftest import OWN
from tests.mailbox import token_in_last_letter_to

OLIVIA, NEW = "olivia@example.test", "new@example.test"


async def test_address_is_confirmed_by_the_button(client, owner):
    auth.ask_to_change_email(replace(owner, confirmed_at=utc_now()), NEW)
    token = token_in_last_letter_to(NEW)
    for _ in range(2):
        shown = await client.get("/verify", params={"token": token})
    done = await client.post("/verify", data={"token": token}, headers=OWN)

    assert f"<b>{NEW}</b>" in shown.text
    assert (done.status_code, f"You sign in with {NEW}." in done.text) == (200, True)


async def test_address_of_another_account_is_said(client, owner, admin):
    auth.ask_to_change_email(replace(owner, confirmed_at=utc_now()), "adam@example.test")
    token = token_in_last_letter_to("adam@example.test")

    reply = await client.post("/verify", data={"token": token}, headers=OWN)

    assert reply.status_code == 409
    assert "There is an account with this e-mail already." in reply.text


async def test_browser_is_known_after_the_button(client, owner):
    _asking.ask_for_device(OLIVIA)
    token = token_in_last_letter_to(OLIVIA)
    shown = await client.get("/device", params={"token": token})
    done = await client.post("/device", data={"token": token}, headers=OWN)

    assert 'action="/device"' in shown.text
    assert (done.status_code, done.headers["location"]) == (303, "/sign-in")
    value = auth.device_cookie_value(done.headers["set-cookie"].partition(";")[0])
    assert _devices.known(value, OLIVIA)


@pytest.mark.parametrize("path", ["/verify", "/device"])
async def test_link_works_once_and_says_so(client, owner, path):
    auth.ask_to_verify_email(owner)
    _asking.ask_for_device("adam@example.test")
    token = token_in_last_letter_to(OLIVIA)
    await client.post("/verify", data={"token": token}, headers=OWN)

    for reply in (
        await client.get(path, params={"token": token}),
        await client.post(path, data={"token": token}, headers=OWN),
    ):
        assert reply.status_code == 404
        assert "This link does not work any more" in reply.text
        assert "set-cookie" not in reply.headers
