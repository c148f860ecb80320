"""The tool `update_table`: a plan that renames or describes a table."""

from pydantic import Field

from app import tables
from app.actor import Actor, Role
from app.tables import Wish
from app.tools._places import OfTable
from app.tools._planned import planned
from app.tools._registry import tool
from app.tools._shapes import ToolOutcome


class UpdateTable(OfTable):
    """What is to be another: what is left out stays."""

    name: str | None = Field(default=None, description="The new name.", min_length=1, max_length=200)
    description: str | None = Field(default=None, description="The new description.", max_length=10_000)


@tool(need=Role.EDITOR, summary=lambda arguments: f"Change the table {arguments.table}", effect="overwrites")
def update_table(actor: Actor, arguments: UpdateTable) -> ToolOutcome:
    """Prepare another name or description of a table. Nothing is changed: it waits until a person has seen and
    approved it. Say so, and never that it is done."""
    definition = arguments.model_dump(include={"name", "description"}, exclude_none=True)
    wish = Wish(kind="update_table", table=arguments.table, definition=definition)
    return planned(actor, "update_table", tables.draft(actor, arguments.base, [wish]))
