"""`pyairtable-platform mcp`: a program that starts its server itself gets what the key opens."""

from contextlib import asynccontextmanager

import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters

from app import config
from tests.auth.keys import make_key
from tests.harness.processes import clean_environment
from tests.harness.stack import COMMAND
from tests.mcp_server.test_consent import NEW, NO, YES, Person, amounts, waiting
from tests.mcp_server.test_door import ERAS


@pytest.fixture
def started(address, tmp_path):
    """`async with started(key, ...) as client`, with further options of the client: a program of its own."""

    @asynccontextmanager
    async def start(key, **options):
        key_file = tmp_path / "key"
        key_file.write_text(f"{key}\n")
        command = StdioServerParameters(
            command=str(COMMAND),
            args=["mcp", "--url", address, "--key-file", str(key_file)],
            env=clean_environment(),
            cwd=tmp_path,
        )
        async with Client(command, **options) as client:
            yield client

    return start


async def test_tools_are_reached_over_stdio(started, owner, sandbox):
    async with started(make_key(owner, "read")) as client:
        names = [each.name for each in (await client.list_tools()).tools]
        who = (await client.call_tool("whoami", {})).structured_content

    assert "aggregate_records" in names
    assert "update_records" not in names
    assert (who["name"], who["writes"]) == ("Olivia", "wait for approval by a person")


@ERAS
async def test_the_person_at_the_program_is_asked_in_both_eras(started, owner, own_sandbox, mode):
    person, key = Person(YES), make_key(owner, "write", client_may_confirm=True)

    async with started(key, elicitation_callback=person, mode=mode) as client:
        yes = await client.call_tool("create_records", NEW)
        person.answer = NO
        no = await client.call_tool("create_records", NEW)

    assert (yes.structured_content["records_written"], no.structured_content["status"]) == (1, "denied")
    assert [asked.splitlines()[1] for asked in person.asked] == ['1. Make "Tea" in Deals'] * 2
    assert amounts(own_sandbox) == [5]


@ERAS
async def test_program_that_cannot_ask_has_its_change_wait(started, owner, own_sandbox, mode):
    async with started(make_key(owner, "write", client_may_confirm=True), mode=mode) as client:
        reply = await client.call_tool("create_records", NEW)

    assert reply.structured_content["status"] == "waits for approval by a person"
    assert (waiting(owner), amounts(own_sandbox)) == (["pending"], [])


@ERAS
async def test_progress_goes_through(started, owner, sandbox, mode):
    heard = []

    async def note(progress, total, message):
        heard.append((progress, total, message))

    async with started(make_key(owner, "read"), mode=mode) as client:
        await client.call_tool("list_bases", {}, progress_callback=note)

    assert heard[0][:2] == (0, config.limits().tool_seconds)
