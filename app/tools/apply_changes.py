"""The tool `apply_changes`: carries a plan out, where nobody has to be asked."""

from app import changes
from app.actor import Actor, Role
from app.tools._places import OfPlan
from app.tools._planned import outcome
from app.tools._registry import tool
from app.tools._shapes import ToolOutcome


class ApplyChanges(OfPlan):
    """Which plan."""


@tool(need=Role.EDITOR, summary=lambda _arguments: "Carry a change out", effect="overwrites")
def apply_changes(actor: Actor, arguments: ApplyChanges) -> ToolOutcome:
    """Carry out a plan that waits, with a key that may write without asking. For everybody else the plan goes on
    waiting for a person: asking for it here approves nothing."""
    return outcome(actor, "apply_changes", changes.get_plan(actor, arguments.plan))
