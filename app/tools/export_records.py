"""The tool `export_records`: records as a file that the person takes."""

import json
from typing import Any

from pydantic import Field

from app import tables
from app.actor import Actor, Role
from app.tables import Format
from app.tools import _places
from app.tools._places import OfRecords
from app.tools._registry import tool
from app.tools._replies import Known, Reply
from app.tools._shapes import ExportFile, ToolOutcome

PATH = "/api/v1/records/export"


class ExportRecords(OfRecords):
    """Which records and fields go into the file, in which order."""

    format: Format = Field(default="csv", description="csv, xlsx (Excel) or json.")


class ExportRequest(Reply):
    """The request that makes the file."""

    method: str
    path: str
    body: dict[str, Any]


class ExportRecordsReply(Known):
    """A file that can be had; records is None when nobody counted them."""

    base: str
    table: str
    filter: str
    records: int | None
    fields: list[str]
    file: str
    request: ExportRequest


@tool(
    need=Role.VIEWER,
    summary=lambda arguments: f"{arguments.table} as a {arguments.format.upper()} file",
    gives=ExportRecordsReply,
)
def export_records(actor: Actor, arguments: ExportRecords) -> ToolOutcome:
    """Prepare records as a file. The person sees a button below your answer; the file is made when they press it, with
    what the table holds then. A program gets it by the request that is told."""
    found = tables.list_records(
        actor,
        arguments.base,
        arguments.table,
        where=arguments.where,
        sort=arguments.sort,
        fields=arguments.fields,
        search=arguments.search,
        limit=1,
    )
    body: dict[str, Any] = arguments.model_dump(mode="json", exclude_none=True)
    body |= {"base": found.base.id, "table": found.table_id}
    rows = found.total
    data = {
        "base": found.base.name,
        "table": found.table_name,
        "filter": found.where_text,
        "records": rows,
        "fields": [field.name for field in found.fields],
        "file": "a button below the answer",
        "request": {"method": "POST", "path": PATH, "body": body},
        **_places.known(found.freshness),
    }
    file = ExportFile(
        name=f"{found.table_name}.{arguments.format}",
        format=arguments.format,
        filter=found.where_text,
        rows=rows,
        request=json.dumps(body, ensure_ascii=False),
    )
    said = f"{rows:,} records" if rows is not None else "records"
    return ToolOutcome(tool="export_records", data=data, result=said, file=file)
