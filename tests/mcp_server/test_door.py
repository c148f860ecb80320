"""The tools over MCP: in both eras of the protocol, with the rights of whoever's key it is, and never more."""

import json

import httpx
import pytest
from mcp.shared.exceptions import MCPError

from app import assistant, auth, changes, config, tools
from tests.auth.keys import make_key
from tests.changes.stock import approve
from tests.tools.test_aggregate_records import deals

ERAS = pytest.mark.parametrize("mode", ["auto", "legacy"])
URGENT = {"conditions": [{"field": "Priority", "op": "is", "value": "Urgent"}]}
CHANGE = {"base": "Sales pipeline", "table": "Deals", "where": URGENT, "cells": {"Next step": "Call them"}}
WRITING = {each.name for each in tools.all_tools().values() if each.effect != "reads"}


@ERAS
async def test_a_number_is_exact_in_both_eras(connected, owner, sandbox, mode):
    key = make_key(owner, "read")
    asked = {"base": "sales pipeline", "table": "deals", "metrics": [{"fn": "count"}], "where": URGENT}

    async with connected(key, mode) as client:
        reply = await client.call_tool("aggregate_records", asked)

    urgent = [row for row in deals(sandbox) if row.get("Priority") == "Urgent"]
    assert reply.is_error is False
    assert reply.structured_content["rows_matched"] == len(urgent)
    assert json.loads(reply.content[0].text) == reply.structured_content


@ERAS
async def test_tools_come_in_one_order_with_their_hints(connected, owner, mode):
    key = make_key(owner, "write")

    async with connected(key, mode) as client:
        listed = (await client.list_tools()).tools
        again = (await client.list_tools()).tools

    assert [each.name for each in listed] == sorted(each.name for each in listed)
    assert listed == again
    hints = {each.name: each.annotations for each in listed}
    assert (hints["list_records"].read_only_hint, hints["delete_records"].destructive_hint) == (True, True)
    assert (hints["create_records"].idempotent_hint, hints["create_records"].destructive_hint) == (
        False,
        False,
    )
    assert all(each.input_schema["additionalProperties"] is False for each in listed)
    # A kept result holds what was known of whatever was asked.
    assert {each.name for each in listed if each.output_schema.get("additionalProperties") is not False} == {
        "read_result"
    }


@ERAS
async def test_who_asks_for_progress_is_told_what_is_done(connected, owner, sandbox, mode):
    heard = []

    async def note(progress, total, message):
        heard.append((progress, total, message))

    async with connected(make_key(owner, "read"), mode) as client:
        asked = {"base": "sales pipeline", "table": "deals", "metrics": [{"fn": "count"}]}
        reply = await client.call_tool("aggregate_records", asked, progress_callback=note)

    assert (reply.is_error, reply.structured_content["rows_matched"]) == (False, len(deals(sandbox)))
    assert heard[0] == (0, config.limits().tool_seconds, "count of deals")


async def test_a_key_that_only_reads_sees_no_tool_that_writes(connected, owner, sandbox):
    async with connected(make_key(owner, "read")) as client:
        names = {each.name for each in (await client.list_tools()).tools}
        refused = await client.call_tool("update_records", CHANGE)

    assert names & WRITING == set()
    assert (refused.is_error, refused.structured_content["code"]) == (True, "unknown_tool")
    assert changes.list_plans(owner).items == []


async def test_change_waits_for_its_person_and_is_written_after_a_restart(connected, owner, own_sandbox):
    before = deals(own_sandbox)
    async with connected(make_key(owner, "write")) as client:
        reply = await client.call_tool("update_records", CHANGE)
    assert reply.structured_content["status"] == "waits for approval by a person"
    assert deals(own_sandbox) == before

    plan = changes.get_plan(owner, reply.structured_content["plan"])
    assert (plan.status, plan.door) == ("pending", "mcp")
    approve(owner, plan)
    # Another connection, as after a restart of either side: nothing was kept in between.
    async with connected(make_key(owner, "read")) as client:
        told = (await client.call_tool("list_changes", {})).structured_content["plans"]

    assert [(each["id"], each["status"]) for each in told] == [(plan.id, "applying")]


async def test_a_key_that_may_write_alone_does(connected, owner, own_sandbox):
    key = make_key(owner, "write", writes_need_approval=False)
    records = [{"Name": "Tea", "Amount": 5}]

    async with connected(key) as client:
        reply = await client.call_tool(
            "create_records", {"base": "Sales pipeline", "table": "Deals", "records": records}
        )

    assert reply.structured_content["records_written"] == 1
    assert [row["Amount"] for row in deals(own_sandbox) if row.get("Name") == "Tea"] == [5]


