"""The tool `find_duplicates`."""

from pydantic import Field

from app import tables
from app.actor import Actor, Role
from app.tools import _places
from app.tools._places import OfTable
from app.tools._registry import tool
from app.tools._replies import Known, Named, Reply
from app.tools._shapes import ToolOutcome


class FindDuplicates(OfTable):
    """Which fields are compared."""

    fields: list[str] = Field(
        description="Names or ids of the fields that are alike.", min_length=1, max_length=5
    )
    limit: int = Field(default=20, description="Most groups.", ge=1, le=50)


class AlikeGroup(Reply):
    """Records that hold the same."""

    values: list[str]
    rows: int
    records: list[Named]


class FindDuplicatesReply(Known):
    """Groups of records that are alike, the largest first."""

    base: str
    table: str
    compared: list[str]
    groups: list[AlikeGroup]
    groups_shown: int
    groups_total: int
    rows_total: int


@tool(
    need=Role.VIEWER,
    summary=lambda arguments: f"Alike records of {arguments.table}",
    gives=FindDuplicatesReply,
)
def find_duplicates(actor: Actor, arguments: FindDuplicates) -> ToolOutcome:
    """Find groups of records that hold the same in all of the given fields, the largest group first."""
    found = tables.find_duplicates(
        actor, arguments.base, arguments.table, arguments.fields, limit=arguments.limit
    )
    data = {
        "base": found.base.name,
        "table": found.table_name,
        "compared": [field.name for field in found.compared],
        "groups": [
            {
                "values": list(group.values),
                "rows": group.rows,
                "records": [{"id": each.id, "name": each.name} for each in group.records],
            }
            for group in found.groups
        ],
        "groups_shown": len(found.groups),
        "groups_total": found.groups_total,
        "rows_total": found.rows_total,
        **_places.known(found.freshness),
    }
    return ToolOutcome(tool="find_duplicates", data=data, result=f"{found.groups_total:,} groups")
