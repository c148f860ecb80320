"""Exact numbers over all rows: decimal arithmetic, empty cells left out and counted, nothing sampled."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any

from sqlalchemy import func

from app import db
from app.actor import Actor, Role
from app.airtable import Field, Table
from app.errors import InvalidInput
from app.models import utc_now
from app.tables._bases import card
from app.tables._filters import Compiled, compile_filter, field_names
from app.tables._groups import Grouping
from app.tables._measures import Measurement, Running, describe_metric, measurement
from app.tables._rows import Column, Row, iter_rows, mirrored_values, presence_column, value_column
from app.tables._schema import find_field, open_table
from app.tables._shapes import Aggregate, AggregateGroup, Filter, GroupBy, Having, Metric, Top
from app.tables._slots import Slots
from app.tables._sources import Reading, choose
from app.tables._time import Clock

MAX_METRICS = 10
MAX_GROUPINGS = 3
MAX_GROUPS = 1_000
COUNT_ROWS = (Metric(fn="count"),)
Groupings = str | GroupBy | Sequence[str | GroupBy] | None


def aggregate_records(
    actor: Actor,
    base: str,
    table: str,
    *,
    metrics: Sequence[Metric] = COUNT_ROWS,
    group_by: Groupings = None,
    where: Filter | None = None,
    having: Sequence[Having] = (),
    top: Top | None = None,
    time_zone: str = "UTC",
) -> Aggregate:
    """Counts, sums, averages, medians, smallest and largest values over every row of a table that passes the filter.

    Base, table and fields by name (in any case) or id. Read out of the mirror when that is complete and fresh, else
    from the service, asking only for the fields that are needed; the result says which and how old. Sums are exact,
    averages say their rounding. time_zone is where days begin, for fields with times. Needs viewer.

    Raises NotFound for an unknown base or table and InvalidInput for an unknown field, choice, or value (both with a
    suggestion), for a metric that the field cannot give and for more than 1,000 groups; and ConnectionRefused, Busy,
    TooMany or Unavailable from the service.
    """
    actor.require(Role.VIEWER)
    started = time.perf_counter()
    if not 1 <= len(metrics) <= MAX_METRICS:
        raise InvalidInput(f"Ask for 1 to {MAX_METRICS} metrics.")
    asked = _asked_groupings(group_by)
    named = [metric.field for metric in metrics if metric.field is not None]
    named += [each.field for each in asked] + (field_names(where) if where else [])
    opened, found = open_table(actor, base, table, named)
    plan = _plan(found, metrics, asked, where, Clock.read(time_zone))
    _refuse_unfit_places(plan, having, top)
    reading = choose(actor, opened, found, plan.fields)
    tally = _Tally(plan)
    _read(actor, reading, plan, tally)
    result = _result(reading, plan, tally, tally.groups(having, top))
    return result.model_copy(update={"duration_ms": round((time.perf_counter() - started) * 1000)})


def describe_aggregate(
    actor: Actor,
    base: str,
    table: str,
    *,
    metrics: Sequence[Metric] = COUNT_ROWS,
    group_by: Groupings = None,
    where: Filter | None = None,
) -> str:
    """What such a calculation would be, in words: "Sum of Amount by Owner of Deals where Stage is Won". It reads no
    rows. Needs viewer, and raises as the calculation does for names and values that do not fit."""
    actor.require(Role.VIEWER)
    asked = _asked_groupings(group_by)
    named = [metric.field for metric in metrics if metric.field is not None]
    named += [each.field for each in asked] + (field_names(where) if where else [])
    _, found = open_table(actor, base, table, named)
    plan = _plan(found, metrics, asked, where, Clock.read("UTC"))
    numbers = ", ".join(describe_metric(measured).label for measured in plan.measurements)
    groups = ", ".join(grouping.describe().name for grouping in plan.groupings)
    grouped = f" by {groups}" if groups else ""
    filtered = f" where {plan.where.text}" if plan.where else ""
    return f"{numbers}{grouped} of {found.name}{filtered}"


@dataclass(frozen=True)
class _Plan:
    """What to calculate, with every name resolved."""

    measurements: tuple[Measurement, ...]
    groupings: tuple[Grouping, ...]
    where: Compiled | None

    @property
    def looks(self) -> tuple[tuple[Field, bool], ...]:
        """The fields that metrics look at, each once, and whether their values matter or only that they are filled."""
        needed: dict[str, tuple[Field, bool]] = {}
        for measured in self.measurements:
            if measured.field is not None:
                before = needed.get(measured.field.id, (measured.field, False))
                needed[measured.field.id] = (measured.field, before[1] or measured.needs_values)
        return tuple(needed.values())

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields that the rows must hold when they are tested here."""
        fields = [grouping.field for grouping in self.groupings]
        fields += [field for field, _ in self.looks]
        fields += self.where.fields if self.where else ()
        return tuple({field.id: field for field in fields}.values())

    def values_of(self, row: Row) -> tuple[Any, ...]:
        """What the tally looks at: the group of each grouping, then the cells that metrics look at."""
        groups = [grouping.group_of(row[grouping.field.id]) for grouping in self.groupings]
        return (*groups, *(row[field.id] for field, _ in self.looks))

    def columns(self, slots: Slots) -> list[Column]:
        """The same out of a mirror."""
        columns = [grouping.column(slots) for grouping in self.groupings]
        for field, needs_values in self.looks:
            columns.append((value_column if needs_values else presence_column)(field, slots))
        return columns


