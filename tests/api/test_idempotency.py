"""`Idempotency-Key`: done once, answered the same, whoever asks again (bar M-6)."""

import asyncio
from datetime import timedelta

import pytest
from pydantic import BaseModel
from sqlmodel import col, select, update

from app import config, db
from app.actor import Actor
from app.api import idempotency
from app.api.inputs import Body
from app.api.route import resource
from app.api.visitor import Viewer, public
from app.errors import Busy, Conflict, Unavailable
from app.models import IdempotentRequest
from tests.api.parts import client_of
from tests.sessions import begin_session, cookie_of

SECRET = "shown-once-canary"
THINGS = "/api/v1/things"


class Thing(Body):
    """What is made."""

    name: str


class Made(BaseModel):
    """The reply of a POST that shows something once."""

    number: int
    key: str


class Works:
    """How often the work was done, and what happens in it."""

    def __init__(self) -> None:
        self.done = 0
        self.error: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.begun = asyncio.Event()


@pytest.fixture
async def works():
    return Works()


@pytest.fixture
def client(database, works, monkeypatch):
    router = resource("Things")

    @router.post(THINGS, status_code=201)
    async def make_thing(actor: Viewer, asked: Thing) -> Made:
        works.begun.set()
        await works.gate.wait()
        if works.error is not None:
            raise works.error
        works.done += 1
        return Made(number=works.done, key=SECRET)

    @router.post("/api/v1/others", status_code=201)
    async def make_other(actor: Viewer, asked: Thing) -> Made:
        works.done += 1
        return Made(number=works.done, key=SECRET)

    @router.post("/api/v1/open", status_code=201)
    @public
    async def make_open(asked: Thing) -> Made:
        works.done += 1
        return Made(number=works.done, key=SECRET)

    return client_of(router, monkeypatch)


@pytest.fixture
def headers(viewer):
    return {**cookie_of(begin_session(viewer)), "idempotency-key": "k1"}


def rows():
    with db.uow(Actor.system("test"), read_only=True) as unit:
        return list(unit.exec(select(IdempotentRequest)).all())


def age(**how_much):
    """Let every kept request be older than it is."""
    with db.uow(Actor.system("test")) as unit:
        for row in unit.exec(select(IdempotentRequest)).all():
            earlier = row.created_at - timedelta(**how_much)
            unit.exec(
                update(IdempotentRequest)
                .where(col(IdempotentRequest.id) == row.id)
                .values(created_at=earlier)
            )


async def test_same_request_is_done_once_and_answered_the_same(client, headers, works, still_clock):
    first = await client.post(THINGS, json={"name": "a"}, headers=headers)
    again = await client.post(THINGS, json={"name": "a"}, headers=headers)

    assert (works.done, first.status_code, again.status_code) == (1, 201, 201)
    assert (first.content, first.headers["content-type"]) == (again.content, again.headers["content-type"])
    assert (first.headers.get("idempotency-replayed"), again.headers["idempotency-replayed"]) == (
        None,
        "true",
    )
    assert again.headers["ratelimit-remaining"] == "1198"


async def test_without_a_key_every_request_is_another(client, headers, works):
    del headers["idempotency-key"]

    for _ in range(2):
        await client.post(THINGS, json={"name": "a"}, headers=headers)

    assert works.done == 2
    assert rows() == []


async def test_key_with_another_body_is_refused(client, headers, works):
    await client.post(THINGS, json={"name": "a"}, headers=headers)

    reply = await client.post(THINGS, json={"name": "b"}, headers=headers)

    assert (works.done, reply.status_code, reply.json()["code"]) == (1, 422, "key_reused")


async def test_key_belongs_to_a_person_a_team_and_an_address(client, headers, works, editor, stranger):
    await client.post(THINGS, json={"name": "a"}, headers=headers)

    for other in (editor, stranger):
        asked = {**headers, **cookie_of(begin_session(other))}
        assert (await client.post(THINGS, json={"name": "a"}, headers=asked)).json()["number"] == works.done
    await client.post("/api/v1/others", json={"name": "a"}, headers=headers)

    assert works.done == 4


async def test_same_person_in_another_session_gets_the_same_reply(client, headers, works, viewer):
    await client.post(THINGS, json={"name": "a"}, headers=headers)

    again = await client.post(
        THINGS, json={"name": "a"}, headers={**headers, **cookie_of(begin_session(viewer))}
    )

    assert (works.done, again.headers["idempotency-replayed"]) == (1, "true")


