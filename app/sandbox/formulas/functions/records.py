"""What a record says of itself."""

from collections.abc import Sequence

from app.sandbox.formulas.dates import read_instant
from app.sandbox.formulas.functions.registry import builder
from app.sandbox.formulas.kinds import Kind
from app.sandbox.formulas.rows import Node


@builder(Kind.TEXT, 0, 0)
def record_id(_arguments: Sequence[Node]) -> Node:
    return lambda row, _now: row.id


@builder(Kind.DATETIME, 0, 0)
def created_time(_arguments: Sequence[Node]) -> Node:
    return lambda row, _now: read_instant(row.created_time)


@builder(Kind.DATETIME, 0, None)
def last_modified_time(_arguments: Sequence[Node]) -> Node:
    """Without arguments. With fields it is compiled where the fields are known."""
    return lambda row, _now: read_instant(row.last_modified_time or "")


def modified_time_of(field_ids: Sequence[str]) -> Node:
    """LAST_MODIFIED_TIME() of some fields."""
    return lambda row, _now: read_instant(row.modified_time(field_ids) or "")
