"""`GET /api/v1/letters`: for the operator in person, while there is no mail server."""

import pytest
from sqlmodel import select

from app import config, db, mail
from app.actor import Actor
from app.models import Letter, Person
from tests.sessions import begin_session, cookie_of

LETTERS = "/api/v1/letters"


@pytest.fixture
def operator(owner):
    with db.uow(Actor.system("test")) as unit:
        person = unit.get_one(Person, owner.person_id)
        person.is_operator = True
        unit.add(person)
    return owner


@pytest.fixture
def kept(database):
    """A letter that a worker could not send, and one that still waits."""
    with db.uow(Actor.system("test")) as unit:
        for address in ("ivy@example.test", "waiting@example.test"):
            mail.post(unit, to=address, subject="Welcome", text=f"Open https://example.test/?token={address}")
        unit.flush()
        letters = {letter.recipient: letter.id for letter in unit.exec(select(Letter)).all()}
    mail.deliver(Actor.system("test"), letters["ivy@example.test"])


async def test_operator_reads_the_letters_that_nobody_sends(client, operator, kept):
    reply = await client.get(LETTERS, headers=cookie_of(begin_session(operator)))

    (letter,) = reply.json()["items"]
    assert (reply.status_code, letter["to"], letter["subject"]) == (200, "ivy@example.test", "Welcome")
    assert letter["text"] == "Open https://example.test/?token=ivy@example.test"


async def test_owner_who_does_not_run_the_installation_reads_none(client, owner, kept):
    reply = await client.get(LETTERS, headers=cookie_of(begin_session(owner)))

    assert (reply.status_code, reply.json()["code"]) == (403, "forbidden")
    assert "token" not in reply.text


async def test_with_a_mail_server_there_is_nothing_to_read(client, operator, kept, monkeypatch):
    monkeypatch.setenv("PLATFORM_SMTP_URL", "smtp://mail.example.test")
    config.reload()

    reply = await client.get(LETTERS, headers=cookie_of(begin_session(operator)))

    assert (reply.status_code, reply.json()["items"]) == (200, [])
