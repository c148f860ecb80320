"""What the tests of reading tools ask of them."""

import json
from typing import Any

from pydantic import TypeAdapter

from app import tools
from app.actor import Actor
from app.tools import ToolOutcome

PLACE = {"base": "Sales pipeline", "table": "Deals"}


async def told(actor: Actor, tool: str, **arguments: Any) -> dict[str, Any]:
    """The data of an outcome that is no error."""
    outcome: ToolOutcome = await tools.run(actor, tool, arguments)
    assert not outcome.is_error, outcome.result
    expect_its_shape(tool, outcome.data)
    return outcome.data


def expect_its_shape(tool: str, data: dict[str, Any]) -> None:
    """The data is what programs read in the schema of the tool's output, and nothing besides."""
    adapter: TypeAdapter[Any] = TypeAdapter(tools.all_tools()[tool].gives)
    adapter.validate_json(json.dumps(data, default=str), strict=True)


async def some_deal(actor: Actor) -> dict[str, Any]:
    """The first deal by name."""
    listed = await told(actor, "list_records", **PLACE, sort=[{"field": "Name"}], limit=1)
    deal: dict[str, Any] = listed["records"][0]
    return deal
