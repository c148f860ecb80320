"""The tool `create_records`: a plan that makes records. It waits for a person."""

from typing import Any

from pydantic import Field

from app import tables
from app.actor import Actor, Role
from app.tables import Wish
from app.tools._places import OfTable
from app.tools._planned import planned
from app.tools._registry import tool
from app.tools._shapes import ToolOutcome


class CreateRecords(OfTable):
    """The records to be made."""

    records: list[dict[str, Any]] = Field(
        description="The cells of each record, by name or id of the field.", min_length=1, max_length=500
    )


@tool(
    need=Role.EDITOR,
    summary=lambda arguments: f"Add {len(arguments.records):,} to {arguments.table}",
    effect="adds",
)
def create_records(actor: Actor, arguments: CreateRecords) -> ToolOutcome:
    """Prepare new records. Nothing is written: they wait until a person has seen and approved them. Say so, and never
    that it is done."""
    wishes = [Wish(kind="create", table=arguments.table, cells=cells) for cells in arguments.records]
    return planned(actor, "create_records", tables.draft(actor, arguments.base, wishes))
