"""The tool `import_file`: a CSV file that came with a question becomes a plan."""

from pydantic import Field

from app import files, tables
from app.actor import Actor, Role
from app.errors import InvalidInput
from app.tools._places import OfTable
from app.tools._planned import planned
from app.tools._registry import tool
from app.tools._shapes import ToolOutcome


class ImportFile(OfTable):
    """Which file goes into which table, and how its rows find their records."""

    file: str = Field(description="Id of a CSV file that came with a question.", pattern="^[0-9a-f]{32}$")
    key_fields: list[str] = Field(
        default=[],
        description="Names of the fields that tell records apart, which are columns of the file. Without them the "
        'column "Record id" does.',
        max_length=3,
    )


@tool(
    need=Role.EDITOR,
    summary=lambda arguments: f"Rows of a file into {arguments.table}",
    effect="overwrites",
)
def import_file(actor: Actor, arguments: ImportFile) -> ToolOutcome:
    """Prepare the rows of a CSV file as changes: each changes the record that has its key, or makes one. Its first line
    names fields of the table. Nothing is written: it waits until a person has seen and approved it. Say so, and never
    that it is done."""
    file = files.read(actor, arguments.file)
    if file.media_type != "text/csv":
        raise InvalidInput(f"{file.name} is no CSV file.", what_to_do="Save it as CSV.", field="file")
    draft = tables.draft_csv(
        actor, arguments.base, arguments.table, file.content, key_fields=arguments.key_fields
    )
    return planned(actor, "import_file", draft)
