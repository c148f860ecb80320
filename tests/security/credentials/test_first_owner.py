"""Bar A-16: the first owner needs the one-time link that only the server's terminal shows."""

import pytest
from sqlmodel import select

from app import audit, auth, config, db
from app.actor import Actor
from app.models import AuditEvent, Person
from tests.api.conftest import OWN
from tests.people import PASSWORD

FORM = {"name": "Ann", "email": "ann@example.test", "password": PASSWORD, "team_name": "Northwind"}
SYSTEM = Actor.system("test")
pytestmark = pytest.mark.usefixtures("quick_passwords")


def people() -> list[Person]:
    with db.uow(SYSTEM, read_only=True) as unit:
        return list(unit.exec(select(Person)).all())


def token() -> str:
    return auth.setup_link(Actor.anonymous("set-up")).partition("?token=")[2]


@pytest.mark.parametrize("path", ["/setup", "/sign-up", "/sign-up/new", "/sign-in", "/reset/new"])
async def test_a_16_nobody_becomes_owner_without_the_link(client, path):
    token()

    for given in ("", "null", "x" * 43):
        reply = await client.post(path, data={**FORM, "token": given}, headers=OWN)

        assert reply.status_code in {401, 403, 404}
        assert people() == []


async def test_a_16_open_sign_up_makes_no_operator(client, monkeypatch):
    from tests.mailbox import token_in_last_letter_to

    monkeypatch.setenv("PLATFORM_SIGNUP", "open")
    config.reload()
    await client.post("/sign-up", data=FORM, headers=OWN)

    await client.post(
        "/sign-up/new", data={**FORM, "token": token_in_last_letter_to("ann@example.test")}, headers=OWN
    )

    assert [person.is_operator for person in people()] == [False]


async def test_a_16_link_makes_one_operator_and_the_audit_knows(client):
    await client.post("/setup", data={**FORM, "token": token()}, headers=OWN)

    (person,) = people()
    assert person.is_operator
    with db.uow(SYSTEM, read_only=True) as unit:
        events = unit.exec(select(AuditEvent)).all()
    assert [(event.act, event.person_id) for event in events] == [("platform.set_up", person.id)]
    assert audit.verify(SYSTEM, events[0].team_id) == ""


def test_a_16_fresh_installation_has_no_account(database):
    assert people() == []
    assert not auth.has_owner()
