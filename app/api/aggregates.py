"""`/api/v1/aggregates`: exact numbers over all rows of a table."""

from pydantic import Field
from starlette.responses import Response

from app import tables
from app.actor import Actor
from app.api.answers import READING, Sourced, reply
from app.api.filters import Where
from app.api.inputs import Body, Named
from app.api.records import Zone
from app.api.route import only_reads, raises, resource
from app.api.visitor import Viewer
from app.tables import Aggregate, GroupBy, Having, Metric, Top

router = resource("Aggregates", "/api/v1/aggregates")


class NumbersAsked(Body):
    """What is calculated, over which rows, by which groups."""

    base: Named
    table: Named
    metrics: tuple[Metric, ...] = Field(default=(Metric(fn="count"),), min_length=1, max_length=10)
    group_by: tuple[GroupBy, ...] = Field(default=(), max_length=3)
    where: Where = None
    having: tuple[Having, ...] = Field(default=(), max_length=10)
    top: Top | None = None
    time_zone: Zone = "UTC"


class Numbers(Aggregate, Sourced):
    """Exact numbers over all rows that pass, and how they were found."""


@router.post("", response_model=Numbers)
@only_reads
@raises(*READING)
async def aggregate_records(actor: Viewer, asked: NumbersAsked) -> Response:
    """Count, sum, average, median and more over every row that passes. It changes nothing, and counts as a read."""
    return await reply(_calculated, actor, asked)


def _calculated(actor: Actor, asked: NumbersAsked) -> Numbers:
    found = tables.aggregate_records(
        actor,
        asked.base,
        asked.table,
        metrics=asked.metrics,
        group_by=asked.group_by,
        where=asked.where,
        having=asked.having,
        top=asked.top,
        time_zone=asked.time_zone,
    )
    return Numbers.model_construct(**{**dict(found), "source": found.origin, "is_complete": True})