def _asked_groupings(group_by: Groupings) -> list[GroupBy]:
    given = [group_by] if isinstance(group_by, str | GroupBy) else list(group_by or ())
    if len(given) > MAX_GROUPINGS:
        raise InvalidInput(f"Group by {MAX_GROUPINGS} fields at most.")
    return [GroupBy(field=each) if isinstance(each, str) else each for each in given]


def _plan(
    table: Table, metrics: Sequence[Metric], asked: Sequence[GroupBy], where: Filter | None, clock: Clock
) -> _Plan:
    return _Plan(
        tuple(
            measurement(metric, find_field(table, metric.field) if metric.field is not None else None)
            for metric in metrics
        ),
        tuple(Grouping(find_field(table, each.field), each, clock) for each in asked),
        compile_filter(table, where, clock) if where else None,
    )


def _refuse_unfit_places(plan: _Plan, having: Sequence[Having], top: Top | None) -> None:
    places = [each.metric for each in having] + ([top.metric] if top else [])
    if any(place >= len(plan.measurements) for place in places):
        raise InvalidInput(f"There are {len(plan.measurements)} metrics, counted from 0.")
    if places and not plan.groupings:
        raise InvalidInput("Only groups can be chosen by their metric.", what_to_do="Group by a field.")


def _result(
    reading: Reading, plan: "_Plan", tally: "_Tally", groups: tuple[AggregateGroup, ...]
) -> Aggregate:
    return Aggregate(
        base=card(reading.opened),
        table_id=reading.table.id,
        table_name=reading.table.name,
        metrics=tuple(describe_metric(measured) for measured in plan.measurements),
        grouped_by=tuple(grouping.describe() for grouping in plan.groupings),
        groups=groups,
        groups_total=tally.groups_total,
        totals=tuple(measure.result() for measure in tally.totals()),
        where=plan.where.understood if plan.where else None,
        where_text=plan.where.text if plan.where else "",
        where_parts=plan.where.texts if plan.where else (),
        rows_scanned=tally.scanned,
        rows_matched=tally.matched,
        origin=reading.origin,
        read_at=reading.read_at,
        age_seconds=max(0.0, (utc_now() - reading.read_at).total_seconds()),
        duration_ms=0,
    )


def _read(actor: Actor, reading: Reading, plan: _Plan, tally: "_Tally") -> None:
    if reading.known is None:
        test = plan.where.test if plan.where else None
        for row in iter_rows(reading.opened, reading.table, plan.fields):
            tally.scanned += 1
            if test is None or test(row):
                tally.add(plan.values_of(row))
        return
    slots = Slots(reading.known)
    clause = plan.where.clause(slots) if plan.where else None
    columns = plan.columns(slots)
    tally.scanned = reading.known.row_count
    with db.uow(actor, read_only=True) as session:
        if columns:
            for values in mirrored_values(session, slots, columns, clause):
                tally.add(values)
        else:
            counted = slots.select(func.count())
            tally.add_rows(session.exec(counted if clause is None else counted.where(clause)).one())


class _Group:
    """The metrics over the rows of a group; `looking` are those that look at a cell, with its place in the values."""

    def __init__(self, measurements: tuple[Measurement, ...], places: dict[str, int]) -> None:
        self.rows = 0
        self.measures = [Running(measured) for measured in measurements]
        self.looking = [
            (places[measured.field.id], running.add)
            for measured, running in zip(measurements, self.measures, strict=True)
            if measured.field is not None
        ]

    def counted(self) -> list[Running]:
        """The metrics, those that count rows with all of them."""
        for measure in self.measures:
            if not measure.looks_at_cells:
                measure.counted = self.rows
        return self.measures


