"""The tool `create_table`: a plan that makes a table."""

from pydantic import Field

from app import tables
from app.actor import Actor, Role
from app.tables import Wish
from app.tools._places import NewField, OfBase
from app.tools._planned import planned
from app.tools._registry import tool
from app.tools._shapes import ToolOutcome


class CreateTable(OfBase):
    """The table to be made."""

    name: str = Field(description="How it is called.", min_length=1, max_length=200)
    description: str = Field(default="", description="What it is for.", max_length=10_000)
    fields: list[NewField] = Field(
        description="Its fields. The first names each record.", min_length=1, max_length=100
    )


@tool(need=Role.EDITOR, summary=lambda arguments: f"Make the table {arguments.name}", effect="adds")
def create_table(actor: Actor, arguments: CreateTable) -> ToolOutcome:
    """Prepare a new table with its fields. Nothing is made: it waits until a person has seen and approved it. Say so,
    and never that it is done."""
    definition = arguments.model_dump(exclude={"base"}, exclude_defaults=True)
    wish = Wish(kind="create_table", definition=definition)
    return planned(actor, "create_table", tables.draft(actor, arguments.base, [wish]))
