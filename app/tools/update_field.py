"""The tool `update_field`: a plan that renames or describes a field."""

from pydantic import Field

from app import tables
from app.actor import Actor, Role
from app.tables import Wish
from app.tools._places import OfTable
from app.tools._planned import planned
from app.tools._registry import tool
from app.tools._shapes import ToolOutcome


class UpdateField(OfTable):
    """What is to be another: what is left out stays."""

    field: str = Field(description="Name or id of the field.", min_length=1, max_length=200)
    name: str | None = Field(default=None, description="The new name.", min_length=1, max_length=200)
    description: str | None = Field(default=None, description="The new description.", max_length=10_000)


@tool(
    need=Role.EDITOR,
    summary=lambda arguments: f"Change the field {arguments.field} of {arguments.table}",
    effect="overwrites",
)
def update_field(actor: Actor, arguments: UpdateField) -> ToolOutcome:
    """Prepare another name or description of a field. Nothing is changed: it waits until a person has seen and
    approved it. Say so, and never that it is done."""
    definition = arguments.model_dump(include={"name", "description"}, exclude_none=True)
    wish = Wish(kind="update_field", table=arguments.table, field=arguments.field, definition=definition)
    return planned(actor, "update_field", tables.draft(actor, arguments.base, [wish]))
