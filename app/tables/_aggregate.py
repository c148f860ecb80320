"""Exact numbers over all rows: decimal arithmetic, empty cells left out and counted, nothing sampled."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from app.actor import Actor, Role
from app.airtable import Field, Table
from app.errors import InvalidInput
from app.tables._bases import card
from app.tables._filters import Compiled, compile_filter, field_names
from app.tables._groups import Grouping
from app.tables._measures import Measurement, describe_metric, measurement
from app.tables._rows import Row, iter_rows
from app.tables._schema import find_field, open_table
from app.tables._shapes import Aggregate, AggregateGroup, FieldRef, Filter, Metric

MAX_METRICS = 10
MAX_GROUPS = 1_000
COUNT_ROWS = (Metric(fn="count"),)


def aggregate_records(
    actor: Actor,
    base: str,
    table: str,
    *,
    metrics: Sequence[Metric] = COUNT_ROWS,
    group_by: str | None = None,
    where: Filter | None = None,
) -> Aggregate:
    """Counts, sums, averages, smallest and largest values over every row of a table that passes the filter.

    Base, table and fields by name (in any case) or id. Read from the service now, page by page, asking only for the
    fields that are needed; sums are exact, averages say their rounding. Needs viewer.

    Raises NotFound for an unknown base or table and InvalidInput for an unknown field, choice, or value (both with a
    suggestion), for a metric that the field cannot give and for more than 1,000 groups; and ConnectionRefused, Busy,
    TooMany or Unavailable from the service.
    """
    actor.require(Role.VIEWER)
    if not 1 <= len(metrics) <= MAX_METRICS:
        raise InvalidInput(f"Ask for 1 to {MAX_METRICS} metrics.")
    started, read_at = time.perf_counter(), datetime.now(UTC)
    named = [metric.field for metric in metrics if metric.field is not None]
    named += [group_by] if group_by is not None else []
    named += field_names(where) if where else []
    opened, found = open_table(actor, base, table, named)
    plan = _plan(found, metrics, group_by, where)
    tally = _Tally(plan)
    tally.read(iter_rows(opened, found, plan.fields))
    return Aggregate(
        base=card(opened),
        table_id=found.id,
        table_name=found.name,
        metrics=tuple(describe_metric(measured) for measured in plan.measurements),
        group_by=_ref(plan.grouping.field) if plan.grouping else None,
        groups=tally.groups(),
        totals=tuple(measure.result() for measure in tally.totals),
        where=plan.where.understood if plan.where else None,
        where_text=plan.where.text if plan.where else "",
        rows_scanned=tally.scanned,
        rows_matched=tally.matched,
        read_at=read_at,
        duration_ms=round((time.perf_counter() - started) * 1000),
    )


@dataclass(frozen=True)
class _Plan:
    """What to calculate, with every name resolved."""

    measurements: tuple[Measurement, ...]
    grouping: Grouping | None
    where: Compiled | None
    fields: tuple[Field, ...]


def _plan(table: Table, metrics: Sequence[Metric], group_by: str | None, where: Filter | None) -> _Plan:
    measurements = tuple(
        measurement(metric.fn, find_field(table, metric.field) if metric.field is not None else None)
        for metric in metrics
    )
    grouping = Grouping(find_field(table, group_by)) if group_by is not None else None
    compiled = compile_filter(table, where) if where else None
    fields = [measured.field for measured in measurements if measured.field is not None]
    fields += [grouping.field] if grouping else []
    fields += compiled.fields if compiled else ()
    return _Plan(measurements, grouping, compiled, tuple({field.id: field for field in fields}.values()))


class _Tally:
    """Counts rows into groups and totals."""

    def __init__(self, plan: _Plan) -> None:
        self._plan = plan
        self._groups: dict[object, _Group] = {}
        self.totals = [measured.start() for measured in plan.measurements]
        self.scanned = 0
        self.matched = 0

    def read(self, rows: Iterable[Row]) -> None:
        test = self._plan.where.test if self._plan.where else None
        for row in rows:
            self.scanned += 1
            if test is None or test(row):
                self.matched += 1
                self._add(row)

    def groups(self) -> tuple[AggregateGroup, ...]:
        grouping = self._plan.grouping
        if grouping is None:
            return ()
        return tuple(
            AggregateGroup(
                key=grouping.raw(value),
                label=grouping.label(value),
                color=grouping.color(value),
                rows=group.rows,
                measures=tuple(measure.result() for measure in group.measures),
            )
            for value, group in sorted(self._groups.items(), key=lambda item: grouping.order(item[0]))
        )

    def _add(self, row: Row) -> None:
        for measure in self.totals:
            measure.add(row)
        if self._plan.grouping is None:
            return
        value = row[self._plan.grouping.field.id]
        group = self._groups.get(value)
        if group is None:
            if len(self._groups) >= MAX_GROUPS:
                raise InvalidInput(
                    f"Grouping by {self._plan.grouping.field.name} gives more than {MAX_GROUPS:,} groups.",
                    what_to_do="Group by a field with fewer different values, or narrow the filter.",
                )
            group = self._groups[value] = _Group(self._plan.measurements)
        group.rows += 1
        for measure in group.measures:
            measure.add(row)


class _Group:
    def __init__(self, measurements: tuple[Measurement, ...]) -> None:
        self.rows = 0
        self.measures = [measured.start() for measured in measurements]


def _ref(field: Field) -> FieldRef:
    return FieldRef(id=field.id, name=field.name, type=field.type)