async def test_two_people_never_see_each_others_changes(connected, owner, stranger, sandbox):
    async with connected(make_key(owner, "write")) as client:
        plan = (await client.call_tool("update_records", CHANGE)).structured_content["plan"]
    async with connected(make_key(stranger, "write")) as client:
        theirs = (await client.call_tool("list_changes", {})).structured_content
        who = (await client.call_tool("whoami", {})).structured_content

    assert theirs["plans"] == []
    assert plan not in json.dumps(theirs)
    assert (who["name"], who["team"]) == ("Sasha", "Contoso")


async def test_schemas_are_resources(connected, owner, sandbox):
    async with connected(make_key(owner, "read")) as client:
        listed = (await client.list_resources()).resources
        schema = await client.read_resource(str(listed[1].uri))
        with pytest.raises(Exception, match="There is no resource"):
            await client.read_resource("airtable://bases/appNobody/schema")

    assert [each.name for each in listed] == ["Bases", "Sales pipeline", "Team directory", "Airports"]
    described = json.loads(schema.contents[0].text)
    assert [each["name"] for each in described["tables"]] == ["Accounts", "Contacts", "Deals", "Activities"]


async def test_a_mistake_is_an_answer_that_says_what_to_mend(connected, owner, sandbox):
    async with connected(make_key(owner, "read")) as client:
        reply = await client.call_tool("list_records", {"base": "Sales pipeline", "table": "Deels"})

    assert reply.is_error
    assert 'Did you mean "Deals"?' in reply.structured_content["error"]


@pytest.mark.parametrize(
    "headers",
    [{}, {"authorization": "Bearer pyair_wrong"}, {"authorization": "Basic x"}, {"cookie": "session=x"}],
)
def test_without_a_key_one_is_told_where_to_read_how(address, owner, headers):
    reply = httpx.post(address, json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"}, headers=headers)
    metadata = httpx.get(reply.headers["www-authenticate"].split('resource_metadata="')[1].rstrip('"'))

    assert (reply.status_code, reply.json()["code"]) == (401, "not_signed_in")
    assert metadata.json()["resource"] == address


def test_a_browsers_session_opens_nothing_here(address, owner):
    from tests.sessions import begin_session, cookie_of

    reply = httpx.post(address, json={}, headers=cookie_of(begin_session(owner)))

    assert reply.status_code == 401


async def test_a_key_that_was_revoked_ends_at_once(connected, address, owner, sandbox):
    key = make_key(owner, "read")
    async with connected(key) as client:
        await client.list_tools()
        auth.revoke_api_key(owner, auth.list_api_keys(owner).items[0].id)

        async with httpx.AsyncClient() as http:
            reply = await http.post(address, json={}, headers={"authorization": f"Bearer {key}"})

    assert reply.status_code == 401


@pytest.mark.parametrize("headers", [{"host": "evil.example"}, {"origin": "https://evil.example"}])
def test_other_hosts_and_other_sites_are_refused(address, owner, headers):
    key = make_key(owner, "read")

    reply = httpx.post(address, json={}, headers={"authorization": f"Bearer {key}", **headers})

    assert reply.status_code in (403, 421)


def test_only_post_is_spoken(address, owner):
    key = make_key(owner, "read")

    reply = httpx.get(address, headers={"authorization": f"Bearer {key}"})

    assert (reply.status_code, reply.json()["code"]) == (405, "not_allowed")


@ERAS
async def test_a_prompt_of_the_team_is_asked_with_its_blanks_filled_in(connected, owner, stranger, mode):
    await assistant.save_prompt(owner, title="Month", text="Won deals in {month} by {who}, {month}?")
    await assistant.save_prompt(stranger, title="Theirs", text="A secret of theirs")

    async with connected(make_key(owner, "read"), mode) as client:
        listed = (await client.list_prompts()).prompts
        asked = await client.get_prompt("Month", {"month": "May", "who": "owner"})
        with pytest.raises(MCPError, match="Fill in: who"):
            await client.get_prompt("Month", {"month": "May"})
        with pytest.raises(MCPError, match="There is no prompt Theirs"):
            await client.get_prompt("Theirs")

    assert [(each.name, [blank.name for blank in each.arguments]) for each in listed] == [
        ("Month", ["month", "who"])
    ]
    assert [message.content.text for message in asked.messages] == ["Won deals in May by owner, May?"]
