"""The tool `aggregate_records`: exact numbers over all rows, with their proof."""

from pydantic import Field

from app import tables
from app.actor import Actor, Role
from app.tables import Filter, GroupBy, Having, Metric, Top
from app.tools import _aggregates
from app.tools._places import OfTable
from app.tools._registry import tool
from app.tools._replies import AggregateReply
from app.tools._shapes import ToolOutcome


class AggregateRecords(OfTable):
    """What to calculate."""

    metrics: list[Metric] = Field(description="The numbers to calculate.", min_length=1, max_length=10)
    group_by: str | GroupBy | list[str | GroupBy] | None = Field(
        default=None,
        description="A field to group by, its name or with a bucket of time or numbers; or up to three of them.",
    )
    where: Filter | None = Field(default=None, description="Which records count. Without it: all.")
    having: list[Having] = Field(default=[], description="Which groups count.", max_length=10)
    top: Top | None = Field(default=None, description="Only the groups with the largest or smallest number.")


def _summary(arguments: AggregateRecords) -> str:
    numbers = ", ".join(_spoken(metric) for metric in arguments.metrics)
    asked = arguments.group_by if isinstance(arguments.group_by, list) else [arguments.group_by]
    groups = ", ".join(_aggregates.spoken_group(each) for each in asked if each is not None)
    grouped = f" by {groups}" if groups else ""
    filtered = ", filtered" if arguments.where else ""
    return f"{numbers} of {arguments.table}{grouped}{filtered}"


@tool(
    need=Role.VIEWER,
    summary=_summary,
    gives=AggregateReply,
)
def aggregate_records(actor: Actor, arguments: AggregateRecords) -> ToolOutcome:
    """Count records, or sum, average or find the smallest or largest value of a field, over all records of a table
    that pass a filter, in total and grouped by a field. The numbers are exact. Use it for every number you state."""
    found = tables.aggregate_records(
        actor,
        arguments.base,
        arguments.table,
        metrics=arguments.metrics,
        group_by=arguments.group_by,
        where=arguments.where,
        having=arguments.having,
        top=arguments.top,
    )
    return _aggregates.outcome(actor, "aggregate_records", found, having=arguments.having, top=arguments.top)


def describe_query(actor: Actor, arguments: AggregateRecords) -> str:
    """The question of such a call in words. Raises as the call does for names and values that do not fit."""
    return tables.describe_aggregate(
        actor,
        arguments.base,
        arguments.table,
        metrics=arguments.metrics,
        group_by=arguments.group_by,
        where=arguments.where,
    )


def _spoken(metric: Metric) -> str:
    return metric.fn if metric.field is None else f"{metric.fn}({metric.field})"