async def test_key_of_a_visitor_belongs_to_the_network(client, works):
    for _ in range(2):
        await client.post("/api/v1/open", json={"name": "a"}, headers={"idempotency-key": "k1"})

    assert works.done == 1


@pytest.mark.parametrize("error", [Conflict("No."), Busy("No.", retry_after_seconds=1)], ids=lambda e: e.code)
async def test_refusal_frees_the_key(client, headers, works, error):
    works.error = error
    refused = await client.post(THINGS, json={"name": "a"}, headers=headers)
    works.error = None

    reply = await client.post(THINGS, json={"name": "a"}, headers=headers)

    assert (refused.status_code, reply.status_code, works.done) == (error.status, 201, 1)


async def test_body_that_cannot_be_used_frees_the_key(client, headers, works):
    await client.post(THINGS, json={"colour": "a"}, headers=headers)

    assert (await client.post(THINGS, json={"name": "a"}, headers=headers)).status_code == 201


@pytest.mark.parametrize("error", [Unavailable("Gone."), ValueError("a mistake of ours")], ids=["503", "500"])
async def test_after_an_error_in_the_middle_nobody_knows(client, headers, works, error):
    works.error = error
    await client.post(THINGS, json={"name": "a"}, headers=headers)
    works.error = None
    soon = await client.post(THINGS, json={"name": "a"}, headers=headers)
    age(seconds=config.limits().lease_seconds)

    later = await client.post(THINGS, json={"name": "a"}, headers=headers)

    assert (soon.status_code, soon.json()["code"], soon.headers["retry-after"]) == (409, "in_progress", "1")
    assert (later.status_code, later.json()["code"], works.done) == (409, "outcome_unknown", 0)


async def test_twenty_at_once_are_done_once(client, headers, works):
    works.gate.clear()
    asked = [asyncio.create_task(client.post(THINGS, json={"name": "a"}, headers=headers)) for _ in range(20)]
    waiting = set(asked)
    while len(waiting) > 1:
        _, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)

    works.gate.set()
    replies = await asyncio.gather(*asked)

    assert sorted(reply.status_code for reply in replies) == [201] + [409] * 19
    assert {reply.headers["retry-after"] for reply in replies if reply.status_code == 409} == {"1"}
    assert works.done == 1


async def test_reply_is_kept_for_hours_and_then_forgotten(client, headers, works):
    await client.post(THINGS, json={"name": "a"}, headers=headers)
    age(hours=config.limits().idempotency_hours - 1)
    await client.post(THINGS, json={"name": "a"}, headers=headers)
    assert works.done == 1

    age(hours=2)
    await client.post(THINGS, json={"name": "b"}, headers=headers)

    assert works.done == 2


async def test_neither_the_reply_nor_the_request_can_be_read_in_the_table(client, headers):
    await client.post(THINGS, json={"name": "a"}, headers=headers)

    (row,) = rows()
    assert SECRET not in row.reply
    assert (len(row.id), len(row.request_hash), "k1" in row.id) == (64, 64, False)


async def test_reply_that_cannot_be_kept_is_given_all_the_same(client, headers, works, monkeypatch):
    def fail(*_):
        raise Unavailable("The database does not answer.")

    monkeypatch.setattr(idempotency, "update", fail)

    reply = await client.post(THINGS, json={"name": "a"}, headers=headers)

    assert (reply.status_code, works.done, rows()[0].status) == (201, 1, 0)


@pytest.mark.parametrize("key", ["", "x" * 201, "caf\u00e9", "a\x7fb", "a b"])
async def test_key_that_cannot_be_one_is_refused(client, headers, works, key):
    reply = await client.post(
        THINGS, json={"name": "a"}, headers={**headers, "idempotency-key": key.encode("latin-1")}
    )

    assert (reply.status_code, reply.json()["field"], works.done) == (422, "Idempotency-Key", 0)


async def test_nobody_reads_a_kept_reply_without_signing_in(client, headers):
    await client.post(THINGS, json={"name": "a"}, headers=headers)

    reply = await client.post(THINGS, json={"name": "a"}, headers={"idempotency-key": "k1"})

    assert reply.status_code == 401
    assert SECRET not in reply.text
