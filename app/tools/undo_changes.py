"""The tool `undo_changes`: a plan that takes another one back."""

from app import changes
from app.actor import Actor, Role
from app.tools._places import OfPlan
from app.tools._planned import outcome
from app.tools._registry import tool
from app.tools._shapes import ToolOutcome


class UndoChanges(OfPlan):
    """Which plan."""


@tool(need=Role.EDITOR, summary=lambda _arguments: "Take a change back", effect="overwrites")
def undo_changes(actor: Actor, arguments: UndoChanges) -> ToolOutcome:
    """Prepare to take back what a plan did. Cells that somebody changed since are kept. Nothing is written: it waits
    until a person has seen and approved it. Say so, and never that it is done."""
    return outcome(actor, "undo_changes", changes.undo(actor, arguments.plan))
