"""The tool `get_record`."""

from app import tables
from app.actor import Actor, Role
from app.tools import _places
from app.tools._places import OfRecord
from app.tools._registry import tool
from app.tools._replies import Known
from app.tools._shapes import ToolOutcome


class GetRecord(OfRecord):
    """Which record."""


class GetRecordReply(Known):
    """A record."""

    base: str
    table: str
    name: str
    id: str
    cells: dict[str, str]


@tool(
    need=Role.VIEWER,
    summary=lambda arguments: f"One record of {arguments.table}",
    gives=GetRecordReply,
)
def get_record(actor: Actor, arguments: GetRecord) -> ToolOutcome:
    """Read one record with all its cells, by its id. Ids come from list_records and search_records."""
    found = tables.get_record(actor, arguments.base, arguments.table, arguments.record_id)
    data = {
        "base": found.base.name,
        "table": found.table_name,
        "name": found.name,
        **_places.record(found.record, found.fields),
        **_places.known(found.freshness),
    }
    return ToolOutcome(tool="get_record", data=data, result=found.name)
