"""The tool `preview_changes`: what a plan does, cell by cell, and how far it is."""

from pydantic import Field

from app import changes
from app.actor import Actor, Role
from app.changes import Only
from app.tools._places import OfPlan
from app.tools._planned import facts
from app.tools._registry import tool
from app.tools._shapes import ToolOutcome


class PreviewChanges(OfPlan):
    """Which rows of the plan."""

    only: Only = Field(default="", description="Rows in this state only. Without it: all.")
    skip: int = Field(default=0, description="Rows to leave out at the beginning.", ge=0, le=100_000)
    limit: int = Field(default=20, description="Most rows.", ge=1, le=50)


@tool(need=Role.VIEWER, summary=lambda _arguments: "What a change does")
def preview_changes(actor: Actor, arguments: PreviewChanges) -> ToolOutcome:
    """See what a change plan does: each cell before and after, what is wrong with it, whether it waits, and what became
    of each row once it was carried out. Use it to learn whether a person has approved a change."""
    plan = changes.get_plan(actor, arguments.plan)
    rows = changes.plan_rows(actor, plan.id, only=arguments.only, skip=arguments.skip, limit=arguments.limit)
    return ToolOutcome(tool="preview_changes", data=facts(plan, rows), result=f"{plan.title}: {plan.status}")
