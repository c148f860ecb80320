"""A client that may ask its person: their yes to what was shown counts, and nothing else does."""

import asyncio
import json
import time
from contextlib import asynccontextmanager

import pytest
from mcp.shared.exceptions import MCPError
from mcp_types import ElicitResult, InputRequiredResult
from sqlmodel import update

from app import audit, auth, changes, config, db
from app.actor import Actor, Role
from app.models import ChangePlan
from tests.auth.keys import make_key
from tests.mcp_server.test_door import CHANGE, URGENT
from tests.notifications.telling import told
from tests.people import make_member
from tests.tools.test_aggregate_records import deals

ONE = {"conditions": [{"field": "Name", "op": "is", "value": "Tea"}]}
NEW = {"base": "Sales pipeline", "table": "Deals", "records": [{"Name": "Tea", "Amount": 5}]}
YES = ElicitResult(action="accept", content={"approve": True})
NO = ElicitResult(action="accept", content={"approve": False})
DECLINED = ElicitResult(action="decline")
CLOSED = ElicitResult(action="cancel")
EMPTY = ElicitResult(action="accept", content={})
BEFORE = ("approval_asked", "A program asks for your yes: ")


@pytest.fixture
def key(owner) -> str:
    return make_key(owner, "write", client_may_confirm=True)


class Person:
    """Somebody at a client, who answers what they are asked."""

    def __init__(self, answer: ElicitResult) -> None:
        self.answer = answer
        self.asked: list[str] = []

    async def __call__(self, _context, params) -> ElicitResult:
        self.asked.append(params.message)
        return self.answer


@pytest.fixture
def at_client(connected):
    """`async with at_client(key, person) as client`: a client that shows its person forms."""

    @asynccontextmanager
    async def connect(key, person, **options):
        async with connected(key, elicitation_callback=person, **options) as client:
            yield client

    return connect


def amounts(sandbox) -> list[object]:
    return [row.get("Amount") for row in deals(sandbox) if row.get("Name") == "Tea"]


def waiting(actor) -> list[str]:
    return [plan.status for plan in changes.list_plans(actor).items]


async def test_yes_at_the_client_writes_what_was_shown(at_client, key, owner, own_sandbox):
    person = Person(YES)

    async with at_client(key, person) as client:
        reply = await client.call_tool("create_records", NEW)

    (asked,) = person.asked
    assert asked.splitlines()[0].endswith(" in Sales pipeline?")
    assert [line.strip() for line in asked.splitlines()[1:-1]] == [
        '1. Make "Tea" in Deals',
        'Name: empty → "Tea"',
        'Amount: empty → "$5.00"',
    ]
    assert (reply.is_error, reply.structured_content["records_written"]) == (False, 1)
    assert amounts(own_sandbox) == [5]
    assert told(owner) == []


async def test_log_says_that_the_yes_came_from_the_client(at_client, key, owner, own_sandbox):
    async with at_client(key, Person(YES)) as client:
        reply = await client.call_tool("create_records", NEW)

    approved = next(event for event in audit.list_events(owner).items if event.act == "change.approved")
    assert (approved.subject_id, approved.door) == (reply.structured_content["plan"], "mcp")
    assert approved.facts["asked_in_client"] is True


@pytest.mark.parametrize("answer", [NO, DECLINED], ids=["the box says no", "the form was declined"])
async def test_no_at_the_client_declines_the_change(at_client, key, owner, own_sandbox, answer):
    async with at_client(key, Person(answer)) as client:
        reply = await client.call_tool("create_records", NEW)

    assert (reply.structured_content["status"], waiting(owner)) == ("denied", ["denied"])
    assert amounts(own_sandbox) == []


@pytest.mark.parametrize("answer", [CLOSED, EMPTY], ids=["closed", "sent back empty"])
async def test_without_an_answer_the_change_waits_and_its_person_is_told(
    at_client, key, owner, own_sandbox, answer
):
    async with at_client(key, Person(answer)) as client:
        reply = await client.call_tool("create_records", NEW)

    plan = reply.structured_content
    assert (plan["status"], waiting(owner)) == ("waits for approval by a person", ["pending"])
    assert told(owner) == [(BEFORE[0], BEFORE[1] + plan["title"])]
    assert amounts(own_sandbox) == []


@pytest.mark.parametrize(
    ("options", "mode"),
    [({}, "auto"), ({"client_may_confirm": True}, "legacy")],
    ids=["key without the tick", "client of the era before"],
)
async def test_others_are_not_asked_and_the_change_waits(at_client, owner, own_sandbox, options, mode):
    person = Person(YES)

    async with at_client(make_key(owner, "write", **options), person, mode=mode) as client:
        reply = await client.call_tool("create_records", NEW)

    assert (person.asked, waiting(owner), amounts(own_sandbox)) == ([], ["pending"], [])
    assert told(owner) == [(BEFORE[0], BEFORE[1] + reply.structured_content["title"])]


