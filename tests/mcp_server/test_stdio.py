"""`pyairtable-platform mcp`: a program that starts its server itself gets what the key opens."""

from mcp import Client
from mcp.client.stdio import StdioServerParameters

from tests.auth.keys import make_key
from tests.harness.processes import clean_environment
from tests.harness.stack import COMMAND


async def test_tools_are_reached_over_stdio(address, owner, sandbox, tmp_path):
    key_file = tmp_path / "key"
    key_file.write_text(f"{make_key(owner, 'read')}\n")
    started = StdioServerParameters(
        command=str(COMMAND),
        args=["mcp", "--url", address, "--key-file", str(key_file)],
        env=clean_environment(),
        cwd=tmp_path,
    )

    async with Client(started) as client:
        names = [each.name for each in (await client.list_tools()).tools]
        who = (await client.call_tool("whoami", {})).structured_content

    assert "aggregate_records" in names
    assert "update_records" not in names
    assert (who["name"], who["writes"]) == ("Olivia", "wait for approval by a person")
