"""The tool `aggregate_records`: exact numbers over all rows, with their proof."""

from typing import Any
from urllib.parse import urlencode

from pydantic import Field

from app import config, tables
from app.actor import Actor, Role
from app.tables import Aggregate, AggregateGroup, Filter, Measure, Metric
from app.tools._places import OfTable
from app.tools._registry import tool
from app.tools._shapes import Cell, Column, Proof, ResultTable, ToolOutcome

HUES = {
    "blue": "blue",
    "cyan": "blue",
    "teal": "green",
    "green": "green",
    "yellow": "amber",
    "orange": "amber",
    "red": "red",
    "pink": "violet",
    "purple": "violet",
    "gray": "gray",
}


class AggregateRecords(OfTable):
    """What to calculate."""

    metrics: list[Metric] = Field(description="The numbers to calculate.", min_length=1, max_length=10)
    group_by: str | None = Field(
        default=None, description="Name or id of a field to group by.", max_length=200
    )
    where: Filter | None = Field(default=None, description="Which records count. Without it: all.")


def _summary(arguments: AggregateRecords) -> str:
    numbers = ", ".join(_spoken(metric) for metric in arguments.metrics)
    grouped = f" by {arguments.group_by}" if arguments.group_by else ""
    filtered = ", filtered" if arguments.where else ""
    return f"{numbers} of {arguments.table}{grouped}{filtered}"


@tool(need=Role.VIEWER, summary=_summary)
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
    )
    most = config.limits().inline_rows
    shown = found.groups[:most]
    data = {
        "base": found.base.name,
        "table": found.table_name,
        "filter": found.where_text,
        "metrics": [metric.label for metric in found.metrics],
        "group_by": found.grouped_by[0].name if found.grouped_by else None,
        "groups": [_group(group) for group in shown],
        "groups_total": len(found.groups),
        "groups_shown": len(shown),
        "totals": [_measure(measure) for measure in found.totals],
        "rows_scanned": found.rows_scanned,
        "rows_matched": found.rows_matched,
        "read_from": found.origin,
        "read_at": found.read_at.isoformat(),
    }
    groups = f"{len(found.groups)} groups" if found.grouped_by else f"{found.rows_matched:,} records"
    return ToolOutcome(
        tool="aggregate_records",
        data=data,
        result=groups,
        table=_table(found, shown) if found.grouped_by and found.groups else None,
        proof=_proof(found),
    )


def _group(group: AggregateGroup) -> dict[str, Any]:
    return {
        "label": group.label,
        "rows": group.rows,
        "values": [_measure(measure) for measure in group.measures],
    }


def _measure(measure: Measure) -> dict[str, Any]:
    return {"value": measure.raw, "display": measure.text, "empty": measure.empty}


def _table(found: Aggregate, shown: tuple[AggregateGroup, ...]) -> ResultTable:
    grouped = ", ".join(grouping.name for grouping in found.grouped_by)
    is_whole = len(shown) == len(found.groups)
    meta = f"{len(shown)} groups" if is_whole else f"first {len(shown)} of {len(found.groups)} groups"
    kind = "choice" if any(group.keys[0].color for group in shown) else "text"
    numbers = [Column(name=metric.label, kind="number") for metric in found.metrics]
    return ResultTable(
        title=f"{found.table_name} by {grouped}",
        meta=meta,
        columns=[Column(name=grouped, kind=kind), *numbers],
        rows=[
            [Cell(text=group.label, hue=_hue(group.keys[0].color)), *_cells(group.measures)]
            for group in shown
        ],
        footer=[Cell(text="All"), *_cells(found.totals)],
    )


def _cells(measures: tuple[Measure, ...]) -> list[Cell]:
    return [Cell(text=measure.text) for measure in measures]


def _hue(color: str) -> str:
    return next((hue for name, hue in HUES.items() if color.startswith(name)), "")


def _proof(found: Aggregate) -> Proof:
    numbers = ", ".join(metric.label for metric in found.metrics)
    notes = [metric.rounding for metric in found.metrics if metric.rounding]
    grouped = ", ".join(grouping.name for grouping in found.grouped_by)
    return Proof(
        base=found.base.name,
        table=found.table_name,
        calculation=f"{numbers} by {grouped}" if grouped else numbers,
        filter=found.where_text,
        rows_scanned=found.rows_scanned,
        rows_matched=found.rows_matched,
        read_at=found.read_at,
        source=found.base.source,
        origin=found.origin,
        note="; ".join(notes),
        link=_address(found),
    )


def _address(found: Aggregate) -> str:
    """Where a person sees the rows that matched; the page understands the same filter tree."""
    asked = {"b": found.base.id, "t": found.table_id}
    if found.where is not None:
        asked["w"] = found.where.model_dump_json(exclude_none=True)
    return f"/tables/?{urlencode(asked)}"


def _spoken(metric: Metric) -> str:
    return metric.fn if metric.field is None else f"{metric.fn}({metric.field})"
