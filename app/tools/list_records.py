"""The tool `list_records`: some records of a table, filtered and sorted, with how many there are."""

from pydantic import Field

from app import config, tables
from app.actor import Actor, Role
from app.tables import Filter, Sort
from app.tools import _places
from app.tools._places import OfTable
from app.tools._registry import tool
from app.tools._shapes import ToolOutcome

MOST_COLUMNS = 8


class ListRecords(OfTable):
    """Which records, and which of their fields."""

    where: Filter | None = Field(default=None, description="Which records. Without it: all.")
    sort: list[Sort] = Field(default=[], description="The order.", max_length=3)
    fields: list[str] | None = Field(
        default=None, description="Names or ids of the fields to read. Without it: all.", max_length=100
    )
    search: str = Field(default="", description="A text that any cell holds.", max_length=200)
    limit: int = Field(default=20, description="Most records.", ge=1, le=50)
    cursor: str = Field(default="", description="next_cursor of the page before.", max_length=20_000)


@tool(need=Role.VIEWER, summary=lambda arguments: f"Records of {arguments.table}")
def list_records(actor: Actor, arguments: ListRecords) -> ToolOutcome:
    """List records of a table that pass a filter, sorted, with the fields that are asked for. It says whether
    there are more; for counts and sums use aggregate_records, which looks at all of them."""
    found = tables.list_records(
        actor,
        arguments.base,
        arguments.table,
        where=arguments.where,
        sort=arguments.sort,
        fields=arguments.fields,
        search=arguments.search,
        limit=min(arguments.limit, config.limits().inline_rows),
        cursor=arguments.cursor,
    )
    data = {
        "base": found.base.name,
        "table": found.table_name,
        "filter": found.where_text,
        "records": [_places.record(row, found.fields) for row in found.records],
        "shown": len(found.records),
        "total": found.total,
        "has_more": bool(found.next_cursor),
        "next_cursor": found.next_cursor,
        **_places.known(found.freshness),
    }
    shown_of = (
        f"{len(found.records):,} of {found.total:,}" if found.total is not None else f"{len(found.records):,}"
    )
    said = f"{'first ' if found.total is None and found.next_cursor else ''}{shown_of} records"
    shown = found.fields[:MOST_COLUMNS]
    return ToolOutcome(
        tool="list_records",
        data=data,
        result=said,
        table=_places.table(found.table_name, said, shown, found.records) if found.records else None,
    )
