"""The tool `upsert_records`: a plan that changes records found by a key, and makes those that are missing."""

from typing import Any

from pydantic import Field

from app import tables
from app.actor import Actor, Role
from app.tables import Wish
from app.tools._places import OfTable
from app.tools._planned import planned
from app.tools._registry import tool
from app.tools._shapes import ToolOutcome


class UpsertRecords(OfTable):
    """What records are to hold, and by which fields they are found."""

    key_fields: list[str] = Field(
        description="Names or ids of the fields that tell records apart.", min_length=1, max_length=3
    )
    records: list[dict[str, Any]] = Field(
        description="The cells of each record, with its key fields, by name or id of the field.",
        min_length=1,
        max_length=500,
    )


@tool(
    need=Role.EDITOR,
    summary=lambda arguments: f"Change or add {len(arguments.records):,} in {arguments.table}",
    effect="overwrites",
)
def upsert_records(actor: Actor, arguments: UpsertRecords) -> ToolOutcome:
    """Prepare a change of the records that have these keys; a record that nobody has is made. Nothing is written: the
    change waits until a person has seen and approved it. Say so, and never that it is done."""
    keys = tuple(arguments.key_fields)
    wishes = [
        Wish(kind="upsert", table=arguments.table, cells=cells, key_fields=keys)
        for cells in arguments.records
    ]
    return planned(actor, "upsert_records", tables.draft(actor, arguments.base, wishes))
