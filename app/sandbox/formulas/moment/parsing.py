"""Reads a time from text in a format of moment, as forgivingly as moment does: what does not fit is skipped."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta

from app.sandbox.formulas.dates import full_year, offset_of
from app.sandbox.formulas.errors import CellError
from app.sandbox.formulas.moment.locales import Locale
from app.sandbox.formulas.moment.tokens import MAX_FORMAT, literal, parts

_MAX_TEXT = 250
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_TWO = re.compile(r"\d{1,2}", re.ASCII)
_THREE = re.compile(r"\d{1,3}", re.ASCII)
_FOUR = re.compile(r"\d{1,4}", re.ASCII)
_DIGITS = re.compile(r"\d{1,9}", re.ASCII)
_SIGNED = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,3})?", re.ASCII)
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|ste|de|:a|:e|\.|º|日|일)?", re.ASCII)
_HALF = re.compile(r"[ap]\.?m?\.?|午前|午後|오전|오후|凌晨|早上|上午|中午|下午|晚上", re.IGNORECASE)
_OFFSET = re.compile(r"Z|[+-]\d\d(?::?\d\d)?", re.ASCII | re.IGNORECASE)
_AFTERNOON = ("p", "午後", "오후", "下午", "晚上", "中午")

# The name of what is read, its shape in the text, and what the match means.
_Reader = tuple[str, re.Pattern[str], Callable[[str], float]]


def _readers(name: str, shape: re.Pattern[str], tokens: Iterable[str]) -> dict[str, _Reader]:
    return dict.fromkeys(tokens, (name, shape, float))


_READERS: dict[str, _Reader] = {
    **_readers("month", _TWO, ("M", "MM")),
    **_readers("day", _TWO, ("D", "DD")),
    **_readers("hour", _TWO, ("H", "HH", "k", "kk")),
    **_readers("hour12", _TWO, ("h", "hh")),
    **_readers("minute", _TWO, ("m", "mm")),
    **_readers("second", _TWO, ("s", "ss")),
    **_readers("quarter", _TWO, ("Q",)),
    **_readers("week", _TWO, ("w", "ww", "W", "WW")),
    **_readers("weekday", _TWO, ("E",)),
    **_readers("day_of_year", _THREE, ("DDD", "DDDD")),
    **_readers("seconds", _SIGNED, ("X",)),
    **_readers("milliseconds", _SIGNED, ("x",)),
    "Do": ("day", _ORDINAL, lambda found: float(_TWO.findall(found)[0])),
    "YY": ("year", _TWO, full_year),
    "YYYY": ("year", _FOUR, full_year),
    "Y": ("year", _FOUR, float),
    "gggg": ("week_year", _FOUR, float),
    "GGGG": ("week_year", _FOUR, float),
    "A": ("afternoon", _HALF, lambda found: float(found.lower().startswith(_AFTERNOON))),
    "a": ("afternoon", _HALF, lambda found: float(found.lower().startswith(_AFTERNOON))),
    "Z": ("offset", _OFFSET, lambda found: offset_of(found).total_seconds()),
    "ZZ": ("offset", _OFFSET, lambda found: offset_of(found).total_seconds()),
    **{
        "S" * digits: ("fraction", _DIGITS, lambda found: int(found) / 10 ** len(found))
        for digits in range(1, 10)
    },
}
_YEARS = {"year", "week_year", "seconds", "milliseconds"}


def depends_on_today(pattern: str, locale: Locale) -> bool:
    """Whether a time in this format borrows its year from the clock."""
    found = {_READERS[part][0] for part in parts(pattern[:MAX_FORMAT], locale) if part in _READERS}
    return not found & _YEARS


def parse_time(text: str, pattern: str, locale: Locale, now: datetime) -> datetime | None:
    """The time in UTC, None if the text holds none. Parts of the date that are missing are those of now."""
    if len(pattern) > MAX_FORMAT or len(text) > _MAX_TEXT:
        raise CellError("the date or its format is too long")
    found = _found(text, pattern, locale)
    if not found:
        return None
    try:
        return _assembled(found, now)
    except (ValueError, OverflowError):
        return None


def _found(text: str, pattern: str, locale: Locale) -> dict[str, float]:
    """What the text says of each part, e.g. {"year": 2024, "month": 5}."""
    found: dict[str, float] = {}
    for part in parts(pattern, locale):
        if part in ("MMM", "MMMM"):
            text = _read_name(text, found, locale)
        elif part in _READERS:
            name, shape, meaning = _READERS[part]
            if match := shape.search(text):
                found[name] = meaning(match[0])
                text = text[match.end() :]
        else:
            fixed = literal(part) or part
            text = text.partition(fixed)[2] if fixed in text else text
    return found


def _read_name(text: str, found: dict[str, float], locale: Locale) -> str:
    """Reads the name of a month, long or short, and gives the text behind it."""
    lowered = text.lower()
    best = (len(text), 0, 0)
    for names in (locale.months_beside_day, locale.months, locale.months_short):
        for number, name in enumerate(names, start=1):
            for word in (name.lower(), name.lower().rstrip(".")):
                if (start := lowered.find(word)) >= 0:
                    best = min(best, (start, -len(word), number))
    start, length, number = best
    if not number:
        return text
    found["month"] = number
    return text[start - length :]


def _assembled(found: dict[str, float], now: datetime) -> datetime:
    if "seconds" in found or "milliseconds" in found:
        return _EPOCH + timedelta(seconds=found.get("seconds", 0), milliseconds=found.get("milliseconds", 0))
    day = _day(found, now.astimezone(UTC).date())
    time = datetime(day.year, day.month, day.day, _hour(found), tzinfo=UTC)
    minute, second = int(found.get("minute", 0)), int(found.get("second", 0))
    time = time.replace(minute=minute, second=second, microsecond=int(found.get("fraction", 0) * 1_000_000))
    return time - timedelta(seconds=found.get("offset", 0))


def _hour(found: dict[str, float]) -> int:
    if "hour12" not in found and "afternoon" not in found:
        return int(found.get("hour", 0)) % 24
    hour = int(found.get("hour12", found.get("hour", 0)))
    if "afternoon" not in found or hour > 12:
        return hour
    return hour % 12 + 12 * int(found["afternoon"])


def _day(found: dict[str, float], today: date) -> date:
    """The date; what is missing before its first known part is today's, what is missing after it is the first."""
    if "week" in found or "week_year" in found:
        year = int(found.get("week_year", found.get("year", today.year)))
        return date.fromisocalendar(year, int(found.get("week", 1)), int(found.get("weekday", 1)))
    if "day_of_year" in found:
        year = int(found.get("year", today.year))
        return date(year, 1, 1) + timedelta(days=int(found["day_of_year"]) - 1)
    if "quarter" in found and "month" not in found:
        found = {**found, "month": found["quarter"] * 3 - 2}
    if not {"year", "month", "day"} & found.keys():
        return today
    year = int(found.get("year", today.year))
    month = int(found.get("month", 1 if "year" in found else today.month))
    return date(year, month, int(found.get("day", 1)))
