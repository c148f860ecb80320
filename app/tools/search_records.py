"""The tool `search_records`."""

from collections.abc import Iterable

from pydantic import Field

from app import tables
from app.actor import Actor, Role
from app.tables import FieldRef, SearchResult
from app.tools._places import OfBase
from app.tools._registry import tool
from app.tools._replies import Reply
from app.tools._shapes import Cell, Column, ResultTable, ToolOutcome

SHOWN_CHARACTERS = 200


class SearchRecords(OfBase):
    """Which text, and where."""

    text: str = Field(description="The text, in any case.", min_length=1, max_length=200)
    tables: list[str] = Field(
        default=[], description="Names or ids of the tables to look into. Without it: all.", max_length=50
    )
    limit: int = Field(default=20, description="Most records.", ge=1, le=50)


class FoundRecord(Reply):
    """A record and the fields in which the text stands, each with what it holds, cut where that is long."""

    id: str
    table: str
    name: str
    found_in: dict[str, str]


class SearchRecordsReply(Reply):
    """Records that hold the text; is_complete: all of them."""

    base: str
    looked_for: str
    records: list[FoundRecord]
    shown: int
    is_complete: bool
    tables_looked_into_only_in_part: list[str]


@tool(
    need=Role.VIEWER,
    summary=lambda arguments: f"Records with “{arguments.text}”",
    gives=SearchRecordsReply,
)
def search_records(actor: Actor, arguments: SearchRecords) -> ToolOutcome:
    """Find records of a base that hold a text in any of their fields. Use it to find the id of a record by its name."""
    found = tables.search(
        actor, arguments.base, arguments.text, tables=arguments.tables, limit=arguments.limit
    )
    data = {
        "base": found.base.name,
        "looked_for": found.text,
        "records": [
            {
                "id": hit.record_id,
                "table": hit.table_name,
                "name": hit.name,
                "found_in": {
                    field.name: text[:SHOWN_CHARACTERS]
                    for field, text in zip(hit.matched, hit.texts, strict=True)
                },
            }
            for hit in found.hits
        ],
        "shown": len(found.hits),
        "is_complete": found.is_complete,
        "tables_looked_into_only_in_part": list(found.partly),
    }
    more = "" if found.is_complete else " or more"
    said = f"{len(found.hits)}{more} records"
    return ToolOutcome(
        tool="search_records",
        data=data,
        result=said,
        table=_table(found, arguments.text, said) if found.hits else None,
    )


def _table(found: SearchResult, text: str, meta: str) -> ResultTable:
    """What was found as a table for the person."""
    return ResultTable(
        gives_way=True,
        title=f"{found.base.name}: “{text}”",
        meta=meta,
        columns=[Column(name=name) for name in ("Name", "Table", "Found in")],
        rows=[
            [Cell(text=text) for text in (hit.name, hit.table_name, _names(hit.matched))]
            for hit in found.hits
        ],
    )


def _names(fields: Iterable[FieldRef]) -> str:
    return ", ".join(field.name for field in fields)
