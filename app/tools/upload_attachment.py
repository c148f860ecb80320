"""The tool `upload_attachment`: a plan that adds a file to a cell."""

from pydantic import Field

from app import tables
from app.actor import Actor, Role
from app.tables import Wish
from app.tools._places import OfRecord
from app.tools._planned import planned
from app.tools._registry import tool
from app.tools._shapes import ToolOutcome


class UploadAttachment(OfRecord):
    """The file, and the cell it goes to."""

    field: str = Field(description="Name or id of the attachment field.", min_length=1, max_length=200)
    file_name: str = Field(description="How the file is called.", min_length=1, max_length=255)
    content_type: str = Field(description="Its media type, such as text/csv.", min_length=3, max_length=100)
    content_base64: str = Field(
        description="Its bytes in base64, at most 5 MB of them.", min_length=4, max_length=7_000_000
    )


@tool(
    need=Role.EDITOR,
    summary=lambda arguments: f"Add {arguments.file_name} to {arguments.field}",
    effect="adds",
)
def upload_attachment(actor: Actor, arguments: UploadAttachment) -> ToolOutcome:
    """Prepare a file for an attachment cell. Nothing is written: it waits until a person has seen and approved it. Say
    so, and never that it is done."""
    facts = arguments.model_dump(exclude={"base"})
    wish = Wish(kind="attach", **facts)
    return planned(actor, "upload_attachment", tables.draft(actor, arguments.base, [wish]))
