"""An aggregate as several tools answer it: its numbers for the model, a table and a chart for the person, its proof."""

import json
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from app import config
from app.actor import Actor
from app.tables import Aggregate, AggregateGroup, GroupBy, Having, Measure, Metric, Top
from app.tools import _places
from app.tools._results import keep_rows
from app.tools._shapes import (
    Cell,
    Chart,
    ChartKind,
    ChartPoint,
    Chip,
    ChipKind,
    Column,
    Proof,
    ResultTable,
    ToolOutcome,
)

# Fewer bars say nothing, and more cannot be read.
LEAST_POINTS, MOST_POINTS = 2, 40
_SIGNS = {"is": "=", "is_not": "≠", "gt": ">", "gte": "≥", "lt": "<", "lte": "≤"}
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


def outcome(
    actor: Actor,
    name: str,
    found: Aggregate,
    *,
    chart_kind: ChartKind | None = None,
    having: Sequence[Having] = (),
    top: Top | None = None,
) -> ToolOutcome:
    """The answer of a tool of this name. Without a wanted kind of chart, times become a line and all else bars. having
    and top as they were asked for. More groups than are told are kept for read_result."""
    most = config.limits().inline_rows
    shown = found.groups[:most]
    groups = f"{len(found.groups)} groups" if found.grouped_by else f"{found.rows_matched:,} records"
    data = _data(found, shown)
    if len(shown) < len(found.groups):
        facts = {key: value for key, value in data.items() if key not in ("groups", "groups_shown")}
        data["result"] = keep_rows(actor, facts, [_group(group) for group in found.groups])
    return ToolOutcome(
        tool=name,
        data=data,
        result=groups,
        table=_table(found, shown) if found.grouped_by and found.groups else None,
        chart=_chart(found, chart_kind),
        proof=_proof(found, having, top),
    )


def spoken_group(asked: str | GroupBy) -> str:
    """A grouping in a person's words, such as "Close date by month"."""
    if isinstance(asked, str):
        return asked
    return f"{asked.field} by {asked.bucket}" if asked.bucket else asked.field


def _data(found: Aggregate, shown: tuple[AggregateGroup, ...]) -> dict[str, Any]:
    return {
        "base": found.base.name,
        "table": found.table_name,
        "filter": found.where_text,
        "metrics": [metric.label for metric in found.metrics],
        "group_by": ", ".join(each.name for each in found.grouped_by) or None,
        "groups": [_group(group) for group in shown],
        "groups_total": found.groups_total,
        "groups_shown": len(shown),
        "totals": [_measure(measure) for measure in found.totals],
        "rows_scanned": found.rows_scanned,
        "rows_matched": found.rows_matched,
        "read_from": found.origin,
        "read_at": found.read_at.isoformat(),
    }


def _chart(found: Aggregate, wanted: ChartKind | None) -> Chart | None:
    """One grouping and its first metric as a picture, when there is something to compare."""
    if len(found.grouped_by) != 1 or not LEAST_POINTS <= len(found.groups) <= MOST_POINTS:
        return None
    values = [_number(group.measures[0].raw) for group in found.groups]
    if all(value is None for value in values):
        return None
    grouping = found.grouped_by[0]
    points = [
        ChartPoint(label=group.label, value=value, text=group.measures[0].text, hue=_hue(group.keys[0].color))
        for group, value in zip(found.groups, values, strict=True)
    ]
    kind: ChartKind = wanted or ("line" if grouping.bucket else "bar")
    return Chart(
        kind=kind,
        title=f"{found.metrics[0].label} by {grouping.name}",
        value=found.metrics[0].label,
        points=points,
    )


def _number(raw: str | None) -> float | None:
    try:
        return None if raw is None else float(Decimal(raw))
    except InvalidOperation:
        return None


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
    is_whole = len(shown) == found.groups_total
    meta = f"{len(shown)} groups" if is_whole else f"{len(shown)} of {found.groups_total} groups"
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
        link=_places.address(found.base.id, found.table_id, found.where),
    )


def _cells(measures: tuple[Measure, ...]) -> list[Cell]:
    return [Cell(text=measure.text) for measure in measures]


def _hue(color: str) -> str:
    return next((hue for name, hue in HUES.items() if color.startswith(name)), "")


def _query(found: Aggregate, having: Sequence[Having], top: Top | None) -> str:
    """What was asked, as it was understood: by ids, so that it means the same when something was renamed."""
    asked: dict[str, Any] = {
        "base": found.base.id,
        "table": found.table_id,
        "metrics": [
            Metric(fn=each.fn, field=each.field.id if each.field else None, percent=each.percent).model_dump(
                mode="json", exclude_none=True
            )
            for each in found.metrics
        ],
        "group_by": [
            GroupBy(field=each.id, bucket=each.bucket, width=each.width, each=each.each).model_dump(
                mode="json", exclude_none=True, exclude_defaults=True
            )
            for each in found.grouped_by
        ],
        "having": [each.model_dump(mode="json") for each in having],
    }
    if found.where is not None:
        asked["where"] = found.where.model_dump(mode="json", exclude_none=True)
    if top is not None:
        asked["top"] = top.model_dump(mode="json")
    return json.dumps(asked, ensure_ascii=False)


def _chips(found: Aggregate, having: Sequence[Having], top: Top | None) -> list[Chip]:
    parts: dict[ChipKind, list[str]] = {
        "number": [each.label for each in found.metrics],
        "group": [f"by {'each ' if each.each else ''}{each.name}" for each in found.grouped_by],
        "filter": list(found.where_parts),
        "having": [f"{found.metrics[each.metric].label} {_SIGNS[each.op]} {each.value:f}" for each in having],
        "top": [f"{'smallest' if top.smallest else 'top'} {top.count}"] if top else [],
    }
    return [
        Chip(kind=kind, at=at, text=text) for kind, texts in parts.items() for at, text in enumerate(texts)
    ]


def _proof(found: Aggregate, having: Sequence[Having], top: Top | None) -> Proof:
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
        link=_places.address(found.base.id, found.table_id, found.where),
        query=_query(found, having, top),
        chips=_chips(found, having, top),
    )