class _Tally:
    """Counts rows into groups; without grouping all rows are one."""

    def __init__(self, plan: _Plan) -> None:
        self._plan = plan
        self._groups: dict[tuple[Any, ...], _Group] = {}
        self._grouped = len(plan.groupings)
        self._places = {field.id: place for place, (field, _) in enumerate(plan.looks, start=self._grouped)}
        self.scanned = 0
        self.groups_total = 0

    @property
    def matched(self) -> int:
        return sum(group.rows for group in self._groups.values())

    def add(self, values: tuple[Any, ...]) -> None:
        """One more row: its groups, then the cells that metrics look at."""
        key = values[: self._grouped]
        group = self._groups.get(key) or self._new_group(key)
        group.rows += 1
        for place, add in group.looking:
            add(values[place])

    def add_rows(self, rows: int) -> None:
        """So many rows of which nothing but their number matters."""
        if rows:
            self._new_group(()).rows = rows

    def totals(self) -> list[Running]:
        """The metrics over all rows that were added."""
        totals = [Running(measured) for measured in self._plan.measurements]
        for group in self._groups.values():
            for total, measure in zip(totals, group.counted(), strict=True):
                total.merge(measure)
        return totals

    def groups(self, having: Sequence[Having], top: Top | None) -> tuple[AggregateGroup, ...]:
        """The groups that count, in their order."""
        groupings = self._plan.groupings
        if not groupings:
            return ()

        def order(item: tuple[tuple[Any, ...], _Group]) -> list[tuple[Any, ...]]:
            return [grouping.order(value) for grouping, value in zip(groupings, item[0], strict=True)]

        found = sorted(self._apart().items(), key=order)
        self.groups_total = len(found)
        found = [item for item in found if all(_counts(item[1], each) for each in having)]
        if top is not None:
            found = _best(found, top)
        return tuple(
            AggregateGroup(
                keys=tuple(each.key(value) for each, value in zip(groupings, key, strict=True)),
                rows=group.rows,
                measures=tuple(measure.result() for measure in group.counted()),
            )
            for key, group in found
        )

    def _apart(self) -> dict[tuple[Any, ...], _Group]:
        """The groups; where each of several values is asked for, a group counts for those of all its values."""
        if not any(grouping.describe().each for grouping in self._plan.groupings):
            return self._groups
        groups: dict[tuple[Any, ...], _Group] = {}
        for key, group in self._groups.items():
            parts = [each.parts(value) for each, value in zip(self._plan.groupings, key, strict=True)]
            for one in product(*parts):
                target = groups.setdefault(one, _Group(self._plan.measurements, self._places))
                target.rows += group.rows
                for mine, its in zip(target.measures, group.counted(), strict=True):
                    mine.merge(its)
        return groups

    def _new_group(self, key: tuple[Any, ...]) -> _Group:
        if len(self._groups) >= MAX_GROUPS:
            names = ", ".join(grouping.field.name for grouping in self._plan.groupings)
            raise InvalidInput(
                f"Grouping by {names} gives more than {MAX_GROUPS:,} groups.",
                what_to_do="Group by a field with fewer different values, or narrow the filter.",
            )
        group = self._groups[key] = _Group(self._plan.measurements, self._places)
        return group


def _counts(group: _Group, having: Having) -> bool:
    value = group.counted()[having.metric].value
    if not isinstance(value, Decimal):
        return False
    return {
        "is": value == having.value,
        "is_not": value != having.value,
        "gt": value > having.value,
        "gte": value >= having.value,
        "lt": value < having.value,
        "lte": value <= having.value,
    }[having.op]


def _best(found: list[tuple[tuple[Any, ...], _Group]], top: Top) -> list[tuple[tuple[Any, ...], _Group]]:
    """The first groups by the metric; groups that share a value stay in their order, those without one are last."""
    valued = [(group.counted()[top.metric].value, key, group) for key, group in found]
    with_value = [item for item in valued if item[0] is not None]
    with_value.sort(key=lambda item: item[0], reverse=not top.smallest)
    ordered = with_value + [item for item in valued if item[0] is None]
    return [(key, group) for _, key, group in ordered[: top.count]]
