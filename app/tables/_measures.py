"""The functions of an aggregate: each sees the cells one by one and gives an exact result."""

from array import array
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from app.airtable import Field, kind_of
from app.errors import InvalidInput
from app.tables._shapes import FieldRef, Function, Measure, Metric, MetricDescription

# Wide enough to add the largest and the smallest number that JSON carries without rounding.
EXACT = Context(prec=1000)
LEAST_AVERAGE_PLACES = 2
NO_VALUE = "no value"

_LABELS: dict[Function, str] = {
    "count": "Count",
    "filled": "Filled",
    "empty": "Empty",
    "distinct": "Distinct values",
    "sum": "Sum",
    "avg": "Average",
    "median": "Median",
    "percentile": "Percentile",
    "min": "Smallest",
    "max": "Largest",
    "earliest": "Earliest",
    "latest": "Latest",
}
_TIME_LABELS: dict[Function, str] = {"min": "Earliest", "max": "Latest"}
_NUMBERS, _TIMES = frozenset({"number"}), frozenset({"date", "datetime"})
_FAMILIES: dict[Function, tuple[frozenset[str], str]] = {
    "sum": (_NUMBERS, "numbers"),
    "avg": (_NUMBERS, "numbers"),
    "median": (_NUMBERS, "numbers"),
    "percentile": (_NUMBERS, "numbers"),
    "min": (_NUMBERS | _TIMES, "numbers or dates"),
    "max": (_NUMBERS | _TIMES, "numbers or dates"),
    "earliest": (_TIMES, "dates"),
    "latest": (_TIMES, "dates"),
}
_COUNTS: frozenset[Function] = frozenset({"count", "filled", "empty", "distinct"})
# Between two values, or divided by a count: the field's own decimal places would hide what was calculated.
_BETWEEN: frozenset[Function] = frozenset({"avg", "median", "percentile"})


@dataclass(frozen=True)
class Measurement:
    """A metric with its field resolved. percent is that of a percentile."""

    fn: Function
    field: Field | None
    percent: Decimal = Decimal(50)

    @property
    def needs_values(self) -> bool:
        """Whether the cells' values matter, and not only whether they are filled."""
        return self.fn not in ("count", "filled", "empty")


def measurement(metric: Metric, field: Field | None) -> Measurement:
    """Raises InvalidInput for a function that the field's type cannot give."""
    fn = metric.fn
    if (metric.percent is not None) is not (fn == "percentile"):
        raise InvalidInput("A percentile, and nothing else, needs a percent from 0 to 100.")
    if field is None:
        if fn == "count":
            return Measurement(fn, None)
        raise InvalidInput(f"{_LABELS[fn]} needs a field.", what_to_do="Name a field to calculate with.")
    families, needed = _FAMILIES.get(fn, (frozenset({kind_of(field).family}), ""))
    if kind_of(field).family not in families:
        raise InvalidInput(
            f"{_LABELS[fn]} needs {needed}, and {field.name} has the type {field.type}.", field=field.name
        )
    return Measurement(fn, field, Decimal(50) if metric.percent is None else metric.percent)


def describe_metric(measured: Measurement) -> MetricDescription:
    """What is calculated, in words."""
    field, fn = measured.field, measured.fn
    if field is None:
        return MetricDescription(fn=fn, field=None, label="Records")
    is_time = kind_of(field).family in ("date", "datetime")
    word = _TIME_LABELS.get(fn, _LABELS[fn]) if is_time else _LABELS[fn]
    if fn == "percentile":
        word = f"Percentile {plain(measured.percent)}"
    places = _shown_places(field)
    if field.type == "percent":
        rounding = f"rounded half up to {places - 2} decimal places of a percent"
    else:
        rounding = f"rounded half up to {places} decimal places"
    return MetricDescription(
        fn=fn,
        field=FieldRef(id=field.id, name=field.name, type=field.type),
        label=f"{word} of {field.name}",
        rounding=rounding if fn in _BETWEEN else "",
        percent=measured.percent if fn == "percentile" else None,
    )


