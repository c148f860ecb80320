"""The tool `delete_records`: a plan that deletes the records that pass a filter. It waits for a person."""

from pydantic import Field

from app import tables
from app.actor import Actor, Role
from app.tables import Filter
from app.tools._places import OfTable
from app.tools._planned import planned
from app.tools._registry import tool
from app.tools._shapes import ToolOutcome


class DeleteRecords(OfTable):
    """Which records are to go."""

    where: Filter = Field(description="Which records are deleted.")


@tool(need=Role.EDITOR, summary=lambda arguments: f"Delete records of {arguments.table}", effect="deletes")
def delete_records(actor: Actor, arguments: DeleteRecords) -> ToolOutcome:
    """Prepare the deletion of every record that passes a filter. Nothing is deleted: it waits until a person has seen
    the records, and approves it. Say so, and never that it is done."""
    draft = tables.draft_matching(
        actor, arguments.base, arguments.table, where=arguments.where, kind="delete"
    )
    return planned(actor, "delete_records", draft)
