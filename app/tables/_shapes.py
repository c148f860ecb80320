"""What the room takes and gives."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Source = Literal["sandbox", "airtable"]
Origin = Literal["mirror", "service"]
Function = Literal[
    "count",
    "filled",
    "empty",
    "distinct",
    "sum",
    "avg",
    "median",
    "percentile",
    "min",
    "max",
    "earliest",
    "latest",
]
Operator = Literal[
    "is",
    "is_not",
    "is_any_of",
    "is_none_of",
    "has_all_of",
    "contains",
    "not_contains",
    "is_empty",
    "is_not_empty",
    "gt",
    "gte",
    "lt",
    "lte",
    "before",
    "after",
    "within",
]
Scalar = str | bool | int | Decimal | datetime | date


class Shape(BaseModel):
    """Frozen; a part that is not known is refused, because it could have been meant to change the result."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class BaseCard(Shape):
    """A base in a list."""

    id: str
    name: str
    source: Source


class BaseSurvey(Shape):
    """All bases of a team. problems: which connections could not be asked and why, as sentences."""

    bases: tuple[BaseCard, ...]
    problems: tuple[str, ...]


class ChoiceDescription(Shape):
    """A choice of a select field. color is Airtable's name, e.g. "greenLight2", or empty."""

    name: str
    color: str = ""


class FieldDescription(Shape):
    """A field. type is Airtable's; family is how it can be filtered and calculated with.

    linked_table is the name of the table that a link field points to, is_single whether it is meant for one record.
    is_writable is false for what Airtable computes.
    """

    id: str
    name: str
    type: str
    family: Literal["text", "number", "date", "datetime", "checkbox", "select", "selects", "links", "other"]
    description: str = ""
    choices: tuple[ChoiceDescription, ...] = ()
    linked_table: str = ""
    is_single: bool = False
    symbol: str = Field(default="", description="Of a currency, e.g. $.")
    is_writable: bool = True


class AttachmentFile(Shape):
    """A file of a record. media_type is that of a picture that a browser may show, else empty."""

    name: str
    media_type: str
    content: bytes


class Colleague(Shape):
    """Somebody of the team who looks at the same table."""

    id: str
    name: str


class ViewDescription(Shape):
    """A view that somebody made of a table at Airtable. type is Airtable's, such as "grid".

    field_ids are the fields that it shows, in their order; empty when it does not tell.
    """

    id: str
    name: str
    type: str
    field_ids: tuple[str, ...] = ()


class TableDescription(Shape):
    """A table with its fields in their order, and the views that there are of it at Airtable."""

    id: str
    name: str
    description: str
    primary_field: str
    fields: tuple[FieldDescription, ...]
    views: tuple[ViewDescription, ...] = ()


class BaseDescription(Shape):
    """A base with its tables in their order, as they were at read_at."""

    id: str
    name: str
    source: Source
    tables: tuple[TableDescription, ...]
    read_at: datetime


class Condition(Shape):
    """One test of one field, by name or id.

    is_any_of, is_none_of and has_all_of take a list; is_empty and is_not_empty take no value. Dates are ISO
    ("2026-11-20") or relative ("today", "30 days ago"), within takes a period ("this month", "last 30 days"), percent
    is a fraction (0.5) or "50%".
    """

    field: str
    op: Operator
    value: Scalar | tuple[Scalar, ...] | None = None


class Filter(Shape):
    """Conditions, and filters inside, of which all or any must hold."""

    match: Literal["all", "any"] = "all"
    conditions: tuple["Condition | Filter", ...] = Field(min_length=1)


class Metric(Shape):
    """A number to calculate. count without a field counts rows, with a field the rows where it is filled.

    percent, 0 to 100, is for a percentile.
    """

    fn: Function
    field: str | None = None
    percent: Decimal | None = Field(default=None, ge=0, le=100)


class GroupBy(Shape):
    """A field to group by: by its values, for dates by day, week, month, quarter or year, for numbers in stretches.

    A record with several values is of the group of that combination; with `each` it is in the group of each of them, so
    that groups overlap."""

    field: str
    bucket: Literal["day", "week", "month", "quarter", "year"] | None = None
    width: Decimal | None = Field(default=None, gt=0)
    each: bool = Field(
        default=False, description="Whether a record with several values counts for each of them."
    )


class Having(Shape):
    """Which groups count: those whose metric (by its place, from 0) compares so. A group without a value never does."""

    metric: int = Field(default=0, ge=0)
    op: Literal["is", "is_not", "gt", "gte", "lt", "lte"]
    value: Decimal


class Top(Shape):
    """Only so many groups: those with the largest value of a metric (by its place, from 0), or with the smallest."""

    count: int = Field(ge=1, le=1_000)
    metric: int = Field(default=0, ge=0)
    smallest: bool = False


class FieldRef(Shape):
    """Which field was meant."""

    id: str
    name: str
    type: str


class GroupingDescription(FieldRef):
    """What was grouped by, and into which buckets."""

    bucket: str | None = None
    width: Decimal | None = None
    each: bool = False


class MetricDescription(Shape):
    """What was calculated, e.g. "Sum of Amount". rounding is empty when the result is exact; percent is that of a
    percentile."""

    fn: Function
    field: FieldRef | None
    label: str
    rounding: str = ""
    percent: Decimal | None = None


class Measure(Shape):
    """The result of one metric over one group.

    raw is the plain value (decimal digits or an ISO date), None when there is none; text is how a person reads it.
    counted rows had a value, empty rows had none and were left out.
    """

    raw: str | None
    text: str
    counted: int
    empty: int


class GroupKey(Shape):
    """What the rows of a group share. raw is the plain value, or the begin of a bucket; None for rows without one."""

    raw: str | None
    label: str
    color: str = ""


class AggregateGroup(Shape):
    """The rows that share a value of each grouping; measures stand in the order of the metrics."""

    keys: tuple[GroupKey, ...]
    rows: int
    measures: tuple[Measure, ...]

    @property
    def label(self) -> str:
        """All keys as a person reads them."""
        return " / ".join(key.label for key in self.keys)


class Aggregate(Shape):
    """Exact numbers over all rows of a table, and how they were found.

    groups are in the order of the select's choices, else by value, rows without a value last, or by the metric of
    `top`; there are none without grouping. groups_total counts them before `having` and `top`. totals are over all
    matched rows. where_parts are the conditions of the filter, each in words. origin is where rows were read; read_at
    is as of when they hold, age_seconds how long ago that was.
    """

    base: BaseCard
    table_id: str
    table_name: str
    metrics: tuple[MetricDescription, ...]
    grouped_by: tuple[GroupingDescription, ...]
    groups: tuple[AggregateGroup, ...]
    groups_total: int
    totals: tuple[Measure, ...]
    where: Filter | None
    where_text: str
    where_parts: tuple[str, ...]
    rows_scanned: int
    rows_matched: int
    origin: Origin
    read_at: datetime
    age_seconds: float
    duration_ms: int
