"""Days and stretches of time as filters mean them: which day it is depends on when and where one asks.

A day over a field with times is that day in the clock's zone. Relative words are resolved when a filter is compiled,
so that a kept filter moves on with the calendar. Weeks begin on Monday. "last 30 days" are the 30 days that end
today, "next 7 days" the 7 that begin today.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from app.errors import InvalidInput

_COUNTED_DAY = re.compile(r"(\d{1,4}) (day|week|month|year)s? (ago|from now)")
_COUNTED_PERIOD = re.compile(r"(last|past|next) (\d{1,4}) (day|week|month|year)s?")
_NAMED_PERIOD = re.compile(r"(last|past|this|next) (week|month|quarter|year)")
_NAMED_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
PERIODS = "today, this week, last month, next quarter, last 30 days, next 2 weeks"


@dataclass(frozen=True)
class Clock:
    """When and where a question is asked."""

    now: datetime
    zone: tzinfo = UTC

    @classmethod
    def read(cls, time_zone: str = "UTC") -> "Clock":
        """The present in a zone such as "Europe/Berlin". Raises InvalidInput for an unknown one."""
        return cls(datetime.now(UTC), zone_named(time_zone))

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def begin(self, day: date) -> datetime:
        """The first moment of a day, in UTC."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)


@dataclass(frozen=True)
class Days:
    """Days in a row, the last one not included."""

    start: date
    end: date


@dataclass(frozen=True)
class Span:
    """A stretch of time in UTC, the end not included: an instant is a millisecond long, as Airtable keeps them."""

    start: datetime
    end: datetime


def zone_named(name: str) -> tzinfo:
    """The time zone. Raises InvalidInput for an unknown one."""
    try:
        return UTC if name.upper() == "UTC" else ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise InvalidInput(
            f'There is no time zone "{name[:40]}".',
            what_to_do="Give one such as Europe/Berlin.",
            field="time_zone",
        ) from None


def relative_day(text: str, today: date) -> date | None:
    """The day that words such as "today" or "30 days ago" mean; None when they mean none."""
    words = _plain(text)
    if words in _NAMED_DAYS:
        return today + timedelta(days=_NAMED_DAYS[words])
    if found := _COUNTED_DAY.fullmatch(words):
        count = int(found[1]) if found[3] == "from now" else -int(found[1])
        return _moved(today, count, found[2])
    return None


def period(text: str, today: date) -> Days | None:
    """The days that words such as "last 30 days" or "this month" mean; None when they mean none."""
    words = _plain(text)
    if (day := relative_day(words, today)) is not None:
        return Days(day, day + timedelta(days=1))
    if found := _COUNTED_PERIOD.fullmatch(words):
        count, tomorrow = int(found[2]), today + timedelta(days=1)
        if found[1] == "next":
            return Days(today, _moved(today, count, found[3]))
        return Days(_moved(tomorrow, -count, found[3]), tomorrow)
    if found := _NAMED_PERIOD.fullmatch(words):
        step = {"last": -1, "past": -1, "this": 0, "next": 1}[found[1]]
        return _named(step, found[2], today)
    return None


def bucket_start(day: date, unit: str) -> date:
    """The first day of the week, month, quarter or year that a day lies in; the day itself for "day"."""
    if unit == "day":
        return day
    if unit == "week":
        # The calendar begins on a Monday, so that no week begins before it.
        return day - timedelta(days=day.weekday())
    months = _MONTHS[unit]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _named(step: int, unit: str, today: date) -> Days:
    start = bucket_start(today, unit)
    count, step_unit = (1, "week") if unit == "week" else (_MONTHS[unit], "month")
    begin = _moved(start, step * count, step_unit)
    return Days(begin, _moved(begin, count, step_unit))


def _moved(day: date, count: int, unit: str) -> date:
    """So many days, weeks, months or years later; the 31st becomes the last day of a shorter month."""
    try:
        if unit in ("day", "week"):
            return day + timedelta(days=count * (7 if unit == "week" else 1))
        months = day.year * 12 + day.month - 1 + count * (12 if unit == "year" else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError):
        raise InvalidInput("That date is beyond the calendar.") from None


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("_", " ").replace("-", " ").split())
