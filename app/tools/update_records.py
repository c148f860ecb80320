"""The tool `update_records`: a change plan of the records that pass a filter. It waits for a person."""

from typing import Any

from pydantic import Field

from app import tables
from app.actor import Actor, Role
from app.tables import Filter
from app.tools._places import OfTable
from app.tools._planned import planned
from app.tools._registry import tool
from app.tools._shapes import ToolOutcome


class UpdateRecords(OfTable):
    """Which records are to hold what."""

    where: Filter = Field(description="Which records are changed. An empty filter means all of them.")
    cells: dict[str, Any] = Field(
        description="What they are to hold, by name or id of the field. null empties a cell.",
        min_length=1,
        max_length=100,
    )


def _summary(arguments: UpdateRecords) -> str:
    return f"Change {', '.join(arguments.cells)} of {arguments.table}"


@tool(need=Role.EDITOR, summary=_summary, effect="overwrites")
def update_records(actor: Actor, arguments: UpdateRecords) -> ToolOutcome:
    """Prepare the same change of every record that passes a filter. Nothing is written: the change waits until a person
    has seen each cell before and after, and approves it. Say so, and never that it is done."""
    draft = tables.draft_matching(
        actor,
        arguments.base,
        arguments.table,
        where=arguments.where,
        kind="update",
        cells=arguments.cells,
    )
    return planned(actor, "update_records", draft)
