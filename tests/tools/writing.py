"""What the tests of writing tools ask of them."""

from dataclasses import replace
from typing import Any

from app import changes, tools
from app.actor import Actor
from app.changes import ChangePlan
from tests.tools.reading import expect_its_shape


def alone(actor: Actor) -> Actor:
    """The person acting through a key whose owner let it write without asking."""
    return replace(actor, door="mcp", key_id="k", writes_need_approval=False)


async def waiting(actor: Actor, tool: str, **arguments: Any) -> ChangePlan:
    """The plan that a tool prepared: it waits for a person, and its id is told."""
    outcome = await tools.run(actor, tool, arguments)
    assert not outcome.is_error, outcome.result
    expect_its_shape(tool, outcome.data)
    plan = changes.get_plan(actor, outcome.plan_id)
    assert (plan.status, outcome.data["plan"]) == ("pending", plan.id)
    return plan


async def refused(actor: Actor, tool: str, **arguments: Any) -> str:
    """What is said to a call that cannot be."""
    outcome = await tools.run(actor, tool, arguments)
    assert outcome.is_error
    return outcome.result
