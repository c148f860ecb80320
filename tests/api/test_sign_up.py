"""Sign-up as a browser without script does it."""

import pytest

from app import auth, config
from tests.api.conftest import OWN
from tests.mailbox import token_in_last_letter_to

ANN = "ann@example.test"
pytestmark = pytest.mark.usefixtures("quick_passwords")


def rule(monkeypatch, text: str) -> None:
    monkeypatch.setenv("PLATFORM_SIGNUP", text)
    config.reload()


@pytest.fixture
def open_to_all(client, monkeypatch):
    rule(monkeypatch, "open")
    return client


async def test_forms_lead_to_a_signed_in_owner_of_a_new_team(open_to_all):
    client = open_to_all
    asked = await client.post("/sign-up", data={"name": "Ann <b>", "email": ANN}, headers=OWN)
    token = token_in_last_letter_to(ANN)
    shown = await client.get("/sign-up/new", params={"token": token})
    form = {"token": token, "name": "Ann <b>", "password": "seven wet otters", "team_name": "Northwind"}
    done = await client.post("/sign-up/new", data=form, headers=OWN)

    assert (asked.status_code, asked.headers["location"]) == (303, "/check-mail")
    assert 'value="Ann &lt;b&gt;"' in shown.text
    assert f'value="{ANN}" autocomplete="username" readonly' in shown.text
    assert (done.status_code, done.headers["location"]) == (303, "/chat/")
    session, device = done.headers.get_list("set-cookie")
    found = auth.session_of(session.partition("session=")[2].partition(";")[0])
    assert (found.person_email, found.team_name) == (ANN, "Northwind")
    assert device.startswith("device=")


async def test_refused_form_keeps_what_was_typed_but_the_password(open_to_all):
    await open_to_all.post("/sign-up", data={"name": "Ann", "email": ANN}, headers=OWN)
    token = token_in_last_letter_to(ANN)

    form = {"token": token, "name": "Ann", "password": "canary-pw", "team_name": "Northwind"}
    reply = await open_to_all.post("/sign-up/new", data=form, headers=OWN)

    assert reply.status_code == 422
    assert 'value="Northwind"' in reply.text
    assert "canary-pw" not in reply.text


async def test_refused_address_comes_back_as_it_was_typed(open_to_all):
    reply = await open_to_all.post("/sign-up", data={"name": "Ann", "email": "ann"}, headers=OWN)

    assert reply.status_code == 422
    assert 'id="email-error"' in reply.text
    assert 'value="ann"' in reply.text


async def test_page_says_whose_addresses_may_sign_up(client, monkeypatch):
    rule(monkeypatch, "domain:example.test")

    shown = await client.get("/sign-up")
    refused = await client.post("/sign-up", data={"name": "Ann", "email": "ann@evil.test"}, headers=OWN)

    assert "An address @example.test." in shown.text
    assert refused.status_code == 422


async def test_where_accounts_are_made_by_invite_there_is_no_form_and_no_link_to_one(client):
    shown = await client.get("/sign-up")
    sent = await client.post("/sign-up", data={"name": "Ann", "email": ANN}, headers=OWN)

    assert "Accounts are made by invite" in shown.text
    assert "<form" not in shown.text
    assert sent.status_code == 403
    assert 'href="/sign-up"' not in (await client.get("/sign-in")).text


async def test_page_after_asking_says_where_the_letter_is_without_a_mail_server(client, monkeypatch):
    assert "pyairtable-platform letters" in (await client.get("/check-mail")).text

    monkeypatch.setenv("PLATFORM_SMTP_URL", "smtp://127.0.0.1:9")
    config.reload()
    assert "pyairtable-platform letters" not in (await client.get("/check-mail")).text


async def test_dead_link_leads_to_the_form(open_to_all):
    reply = await open_to_all.get("/sign-up/new", params={"token": "x" * 43})

    assert reply.status_code == 404
    assert 'href="/sign-up"' in reply.text


async def test_twenty_first_request_of_a_network_is_told_to_wait(open_to_all):
    for number in range(20):
        await open_to_all.post(
            "/sign-up", data={"name": "P", "email": f"p{number}@example.test"}, headers=OWN
        )

    reply = await open_to_all.post("/sign-up", data={"name": "Ann", "email": ANN}, headers=OWN)

    assert reply.status_code == 429
    assert 1 <= int(reply.headers["retry-after"]) <= 3_600
