"""A forgotten password, as a browser without script sets another."""

import pytest

from app import auth
from tests.api.conftest import OWN
from tests.mailbox import letters_to, token_in_last_letter_to

OLIVIA, NEW = "olivia@example.test", "copper lantern ninety two evenings"
pytestmark = pytest.mark.usefixtures("quick_passwords")


async def test_forms_lead_to_the_new_password(client, owner):
    asked = await client.post("/reset", data={"email": OLIVIA}, headers=OWN)
    token = token_in_last_letter_to(OLIVIA)
    shown = await client.get("/reset/new", params={"token": token})
    done = await client.post("/reset/new", data={"token": token, "password": NEW}, headers=OWN)

    assert (asked.status_code, asked.headers["location"]) == (303, "/check-mail")
    assert 'action="/reset/new"' in shown.text
    assert done.status_code == 200
    assert "Your password is changed" in done.text
    assert auth.sign_in(OLIVIA, NEW, address="", user_agent="").person_id == owner.person_id


async def test_refused_password_says_why_and_is_not_shown(client, owner):
    await client.post("/reset", data={"email": OLIVIA}, headers=OWN)
    token = token_in_last_letter_to(OLIVIA)

    reply = await client.post("/reset/new", data={"token": token, "password": "canary-pw"}, headers=OWN)

    assert reply.status_code == 422
    assert "Use a password of at least 12 characters." in reply.text
    assert "canary-pw" not in reply.text
    assert f'value="{token}"' in reply.text


async def test_dead_link_leads_to_another(client, database):
    reply = await client.get("/reset/new", params={"token": "x" * 43})

    assert reply.status_code == 404
    assert 'href="/reset"' in reply.text


async def test_what_is_no_address_is_refused_and_mails_nobody(client, owner):
    reply = await client.post("/reset", data={"email": "olivia"}, headers=OWN)

    assert reply.status_code == 422
    assert letters_to(OLIVIA) == []


async def test_foreign_page_can_ask_for_nothing(client, owner):
    reply = await client.post("/reset", data={"email": OLIVIA}, headers={"origin": "https://evil.example"})

    assert reply.status_code == 403
    assert letters_to(OLIVIA) == []


async def test_token_reaches_neither_log_nor_metrics(client, owner, capsys):
    await client.post("/reset", data={"email": OLIVIA}, headers=OWN)
    token = token_in_last_letter_to(OLIVIA)
    await client.get("/reset/new", params={"token": token})
    await client.post("/reset/new", data={"token": token, "password": NEW}, headers=OWN)

    told = "".join(capsys.readouterr()) + (await client.get("/metrics")).text
    assert "/reset/new" in told
    assert token not in told
    assert NEW not in told


async def test_page_with_a_token_names_itself_to_no_other_site(client, owner):
    await client.post("/reset", data={"email": OLIVIA}, headers=OWN)

    reply = await client.get("/reset/new", params={"token": token_in_last_letter_to(OLIVIA)})

    assert reply.headers["referrer-policy"] == "same-origin"
    assert reply.headers["cache-control"] == "no-store"
