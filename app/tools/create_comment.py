"""The tool `create_comment`: a plan that writes a comment on a record."""

from pydantic import Field

from app import tables
from app.actor import Actor, Role
from app.tables import Wish
from app.tools._places import OfRecord
from app.tools._planned import planned
from app.tools._registry import tool
from app.tools._shapes import ToolOutcome


class CreateComment(OfRecord):
    """The comment."""

    text: str = Field(description="What is said.", min_length=1, max_length=10_000)
    parent_id: str = Field(
        default="", description="Id of the comment that this one answers.", pattern="^(com[0-9A-Za-z]{14})?$"
    )


@tool(need=Role.EDITOR, summary=lambda arguments: f"Comment on a record of {arguments.table}", effect="adds")
def create_comment(actor: Actor, arguments: CreateComment) -> ToolOutcome:
    """Prepare a comment on a record. Nothing is written: it waits until a person has seen and approved it. Say so, and
    never that it is done."""
    wish = Wish(
        kind="comment",
        table=arguments.table,
        record_id=arguments.record_id,
        text=arguments.text,
        parent_id=arguments.parent_id,
    )
    return planned(actor, "create_comment", tables.draft(actor, arguments.base, [wish]))
