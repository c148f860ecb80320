"""`/api/v1/connections`: what takes a token, and gives none back."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app import airtable, config, db
from app.actor import Actor
from app.models import Session, utc_now
from tests.sessions import begin_session, cookie_of

PATH = "/api/v1/connections"
TOKEN = "patSales0123456789.0123456789abcdef"
OTHER = "patOther0123456789.0123456789abcdef"
BLIND = "patBlind0123456789.0123456789abcdef"
WRONG = "patWrong0123456789.0123456789abcdef"
ASKED = {"name": "Sales", "token": TOKEN}


@pytest.fixture(autouse=True)
def _airtable(database, redis_server, sandbox, monkeypatch):
    """The sandbox stands for Airtable too, and knows some tokens more."""
    for token, scopes in ((TOKEN, {}), (OTHER, {}), (BLIND, {"scopes": ["data.records:read"]})):
        sandbox.call("POST", "/_control/tokens", json={"token": token, **scopes})
    monkeypatch.setenv("PLATFORM_AIRTABLE_URL", sandbox.url)
    config.reload()
    yield
    airtable.close()


@pytest.fixture
def headers(admin):
    """An admin who signed in, and so gave the password, a moment ago."""
    return cookie_of(begin_session(admin))


async def test_token_that_can_read_is_kept_and_not_given_back(client, admin, headers):
    made = await client.post(PATH, json={**ASKED, "plan_calls": 1000}, headers=headers)

    card = airtable.list_connections(admin)[1]
    assert (made.status_code, made.headers["location"]) == (201, f"{PATH}/{card.id}")
    assert (card.name, card.kind, card.plan_calls) == ("Sales", "token", 1000)
    assert TOKEN[3:] not in made.text
    assert airtable.connection_for(admin, card.id).token == TOKEN


@pytest.mark.parametrize(
    ("token", "detail"),
    [
        (WRONG, "Airtable does not accept this token."),
        ("patShort", "That is no personal access token."),
        (BLIND, "The token lacks the scope schema.bases:read"),
    ],
)
async def test_token_that_cannot_read_is_refused_at_its_field_and_not_kept(
    client, admin, headers, token, detail
):
    reply = await client.post(PATH, json={**ASKED, "token": token}, headers=headers)

    assert (reply.status_code, reply.json()["code"], reply.json()["field"]) == (422, "invalid_input", "token")
    assert reply.json()["detail"].startswith(detail)
    assert token not in reply.text
    assert [card.kind for card in airtable.list_connections(admin)] == ["sandbox"]


async def test_same_attempt_adds_one_connection(client, admin, headers):
    headers = {**headers, "idempotency-key": "one-attempt"}

    replies = [await client.post(PATH, json=ASKED, headers=headers) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [201, 201]
    assert [card.name for card in airtable.list_connections(admin)] == ["Sandbox", "Sales"]


async def test_other_token_takes_the_place_of_the_first(client, admin, headers):
    made = (await client.post(PATH, json=ASKED, headers=headers)).json()
    identity = airtable.connection_for(admin, made["id"]).identity

    reply = await client.post(f"{PATH}/{made['id']}/token", json={"token": OTHER}, headers=headers)

    opened = airtable.connection_for(admin, made["id"])
    assert (reply.status_code, reply.json()["id"]) == (200, made["id"])
    assert (opened.token, opened.identity == identity) == (OTHER, False)


async def test_refused_token_leaves_the_one_that_was_there(client, admin, headers):
    made = (await client.post(PATH, json=ASKED, headers=headers)).json()

    reply = await client.post(f"{PATH}/{made['id']}/token", json={"token": WRONG}, headers=headers)

    assert (reply.status_code, reply.json()["field"]) == (422, "token")
    assert airtable.connection_for(admin, made["id"]).token == TOKEN


async def test_password_that_was_given_long_ago_is_asked_for_again(client, admin):
    session = begin_session(admin)
    with db.uow(Actor.system("test")) as unit:
        row = unit.exec(select(Session).where(Session.person_id == admin.person_id)).one()
        row.confirmed_at = utc_now() - timedelta(hours=2)
        unit.add(row)

    reply = await client.post(PATH, json=ASKED, headers=cookie_of(session))

    assert (reply.status_code, reply.json()["code"]) == (403, "confirm_password")


async def test_editor_adds_none(client, editor, admin):
    reply = await client.post(PATH, json=ASKED, headers=cookie_of(begin_session(editor)))

    assert (reply.status_code, len(airtable.list_connections(admin))) == (403, 1)
