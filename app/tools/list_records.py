"""The tool `list_records`: some records of a table, filtered and sorted, with how many there are."""

from collections.abc import Sequence
from typing import NotRequired

from pydantic import Field

from app import config, tables
from app.actor import Actor, Role
from app.tables import RecordPage, RecordRow, Sort
from app.tools import _places, _results
from app.tools._places import OfRecords
from app.tools._registry import tool
from app.tools._replies import Known, RecordReply
from app.tools._shapes import ResultTable, ToolOutcome

MOST_COLUMNS = 8


class ListRecords(OfRecords):
    """Which records, and which of their fields."""

    view: str = Field(
        default="", description="Name or id of a view at Airtable: its records, in its order.", max_length=200
    )
    limit: int = Field(default=20, description="Most records.", ge=1, le=50)
    cursor: str = Field(default="", description="next_cursor of the page before.", max_length=20_000)
    keep: bool = Field(
        default=False,
        description="Keep up to 1,000 rows as they are now, so that read_result reads on in the same state.",
    )


class ListRecordsReply(Known):
    """Records that pass. `result` is where read_result reads those that are not shown."""

    base: str
    table: str
    filter: str
    records: list[RecordReply]
    shown: int
    total: int | None
    has_more: bool
    next_cursor: str
    result: NotRequired[str]


@tool(
    need=Role.VIEWER,
    summary=lambda arguments: f"Records of {arguments.table}",
    gives=ListRecordsReply,
)
def list_records(actor: Actor, arguments: ListRecords) -> ToolOutcome:
    """List records of a table that pass a filter, sorted, with the fields that are asked for. It says whether
    there are more; for counts and sums use aggregate_records, which looks at all of them."""
    most = min(arguments.limit, config.limits().inline_rows)
    found = tables.list_records(
        actor,
        arguments.base,
        arguments.table,
        where=arguments.where,
        sort=arguments.sort,
        fields=arguments.fields,
        search=arguments.search,
        view=arguments.view,
        limit=_results.MOST_ROWS if arguments.keep else most,
        cursor=arguments.cursor,
    )
    records = found.records[:most]
    data = {
        "base": found.base.name,
        "table": found.table_name,
        "filter": found.where_text,
        "records": [_places.record(row, found.fields) for row in records],
        "shown": len(records),
        "total": found.total,
        "has_more": bool(found.next_cursor) or len(records) < len(found.records),
        "next_cursor": found.next_cursor,
        **_places.known(found.freshness),
    }
    if len(records) < len(found.records):
        facts = {key: data[key] for key in ("base", "table", "filter", "total", "read_from", "read_at")}
        rows = [_places.record(row, found.fields) for row in found.records]
        data["result"] = _results.keep_rows(actor, facts, rows)
    shown_of = f"{len(records):,} of {found.total:,}" if found.total is not None else f"{len(records):,}"
    said = f"{'first ' if found.total is None and found.next_cursor else ''}{shown_of} records"
    return ToolOutcome(
        tool="list_records",
        data=data,
        result=said,
        table=_table(found, records, said, arguments.sort) if records else None,
    )


def _table(found: RecordPage, records: Sequence[RecordRow], said: str, sort: Sequence[Sort]) -> ResultTable:
    shown = found.fields[:MOST_COLUMNS]
    ids = {field.name.lower(): field.id for field in found.fields}
    order = [Sort(field=ids.get(each.field.lower(), each.field), descending=each.descending) for each in sort]
    link = _places.address(found.base.id, found.table_id, found.where, order)
    return _places.table(found.table_name, said, shown, records, link=link)
