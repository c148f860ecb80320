"""The tool `create_field`: a plan that adds a field to a table."""

from pydantic import Field

from app import tables
from app.actor import Actor, Role
from app.tables import Wish
from app.tools._places import NewField, OfTable
from app.tools._planned import planned
from app.tools._registry import tool
from app.tools._shapes import ToolOutcome


class CreateField(OfTable):
    """The field to be added."""

    field: NewField = Field(description="The field.")


@tool(
    need=Role.EDITOR,
    summary=lambda arguments: f"Add the field {arguments.field.name} to {arguments.table}",
    effect="adds",
)
def create_field(actor: Actor, arguments: CreateField) -> ToolOutcome:
    """Prepare a new field of a table. Nothing is made: it waits until a person has seen and approved it. Say so, and
    never that it is done."""
    definition = arguments.field.model_dump(exclude_defaults=True)
    wish = Wish(kind="create_field", table=arguments.table, definition=definition)
    return planned(actor, "create_field", tables.draft(actor, arguments.base, [wish]))
