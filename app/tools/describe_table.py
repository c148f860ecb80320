"""The tool `describe_table`."""

from app import tables
from app.actor import Actor, Role
from app.tools import _places
from app.tools._places import OfTable
from app.tools._registry import tool
from app.tools._replies import Known, Reply
from app.tools._shapes import ToolOutcome


class DescribeTable(OfTable):
    """Which table."""


class FieldUse(Reply):
    """What a field holds; choices count the rows of each."""

    name: str
    type: str
    description: str
    filled: int
    samples: list[str]
    choices: dict[str, int]


class DescribeTableReply(Known):
    """A table and what its fields hold, over all rows when rows_are_all."""

    base: str
    table: str
    description: str
    primary_field: str
    rows: int
    rows_are_all: bool
    fields: list[FieldUse]


@tool(
    need=Role.VIEWER,
    summary=lambda arguments: f"What {arguments.table} holds",
    gives=DescribeTableReply,
)
def describe_table(actor: Actor, arguments: DescribeTable) -> ToolOutcome:
    """Describe a table and what its fields hold: how many rows are filled, samples, and how often each choice is used.
    Use describe_base for the fields of all tables at once."""
    found = tables.describe_table(actor, arguments.base, arguments.table)
    data = {
        "base": found.base.name,
        "table": found.name,
        "description": found.description,
        "primary_field": found.primary_field,
        "rows": found.rows,
        "rows_are_all": found.is_complete,
        "fields": [
            {
                "name": field.name,
                "type": field.type,
                "description": field.description,
                "filled": field.filled,
                "samples": list(field.samples),
                "choices": {choice.name: choice.rows for choice in field.choices},
            }
            for field in found.fields
        ],
        **_places.known(found.freshness),
    }
    return ToolOutcome(
        tool="describe_table", data=data, result=f"{found.rows:,} rows, {len(found.fields)} fields"
    )
