"""Days from Monday to Friday that are no holidays. Counted by arithmetic, so that a far date costs no more."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

from app.sandbox.formulas.dates import read_instant
from app.sandbox.formulas.errors import CellError
from app.sandbox.formulas.functions.registry import function
from app.sandbox.formulas.kinds import Kind
from app.sandbox.formulas.values import Styled, Value, flat, instant, single, whole

_LAST = date.max.toordinal()


def _start_kind(kinds: Sequence[Kind]) -> Kind:
    return kinds[0] if kinds[0] is Kind.DATE else Kind.DATETIME


@function(_start_kind)
def workday(start: Value, count: Value, holidays: Value = None) -> Value:
    """The day so many workdays after the start, which does not count itself, or before it."""
    if isinstance(start, list):
        start = single(start)
    begin, days = instant(start), whole(count)
    ordinal = begin.toordinal()
    moved = _moved(ordinal, days, _holidays(holidays)) if days else ordinal
    if not 1 <= moved <= _LAST:
        raise CellError("the date is out of range")
    if isinstance(start, date) and not isinstance(start, datetime):
        return date.fromordinal(moved)
    return begin + timedelta(days=moved - ordinal)


@function(Kind.INTEGER)
def workday_diff(start: Value, end: Value, holidays: Value = None) -> Value:
    """How many workdays there are from start to end, both included; negative if the end comes first."""
    first, last = instant(start).toordinal(), instant(end).toordinal()
    low, high = min(first, last), max(first, last)
    days = _rank(high) - _rank(low - 1) - sum(low <= holiday <= high for holiday in _holidays(holidays))
    return float(days if first <= last else -days)


def _rank(ordinal: int) -> int:
    """How many weekdays there are up to the day. Ordinal 1 is a Monday."""
    return ordinal // 7 * 5 + min(ordinal % 7, 5)


def _ranked(rank: int) -> int:
    """The ordinal of the weekday with the rank."""
    return (rank - 1) // 5 * 7 + (rank - 1) % 5 + 1


def _moved(ordinal: int, days: int, holidays: Sequence[int]) -> int:
    if days > 0:
        rank = _rank(ordinal) + days
        for holiday in holidays:
            rank += ordinal < holiday <= _ranked(rank)
    else:
        rank = _rank(ordinal - 1) + 1 + days
        for holiday in reversed(holidays):
            rank -= _ranked(rank) <= holiday < ordinal
    return _ranked(rank)


def _holidays(value: Value) -> Sequence[int]:
    """The ordinals of the holidays that are weekdays, in order: from dates, or a text of dates and commas."""
    found: set[int] = set()
    for each in flat([value]):
        if isinstance(each, str):
            found |= _listed(each)
        elif isinstance(each, date | Styled):
            found.add(instant(each).toordinal())
        elif each is not None:
            raise CellError("a holiday is no date")
    return sorted(holiday for holiday in found if (holiday - 1) % 7 < 5)


@lru_cache(maxsize=64)
def _listed(text: str) -> frozenset[int]:
    days = [read_instant(part) for part in text.split(",") if part.strip()]
    if None in days:
        raise CellError("a holiday is no date")
    return frozenset(day.toordinal() for day in days if day is not None)
