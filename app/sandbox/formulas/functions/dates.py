"""Dates and times. Everything is in UTC: a zone from SET_TIMEZONE() shows in DATETIME_FORMAT() alone."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from app.sandbox.formulas.budget import charge_format
from app.sandbox.formulas.dates import (
    DAY_UNITS,
    add,
    difference,
    start_of,
    unit_of,
    week_of_year,
)
from app.sandbox.formulas.errors import CellError
from app.sandbox.formulas.functions.registry import function
from app.sandbox.formulas.kinds import Kind
from app.sandbox.formulas.moment import format_time, locale_of
from app.sandbox.formulas.values import Styled, Value, instant, is_blank, number, single
from app.sandbox.formulas.values import text as text_of

_WEEK_STARTS = {"sunday": 0, "monday": 1}
_LOCALE_LENGTH = 20


def _moved_kind(kinds: Sequence[Kind]) -> Kind:
    return kinds[0] if kinds[0] is Kind.DATE else Kind.DATETIME


@function(_moved_kind)
def dateadd(moment: Value, count: Value, unit: Value) -> Value:
    """A date without time stays one when days or more are added."""
    name = unit_of(text_of(unit))
    moved = add(instant(moment), number(count), name)
    return moved.date() if name in DAY_UNITS and _is_day(moment) else moved


@function(Kind.INTEGER)
def datetime_diff(later: Value, earlier: Value, unit: Value = "seconds") -> Value:
    return difference(instant(later), instant(earlier), unit_of(text_of(unit)))


@function(Kind.TEXT)
def datetime_format(moment: Value, pattern: Value = None) -> Value:
    styled = moment if isinstance(moment, Styled) else Styled(instant(moment))
    try:
        local = styled.instant.astimezone(styled.zone or UTC)
    except OverflowError as error:
        raise CellError("the date is out of range") from error
    charge_format(pattern)
    written = "YYYY-MM-DDTHH:mm:ssZ" if is_blank(pattern) else text_of(pattern)
    return format_time(local, written, locale_of(styled.locale or "en"))


@function(Kind.DATETIME)
def set_timezone(moment: Value, zone: Value) -> Value:
    styled = _styled(moment)
    return Styled(styled.instant, _zone(text_of(zone)[:100].lower()), styled.locale)


@function(Kind.DATETIME)
def set_locale(moment: Value, locale: Value) -> Value:
    styled = _styled(moment)
    return Styled(styled.instant, styled.zone, text_of(locale)[:_LOCALE_LENGTH])


@function(Kind.TEXT)
def datestr(moment: Value) -> Value:
    return instant(moment).date().isoformat()


@function(Kind.TEXT)
def timestr(moment: Value) -> Value:
    return instant(moment).time().isoformat(timespec="seconds")


@function(Kind.INTEGER)
def year(moment: Value) -> Value:
    return float(instant(moment).year)


@function(Kind.INTEGER)
def month(moment: Value) -> Value:
    return float(instant(moment).month)


@function(Kind.INTEGER)
def day(moment: Value) -> Value:
    return float(instant(moment).day)


@function(Kind.INTEGER)
def hour(moment: Value) -> Value:
    return float(instant(moment).hour)


@function(Kind.INTEGER)
def minute(moment: Value) -> Value:
    return float(instant(moment).minute)


@function(Kind.INTEGER)
def second(moment: Value) -> Value:
    return float(instant(moment).second)


@function(Kind.INTEGER)
def weekday(moment: Value, start: Value = None) -> Value:
    """0 for the day on which weeks start, which is Sunday if not told otherwise."""
    return float((instant(moment).isoweekday() - _week_start(start)) % 7)


@function(Kind.INTEGER)
def weeknum(moment: Value, start: Value = None) -> Value:
    """The number of the week; the first week of a year is the one with the first of January."""
    return float(week_of_year(instant(moment).date(), _week_start(start), 1)[1])


@function(Kind.BOOLEAN)
def is_same(first: Value, second: Value, unit: Value = None) -> Value:
    """Whether both lie in the same unit; without one, whether they are the same moment. Blank is never the same."""
    if _is_empty(first) or _is_empty(second):
        return False
    one, other = instant(first), instant(second)
    if is_blank(unit):
        return one == other
    name = unit_of(text_of(unit))
    return start_of(one, name) == start_of(other, name)


@function(Kind.BOOLEAN)
def is_before(first: Value, second: Value) -> Value:
    return not (_is_empty(first) or _is_empty(second)) and instant(first) < instant(second)


@function(Kind.BOOLEAN)
def is_after(first: Value, second: Value) -> Value:
    return not (_is_empty(first) or _is_empty(second)) and instant(first) > instant(second)


def _is_day(value: Value) -> bool:
    """Whether the value is a date without time."""
    if isinstance(value, list):
        value = single(value)
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_empty(value: Value) -> bool:
    return is_blank(single(value) if isinstance(value, list) else value)


def _styled(moment: Value) -> Styled:
    return moment if isinstance(moment, Styled) else Styled(instant(moment))


def _week_start(name: Value) -> int:
    if is_blank(name):
        return 0
    start = _WEEK_STARTS.get(text_of(name).lower())
    if start is None:
        raise CellError("weeks start on Sunday or Monday")
    return start


@lru_cache(maxsize=1)
def _zone_names() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones()}


def _zone(name: str) -> ZoneInfo:
    """The zone of a name in small letters."""
    if name not in _zone_names():
        raise CellError("there is no such time zone")
    return ZoneInfo(_zone_names()[name])
