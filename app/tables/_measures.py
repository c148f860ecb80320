"""The functions of an aggregate: each sees the rows one by one and gives an exact result."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from app.airtable import Field, kind_of
from app.errors import InvalidInput
from app.tables._rows import Row
from app.tables._shapes import FieldRef, Function, Measure, MetricDescription

# Wide enough to add the largest and the smallest number that JSON carries without rounding.
EXACT = Context(prec=1000)
LEAST_AVERAGE_PLACES = 2
NO_VALUE = "no value"

_LABELS: dict[Function, str] = {
    "count": "Count",
    "sum": "Sum",
    "avg": "Average",
    "min": "Smallest",
    "max": "Largest",
}
_TIME_LABELS: dict[Function, str] = {"min": "Earliest", "max": "Latest"}
_FAMILIES: dict[Function, frozenset[str]] = {
    "sum": frozenset({"number"}),
    "avg": frozenset({"number"}),
    "min": frozenset({"number", "date", "datetime"}),
    "max": frozenset({"number", "date", "datetime"}),
}


@dataclass(frozen=True)
class Measurement:
    """A metric with its field resolved."""

    fn: Function
    field: Field | None

    def start(self) -> "Running":
        return Running(self)


def measurement(fn: Function, field: Field | None) -> Measurement:
    """Raises InvalidInput for a function that the field's type cannot give."""
    if fn == "count":
        return Measurement(fn, field)
    if field is None:
        raise InvalidInput(f"{_LABELS[fn]} needs a field.", what_to_do="Name a field to calculate with.")
    if kind_of(field).family not in _FAMILIES[fn]:
        needed = "numbers" if fn in ("sum", "avg") else "numbers or dates"
        raise InvalidInput(
            f"{_LABELS[fn]} needs {needed}, and {field.name} has the type {field.type}.", field=field.name
        )
    return Measurement(fn, field)


def describe_metric(measured: Measurement) -> MetricDescription:
    """What is calculated, in words."""
    field, fn = measured.field, measured.fn
    if field is None:
        return MetricDescription(fn=fn, field=None, label="Records")
    is_time = kind_of(field).family in ("date", "datetime")
    word = _TIME_LABELS.get(fn, _LABELS[fn]) if is_time else _LABELS[fn]
    places = _average_places(field)
    if field.type == "percent":
        rounding = f"rounded half up to {places - 2} decimal places of a percent"
    else:
        rounding = f"rounded half up to {places} decimal places"
    return MetricDescription(
        fn=fn,
        field=FieldRef(id=field.id, name=field.name, type=field.type),
        label=f"{word} of {field.name}",
        rounding=rounding if fn == "avg" else "",
    )


class Running:
    """One metric over the rows of one group."""

    def __init__(self, measured: Measurement) -> None:
        self._measured = measured
        self._counted = 0
        self._empty = 0
        self._value: Any = None

    def add(self, row: Row) -> None:
        field = self._measured.field
        if field is None:
            self._counted += 1
            return
        cell = row[field.id]
        if cell is None or cell is False:
            self._empty += 1
            return
        self._counted += 1
        if self._measured.fn != "count":
            self._value = cell if self._value is None else _COMBINE[self._measured.fn](self._value, cell)

    def result(self) -> Measure:
        value, field = self._final(), self._measured.field
        if self._measured.fn == "count" or field is None:
            text = f"{value:,}"
        elif value is None:
            text = NO_VALUE
        else:
            places = _average_places(field) if self._measured.fn == "avg" else None
            text = kind_of(field).show(field, value, places)
        return Measure(
            raw=None if value is None else plain(value), text=text, counted=self._counted, empty=self._empty
        )

    def _final(self) -> Any:
        fn, field = self._measured.fn, self._measured.field
        if fn == "count":
            return Decimal(self._counted)
        if fn == "sum":
            return Decimal(0) if self._value is None else self._value
        if fn == "avg" and self._value is not None and field is not None:
            average = EXACT.divide(self._value, Decimal(self._counted))
            places = Decimal((0, (1,), -_average_places(field)))
            return average.quantize(places, rounding=ROUND_HALF_UP, context=EXACT)
        return self._value


_COMBINE: dict[Function, Callable[[Any, Any], Any]] = {
    "sum": EXACT.add,
    "avg": EXACT.add,
    "min": min,
    "max": max,
}


def plain(value: Any) -> str:
    """The value without any dress: digits without exponent or needless zeros, an ISO date, a text as it is."""
    if isinstance(value, Decimal):
        digits = f"{value:f}"
        return digits.rstrip("0").rstrip(".") if "." in digits else digits
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def _average_places(field: Field) -> int:
    """Decimal places of an average: those of the field, but never fewer than two (of a percent, when it is one)."""
    least = LEAST_AVERAGE_PLACES + (2 if field.type == "percent" else 0)
    return max(kind_of(field).places(field), least)
