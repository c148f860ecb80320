"""The values of a formula, and how one kind of value stands for another.

Blank is None; numbers are floats, as in JavaScript; a date without time is a `date`, one with time a `datetime` in UTC.
A list is an array, and one that holds a single value stands for that value wherever one value is wanted.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from app.sandbox.formulas.dates import instant_of, read_instant, time_text
from app.sandbox.formulas.errors import CellError
from app.sandbox.formulas.numerals import number_text, plain_number, read_number

# The longest text that a cell holds; a text that grows longer on the way is an error.
MAX_TEXT = 100_000


@dataclass(frozen=True, slots=True)
class Styled:
    """A time with the zone and the language that DATETIME_FORMAT shall use. Everything else sees the time alone."""

    instant: datetime
    zone: ZoneInfo | None = None
    locale: str | None = None


class Names(list[Any]):
    """The names in a cell of links, choices, people or files: an array that a formula shows as one text."""


Value: TypeAlias = bool | float | str | date | Styled | list[Any] | None

# Kinds whose values are equal to each other when Python says so.
_ALIKE = {bool, float, str, date, datetime}


def number(value: Value) -> float:
    """The value as a number; blank is 0, true is 1. Raises CellError for dates and for text that is no number."""
    if type(value) is float:
        return value
    if value is None or value == "":
        return 0.0
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, list):
        return number(single(value))
    found = read_number(value) if isinstance(value, str) else None
    if found is None:
        raise CellError("this is no number")
    return found


def whole(value: Value) -> int:
    """The value as a whole number, cut towards zero. Raises CellError when it is none or not finite."""
    found = number(value)
    if not math.isfinite(found):
        raise CellError("this is no finite number")
    return int(found)


def text(value: Value) -> str:
    """The value as text. Dates are ISO, arrays are joined by a comma."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, list):
        return joined(value, ", ")
    return time_text(value.instant if isinstance(value, Styled) else value)


def joined(values: Iterable[Value], separator: str) -> str:
    """The values as one text. Raises CellError when it grows too long."""
    pieces, size = [], 0
    for value in values:
        pieces.append(text(value))
        size += len(pieces[-1]) + len(separator)
        if size > MAX_TEXT + len(separator):
            raise CellError("the text is too long")
    return separator.join(pieces)


def bounded(grown: str) -> str:
    """The text, unless it has grown longer than a cell may hold."""
    if len(grown) > MAX_TEXT:
        raise CellError("the text is too long")
    return grown


def instant(value: Value) -> datetime:
    """The value as a time in UTC. Raises CellError for what is no date, blank included."""
    if type(value) is datetime:
        return value
    if isinstance(value, date):
        return instant_of(value)
    if isinstance(value, Styled):
        return value.instant
    if isinstance(value, list):
        return instant(single(value))
    found = read_instant(value) if isinstance(value, str) else None
    if found is None:
        raise CellError("this is no date")
    return found


def single(values: list[Any]) -> Value:
    """What the array stands for: nothing, or its only value. Raises CellError for several."""
    if len(values) > 1:
        raise CellError("several values stand where one is wanted")
    return values[0] if values else None


def flat(values: Iterable[Value]) -> Iterator[Value]:
    """The values with those of arrays in their place. Arrays are at most a few levels deep: cells are built so."""
    for value in values:
        if isinstance(value, list):
            yield from flat(value)
        else:
            yield value


def truthy(value: Value) -> bool:
    """Whether a condition holds, and whether a filter keeps the record: not for 0, false, "", NaN, [] and blank."""
    if value is True or value is None or value is False:
        return value is True
    if isinstance(value, list) and len(value) == 1:
        return truthy(value[0])
    return bool(value) and not (isinstance(value, float) and math.isnan(value))


def is_blank(value: Value) -> bool:
    """Whether an aggregate passes over the value."""
    return value is None or value in ("", [])


def equal(left: Value, right: Value) -> bool:
    """The operator =. Blank equals 0, "" and false; a number equals its text; dates are compared as times."""
    if type(left) is type(right) and type(left) in _ALIKE:
        return left == right
    if left is None or right is None:
        return _is_nothing(right if left is None else left)
    pair = _comparable(left, right)
    if pair is None:
        return text(left) == text(right)
    return bool(pair[0] == pair[1])


def less(left: Value, right: Value) -> bool:
    """The operator <. Numbers are compared as numbers, dates as times, all else as text by code points."""
    if type(left) is type(right) and isinstance(left, float | str):
        return left < right  # type: ignore[operator]
    pair = _comparable(left, right)
    if pair is None:
        return text(left) < text(right)
    return bool(pair[0] < pair[1])


def _is_nothing(value: Value) -> bool:
    """Whether blank equals the value."""
    if isinstance(value, list) and len(value) < 2:
        return _is_nothing(single(value))
    return value is None or value in ("", 0.0)


def _comparable(left: Value, right: Value) -> tuple[Any, Any] | None:
    """The two values as numbers or as times, None when only their texts can be compared."""
    if isinstance(left, list) and len(left) < 2:
        left = single(left)
    if isinstance(right, list) and len(right) < 2:
        right = single(right)
    if isinstance(left, list) or isinstance(right, list):
        return None
    if isinstance(left, date | Styled) or isinstance(right, date | Styled):
        return _times(left, right)
    if left is None or right is None:
        other = right if left is None else left
        if isinstance(other, str):
            return ("", other) if left is None else (other, "")
    elif isinstance(left, str) and isinstance(right, str):
        return left, right
    numbers = _numeral(left), _numeral(right)
    return None if None in numbers else numbers


def _times(left: Value, right: Value) -> tuple[float, float] | None:
    """Both as seconds; blank is the epoch, as in JavaScript, so that an empty date is before today."""
    seconds = []
    for value in (left, right):
        found = read_instant(value) if isinstance(value, str) else value
        if isinstance(found, date | Styled):
            seconds.append(instant(found).timestamp())
        elif found is None and value is None:
            seconds.append(0.0)
        else:
            return None
    return seconds[0], seconds[1]


def _numeral(value: Value) -> float | None:
    return read_number(value) if isinstance(value, str) else number(value)


def plain(value: Value) -> Any:
    """The value as the API writes it into a cell."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, float):
        return plain_number(value)
    if isinstance(value, Names):
        return text(value)
    if isinstance(value, list):
        return [plain(each) for each in value]
    return text(value)