async def test_client_that_shows_no_forms_is_not_asked(connected, key, owner, own_sandbox):
    async with connected(key) as client:
        reply = await client.call_tool("create_records", NEW)

    assert (waiting(owner), amounts(own_sandbox)) == (["pending"], [])
    assert told(owner) == [(BEFORE[0], BEFORE[1] + reply.structured_content["title"])]


async def test_change_that_cannot_be_shown_whole_waits_in_the_inbox(at_client, key, owner, own_sandbox):
    person, before = Person(YES), deals(own_sandbox)
    many = [{"Name": f"Tea {number}"} for number in range(11)]
    long = [{"Name": "Tea", "Next step": "x" * 7_000}]

    async with at_client(key, person) as client:
        for records in (many, long):
            reply = await client.call_tool("create_records", {**NEW, "records": records})
            assert reply.structured_content["status"] == "waits for approval by a person"

    assert (person.asked, waiting(owner), len(told(owner))) == ([], ["pending"] * 2, 2)
    assert deals(own_sandbox) == before


async def test_where_a_second_person_is_needed_the_first_is_not_asked(at_client, key, owner, own_sandbox):
    make_member(owner.team_id, "Adam", Role.ADMIN)
    changes.set_rules(owner, second_person_above=0)
    person = Person(YES)

    async with at_client(key, person) as client:
        await client.call_tool("create_records", NEW)

    assert (person.asked, waiting(owner), amounts(own_sandbox)) == ([], ["pending"], [])


async def test_records_cannot_speak_for_the_platform(at_client, key, own_sandbox):
    person = Person(CLOSED)
    planted = 'Tea"\nThat is all of it.\u202e Approve?'

    async with at_client(key, person) as client:
        await client.call_tool("create_records", {**NEW, "records": [{"Name": planted}]})

    (asked,) = person.asked
    assert len(asked.splitlines()) == 4
    assert 'Name: empty → "Tea\\"\\nThat is all of it.\\u202e Approve?"' in asked


async def test_making_changing_and_deleting_are_each_asked_about(at_client, key, own_sandbox):
    person, seen = Person(YES), []

    async with at_client(key, person) as client:
        for tool, more in [
            ("create_records", {"records": NEW["records"]}),
            ("update_records", {"where": ONE, "cells": {"Amount": 6}}),
            ("delete_records", {"where": ONE}),
        ]:
            await client.call_tool(tool, {"base": "Sales pipeline", "table": "Deals", **more})
            seen.append(amounts(own_sandbox))

    assert [asked.splitlines()[1] for asked in person.asked] == [
        '1. Make "Tea" in Deals',
        '1. Change "Tea" in Deals',
        '1. Delete "Tea" in Deals',
    ]
    assert seen == [[5], [6], []]


async def test_plan_that_waits_already_is_asked_about_when_it_is_to_be_applied(
    connected, at_client, key, own_sandbox
):
    async with connected(key) as client:
        plan = (await client.call_tool("create_records", NEW)).structured_content["plan"]

    async with at_client(key, Person(YES)) as client:
        reply = await client.call_tool("apply_changes", {"plan": plan})

    assert (reply.structured_content["records_written"], amounts(own_sandbox)) == (1, [5])


async def ask(client, tool="create_records", arguments=NEW) -> InputRequiredResult:
    """The question itself, kept by hand as a program might."""
    reply = await client.session.call_tool(tool, arguments, allow_input_required=True)
    assert isinstance(reply, InputRequiredResult), reply
    return reply


async def say(client, state, arguments=NEW, tool="create_records", answer=YES):
    return await client.session.call_tool(
        tool,
        arguments,
        input_responses={"consent": answer},
        request_state=state,
        allow_input_required=True,
    )


async def test_answer_that_comes_twice_writes_once(at_client, key, own_sandbox):
    async with at_client(key, Person(YES)) as client:
        state = (await ask(client)).request_state
        replies = [await say(client, state) for _ in range(2)]
        late = await say(client, state, answer=DECLINED)

    assert [reply.structured_content["records_written"] for reply in (*replies, late)] == [1, 1, 1]
    assert amounts(own_sandbox) == [5]


async def test_answers_that_come_at_once_write_once(at_client, key, own_sandbox):
    async with at_client(key, Person(YES)) as client:
        state = (await ask(client)).request_state
        replies = await asyncio.gather(*(say(client, state) for _ in range(4)))

    assert any(reply.structured_content.get("records_written") == 1 for reply in replies)
    assert all(not reply.is_error or reply.structured_content["code"] == "conflict" for reply in replies), (
        replies
    )
    assert amounts(own_sandbox) == [5]


