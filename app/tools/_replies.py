"""What tools give back, as shapes: programs read them as the schema of a tool's output, and tests hold tools to it."""

from typing import Literal, NotRequired

from pydantic import ConfigDict
from typing_extensions import TypedDict


class Reply(TypedDict):
    """A JSON object of which every part is known."""

    __pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[misc]


class Known(Reply):
    """Where the data was read, and as of when it holds."""

    read_from: Literal["mirror", "service"]
    read_at: str


class RecordReply(Reply):
    """A record with the texts of its filled cells by the names of their fields."""

    id: str
    cells: dict[str, str]


class Named(Reply):
    """Something by its id and name."""

    id: str
    name: str


class CellChange(Reply):
    """A cell as it reads before and after."""

    before: str
    after: str


class PlannedRow(Reply):
    """What a plan does to one record, table or field; note says why it is in this state."""

    record: str
    kind: str
    state: str
    note: str
    cells: dict[str, CellChange]


class PlanReply(Reply):
    """A change plan with its first rows. Nothing of it is done while its status says that it waits."""

    plan: str
    status: str
    title: str
    records_waiting: int
    records_written: int
    records_that_stay_as_they_are: int
    records_that_cannot_be_changed: int
    warnings: list[str]
    first_rows: list[PlannedRow]
    rows_total: int
    link: str


class Number(Reply):
    """A number as plain digits and as a person reads it; empty counts the rows that had no value."""

    value: str | None
    display: str
    empty: int


class Group(Reply):
    """The rows that share a value; values stand in the order of the metrics."""

    label: str
    rows: int
    values: list[Number]


class AggregateReply(Known):
    """Exact numbers over all rows that pass. `result` is where read_result reads groups that are not shown."""

    base: str
    table: str
    filter: str
    metrics: list[str]
    group_by: str | None
    groups: list[Group]
    groups_total: int
    groups_shown: int
    totals: list[Number]
    rows_scanned: int
    rows_matched: int
    result: NotRequired[str]
