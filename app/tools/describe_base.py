"""The tool `describe_base`."""

from pydantic import Field

from app import tables
from app.actor import Actor, Role
from app.tools._registry import Arguments, tool
from app.tools._replies import Reply
from app.tools._shapes import ToolOutcome


class DescribeBase(Arguments):
    """Which base."""

    base: str = Field(description="Name or id of the base.", min_length=1, max_length=200)


class DescribedField(Reply):
    """A field; options are the names of its choices."""

    id: str
    name: str
    type: str
    options: list[str]
    symbol: str


class DescribedTable(Reply):
    """A table with its fields, and the names of its views at Airtable."""

    id: str
    name: str
    description: str
    primary_field: str
    fields: list[DescribedField]
    views: list[str]


class DescribedBase(Reply):
    """A base."""

    id: str
    name: str
    source: str


class DescribeBaseReply(Reply):
    """A base with its tables."""

    base: DescribedBase
    tables: list[DescribedTable]


@tool(
    need=Role.VIEWER,
    summary=lambda arguments: "Tables, fields and choices",
    gives=DescribeBaseReply,
)
def describe_base(actor: Actor, arguments: DescribeBase) -> ToolOutcome:
    """Describe a base: its tables, their fields with types, and the choices of select fields."""
    found = tables.describe_base(actor, arguments.base)
    rows = [
        {
            "id": table.id,
            "name": table.name,
            "description": table.description,
            "primary_field": table.primary_field,
            "fields": [
                {
                    "id": field.id,
                    "name": field.name,
                    "type": field.type,
                    "options": [choice.name for choice in field.choices],
                    "symbol": field.symbol,
                }
                for field in table.fields
            ],
            "views": [view.name for view in table.views],
        }
        for table in found.tables
    ]
    fields = sum(len(table.fields) for table in found.tables)
    data = {"base": {"id": found.id, "name": found.name, "source": found.source}, "tables": rows}
    result = f"{found.name}: {len(rows)} tables, {fields} fields"
    return ToolOutcome(tool="describe_base", data=data, result=result)
