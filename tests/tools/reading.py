"""What the tests of reading tools ask of them."""

from typing import Any

from app import tools
from app.actor import Actor
from app.tools import ToolOutcome

PLACE = {"base": "Sales pipeline", "table": "Deals"}


async def told(actor: Actor, tool: str, **arguments: Any) -> dict[str, Any]:
    """The data of an outcome that is no error."""
    outcome: ToolOutcome = await tools.run(actor, tool, arguments)
    assert not outcome.is_error, outcome.result
    return outcome.data


async def some_deal(actor: Actor) -> dict[str, Any]:
    """The first deal by name."""
    listed = await told(actor, "list_records", **PLACE, sort=[{"field": "Name"}], limit=1)
    deal: dict[str, Any] = listed["records"][0]
    return deal