class Running:
    """One metric over the rows of one group. What it keeps is one value, or for an order eight bytes a row."""

    def __init__(self, measured: Measurement) -> None:
        self._measured = measured
        self.looks_at_cells = measured.field is not None
        self.counted = 0
        self.empty = 0
        self.combined: Any = None
        self._combine = _COMBINE.get(measured.fn)
        self.numbers = array("d") if measured.fn in ("median", "percentile") else None
        self.distinct: set[Any] | None = set() if measured.fn == "distinct" else None

    def add(self, cell: Any) -> None:
        """The cell of one more row."""
        if cell is None or cell is False:
            self.empty += 1
            return
        self.counted += 1
        if self._combine is not None:
            self.combined = cell if self.combined is None else self._combine(self.combined, cell)
        elif self.numbers is not None:
            # Each number was a double before, so that none of its digits is lost here.
            self.numbers.append(float(cell))
        elif self.distinct is not None:
            self.distinct.add(cell)

    def merge(self, other: "Running") -> None:
        """Adds all rows of another group."""
        self.counted += other.counted
        self.empty += other.empty
        if self._combine is not None and other.combined is not None:
            self.combined = (
                other.combined if self.combined is None else self._combine(self.combined, other.combined)
            )
        if self.numbers is not None and other.numbers is not None:
            self.numbers.extend(other.numbers)
        if self.distinct is not None and other.distinct is not None:
            self.distinct |= other.distinct

    @property
    def value(self) -> Any:
        """The result: Decimal, date or datetime; None when no row had a value."""
        fn, field = self._measured.fn, self._measured.field
        match fn:
            case "count" | "filled":
                return Decimal(self.counted)
            case "empty":
                return Decimal(self.empty)
            case "distinct":
                return Decimal(len(self.distinct or ()))
            case "sum":
                return Decimal(0) if self.combined is None else self.combined
            case "avg" if self.combined is not None and field is not None:
                return _rounded(EXACT.divide(self.combined, Decimal(self.counted)), _shown_places(field))
            case "median" | "percentile":
                return _percentile(self.numbers or array("d"), self._measured.percent)
            case _:
                return self.combined

    def result(self) -> Measure:
        """The value as a shape."""
        value, field, fn = self.value, self._measured.field, self._measured.fn
        if fn in _COUNTS or field is None:
            text = f"{value:,}"
        elif value is None:
            text = NO_VALUE
        else:
            text = kind_of(field).show(field, value, _shown_places(field) if fn in _BETWEEN else None)
        return Measure(
            raw=None if value is None else plain(value), text=text, counted=self.counted, empty=self.empty
        )


_COMBINE: dict[Function, Callable[[Any, Any], Any]] = {
    "sum": EXACT.add,
    "avg": EXACT.add,
    "min": min,
    "max": max,
    "earliest": min,
    "latest": max,
}


def plain(value: Any) -> str:
    """The value without any dress: digits without exponent or needless zeros, an ISO date, a text as it is."""
    if isinstance(value, Decimal):
        digits = f"{value:f}"
        return digits.rstrip("0").rstrip(".") if "." in digits else digits
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def _percentile(numbers: "array[float]", percent: Decimal) -> Decimal | None:
    """The value below which so many percent lie; between two values, in proportion, exactly."""
    if not numbers:
        return None
    ordered = sorted(numbers)
    position = EXACT.divide(EXACT.multiply(percent, Decimal(len(ordered) - 1)), Decimal(100))
    below = int(position)
    low = Decimal(repr(ordered[below]))
    high = Decimal(repr(ordered[min(below + 1, len(ordered) - 1)]))
    part = EXACT.multiply(EXACT.subtract(high, low), EXACT.subtract(position, Decimal(below)))
    return EXACT.add(low, part)


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal((0, (1,), -places)), rounding=ROUND_HALF_UP, context=EXACT)


def _shown_places(field: Field) -> int:
    """Decimal places of a value between two: those of the field, but never fewer than two (of a percent, if it is)."""
    least = LEAST_AVERAGE_PLACES + (2 if field.type == "percent" else 0)
    return max(kind_of(field).places(field), least)
