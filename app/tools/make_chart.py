"""The tool `make_chart`: a picture of exact numbers, by a description and never by code."""

from typing import Literal

from pydantic import Field

from app import tables
from app.actor import Actor, Role
from app.errors import InvalidInput
from app.tables import Filter, GroupBy, Metric, Top
from app.tools import _aggregates
from app.tools._places import OfTable
from app.tools._registry import tool
from app.tools._replies import AggregateReply
from app.tools._shapes import ToolOutcome


class MakeChart(OfTable):
    """What is drawn: one number for each group."""

    kind: Literal["bar", "line"] = Field(
        default="bar", description="Bars to compare, a line for a course of time."
    )
    metric: Metric = Field(default=Metric(fn="count"), description="The number of each group.")
    group_by: str | GroupBy = Field(
        description="The field whose values stand side by side; dates need a bucket, such as month."
    )
    where: Filter | None = Field(default=None, description="Which records count. Without it: all.")
    top: Top | None = Field(default=None, description="Only the groups with the largest or smallest number.")


@tool(
    need=Role.VIEWER,
    gives=AggregateReply,
    summary=lambda arguments: f"Chart of {arguments.table} by {_aggregates.spoken_group(arguments.group_by)}",
)
def make_chart(actor: Actor, arguments: MakeChart) -> ToolOutcome:
    """Draw a chart of exact numbers over all records of a table that pass a filter: one number for each group. The
    person sees it below the answer, with its table and its proof."""
    found = tables.aggregate_records(
        actor,
        arguments.base,
        arguments.table,
        metrics=[arguments.metric],
        group_by=arguments.group_by,
        where=arguments.where,
        top=arguments.top,
    )
    made = _aggregates.outcome(actor, "make_chart", found, chart_kind=arguments.kind, top=arguments.top)
    if made.chart is None:
        least, most = _aggregates.LEAST_POINTS, _aggregates.MOST_POINTS
        raise InvalidInput(
            f"A chart needs {least} to {most} groups with a number; there are {len(found.groups):,}.",
            what_to_do="Group by another field or a larger bucket, or ask for the top ones.",
        )
    return made