async def test_answer_may_come_after_a_restart(at_client, key, platform, own_sandbox):
    async with at_client(key, Person(YES)) as client:
        state = (await ask(client)).request_state
    platform.stop()
    platform.start()

    async with at_client(key, Person(YES)) as client:
        reply = await say(client, state)

    assert (reply.structured_content["records_written"], amounts(own_sandbox)) == (1, [5])


async def test_state_that_an_earlier_secret_key_sealed_is_opened(
    at_client, key, platform, own_sandbox, monkeypatch
):
    async with at_client(key, Person(YES)) as client:
        state = (await ask(client)).request_state
    platform.stop()
    monkeypatch.setenv("PLATFORM_OLD_SECRET_KEYS", config.settings().secret_key.get_secret_value())
    monkeypatch.setenv("PLATFORM_SECRET_KEY", "a new key of 32 bytes, or some more than that")
    config.reload()
    platform.start()

    async with at_client(key, Person(YES)) as client:
        reply = await say(client, state, answer=DECLINED)

    assert reply.structured_content["status"] == "denied"


async def test_state_opens_for_its_key_and_its_call_only(at_client, key, owner, editor, own_sandbox):
    other_keys = [
        make_key(owner, "write", client_may_confirm=True),
        make_key(editor, "write", client_may_confirm=True),
    ]
    async with at_client(key, Person(YES)) as client:
        state = (await ask(client)).request_state
        forged = [
            (state[:-2] + ("AA" if state[-2:] != "AA" else "BB"), NEW, "create_records"),
            (json.dumps(["1" * 32, "digest"]), NEW, "create_records"),
            (state, {**NEW, "records": [{"Name": "Tea", "Amount": 500}]}, "create_records"),
            (state, {**CHANGE, "where": URGENT}, "update_records"),
        ]
        for given, arguments, tool in forged:
            with pytest.raises(MCPError, match="Invalid or expired requestState"):
                await say(client, given, arguments, tool)
    for other in other_keys:
        async with at_client(other, Person(YES)) as client:
            with pytest.raises(MCPError, match="Invalid or expired requestState"):
                await say(client, state)

    assert (waiting(owner), amounts(own_sandbox)) == (["pending"], [])


async def test_yes_without_the_question_is_a_new_question(at_client, key, owner, own_sandbox):
    async with at_client(key, Person(YES)) as client:
        reply = await client.session.call_tool(
            "create_records", NEW, input_responses={"consent": YES}, allow_input_required=True
        )

    assert isinstance(reply, InputRequiredResult)
    assert (waiting(owner), amounts(own_sandbox)) == (["pending"], [])


async def test_plan_that_was_decided_in_the_app_meanwhile_stays_so(at_client, key, owner, own_sandbox):
    async with at_client(key, Person(YES)) as client:
        state = (await ask(client)).request_state
        (plan,) = changes.list_plans(owner).items
        changes.deny(owner, plan.id)
        reply = await say(client, state)

    assert (reply.structured_content["status"], amounts(own_sandbox)) == ("denied", [])


async def test_plan_that_was_changed_meanwhile_is_not_written(at_client, key, owner, own_sandbox):
    """The yes was to other cells than those that stand there now."""
    async with at_client(key, Person(YES)) as client:
        state = (await ask(client)).request_state
        (plan,) = changes.list_plans(owner).items
        with db.uow(Actor.system("test")) as unit:
            unit.exec(update(ChangePlan).where(ChangePlan.id == plan.id).values(digest="0" * 64))
        reply = await say(client, state)

    assert reply.is_error
    assert "not what you saw" in reply.structured_content["error"]
    assert (waiting(owner), amounts(own_sandbox)) == (["pending"], [])


async def test_yes_of_a_key_that_was_revoked_is_not_heard(at_client, key, owner, own_sandbox):
    async with at_client(key, Person(YES)) as client:
        state = (await ask(client)).request_state
        auth.revoke_api_key(owner, auth.list_api_keys(owner).items[0].id)
        with pytest.raises(MCPError, match="error response"):
            await say(client, state)

    assert (waiting(owner), amounts(own_sandbox)) == (["pending"], [])


def with_other_digest(plan) -> None:
    from sqlmodel import update

    from app import db
    from app.actor import Actor
    from app.models import ChangePlan

    with db.uow(Actor.system("test")) as unit:
        unit.exec(update(ChangePlan).where(ChangePlan.id == plan.id).values(digest="0" * 64))


async def test_state_is_too_old_after_ten_minutes(at_client, key, own_sandbox, monkeypatch):
    async with at_client(key, Person(YES)) as client:
        state = (await ask(client)).request_state
        late = time.time() + 601
        monkeypatch.setattr("mcp.server.request_state.time.time", lambda: late)
        with pytest.raises(MCPError, match="Invalid or expired requestState"):
            await say(client, state)

    assert amounts(own_sandbox) == []
