"""Times as text and back, and arithmetic in the units that Airtable takes over from moment. All in UTC."""

import math
import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

from app.sandbox.formulas.errors import CellError

_UNITS = {
    "milliseconds": ("ms", "millisecond"),
    "seconds": ("s", "second"),
    "minutes": ("m", "minute"),
    "hours": ("h", "hour"),
    "days": ("d", "day"),
    "weeks": ("w", "week"),
    "months": ("M", "month"),
    "quarters": ("Q", "quarter"),
    "years": ("y", "year"),
}
_BY_NAME = {name: unit for unit, names in _UNITS.items() for name in (unit, *names)}
_MILLISECONDS = {
    "milliseconds": 1,
    "seconds": 1_000,
    "minutes": 60_000,
    "hours": 3_600_000,
    "days": 86_400_000,
    "weeks": 604_800_000,
}
_MONTHS = {"months": 1, "quarters": 3, "years": 12}
# Adding these to a date without time gives a date without time.
DAY_UNITS = {"days", "weeks", "months", "quarters", "years"}

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?",
    re.ASCII | re.IGNORECASE,
)
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = r"(?:,?\s+(?:at\s+)?(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([ap]\.?m\.?)?)?"
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})" + _CLOCK, re.ASCII | re.IGNORECASE)
_DAY_FIRST = re.compile(
    r"(?:[a-z]{3,9},?\s+)?(\d{1,2})(?:st|nd|rd|th)?[\s-]+([a-z]{3,9})\.?,?[\s-]+(\d{4})" + _CLOCK,
    re.ASCII | re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    r"(?:[a-z]{3,9},?\s+)?([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})" + _CLOCK,
    re.ASCII | re.IGNORECASE,
)


def instant_of(day: date) -> datetime:
    """The first moment of the day."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def time_text(moment: date) -> str:
    """2024-05-01 for a date without time, 2024-05-01T10:00:00.000Z for one with."""
    if not isinstance(moment, datetime):
        return moment.isoformat()
    return moment.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def read_instant(text: str) -> datetime | None:
    """The time that the text gives in ISO, RFC 2822, or as Americans and the English write dates; None if it is none.

    Without a zone it is UTC.
    """
    text = text.strip()
    if len(text) > 60:
        return None
    try:
        return _from_iso(text) or _from_words(text)
    except (ValueError, OverflowError):
        return None


def _from_iso(text: str) -> datetime | None:
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    microsecond = int((match[7] or "").ljust(6, "0")[:6])
    found = datetime(year, month, day, hour, minute, second, microsecond, tzinfo=UTC)
    return found - offset_of(match[8] or "Z")


def offset_of(text: str) -> timedelta:
    """The distance to UTC that Z, +02, +02:00 or -0530 names."""
    if text in ("Z", "z"):
        return timedelta()
    digits = text[1:].replace(":", "")
    distance = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return -distance if text[0] == "-" else distance


def _from_words(text: str) -> datetime | None:
    if match := _SLASHED.fullmatch(text):
        month, day, year = int(match[1]), int(match[2]), full_year(match[3])
    elif match := _DAY_FIRST.fullmatch(text):
        month, day, year = _month(match[2]), int(match[1]), int(match[3])
    elif match := _MONTH_FIRST.fullmatch(text):
        month, day, year = _month(match[1]), int(match[2]), int(match[3])
    else:
        return _from_mail(text)
    hour, minute, second = (int(part or 0) for part in match.groups()[3:6])
    if match[7]:
        hour = hour % 12 + (12 if match[7][0] in "pP" else 0)
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


def _from_mail(text: str) -> datetime | None:
    if "," not in text or ":" not in text:
        return None
    try:
        found = parsedate_to_datetime(text)
    except (TypeError, IndexError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _month(name: str) -> int:
    return _MONTH_NAMES.index(name[:3].lower()) + 1


def full_year(text: str) -> int:
    """A year of two digits is between 1969 and 2068."""
    year = int(text)
    return year + (2000 if year <= 68 else 1900) if len(text) <= 2 else year


def unit_of(name: str) -> str:
    """The unit in the plural, from its singular, plural or short form. M is months and m minutes. Raises CellError."""
    unit = _BY_NAME.get(name) or _BY_NAME.get(name.lower())
    if unit is None:
        raise CellError(f"there is no unit {name[:20]!r}")
    return unit


def add(moment: datetime, count: float, unit: str) -> datetime:
    """The moment moved by so many units. Months keep the day where they can. Raises CellError beyond the calendar."""
    if not math.isfinite(count):
        raise CellError("the count is not finite")
    try:
        if unit in _MONTHS:
            return add_months(moment, _rounded(count * _MONTHS[unit]))
        if unit in DAY_UNITS:
            return moment + timedelta(days=_rounded(count * (7 if unit == "weeks" else 1)))
        return moment + timedelta(milliseconds=math.trunc(count * _MILLISECONDS[unit]))
    except (OverflowError, ValueError) as error:
        raise CellError("the date is out of range") from error


def add_months(moment: datetime, count: int) -> datetime:
    """The same day so many months later, or the last day of a shorter month. Raises ValueError beyond the calendar."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + count, 12)
    if not 1 <= year <= 9999:
        raise ValueError("the year is out of range")
    day = min(moment.day, monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def difference(later: datetime, earlier: datetime, unit: str) -> float:
    """How many whole units lie between, negative when the first is the earlier one."""
    if unit in _MONTHS:
        return float(math.trunc(months_between(later, earlier) / _MONTHS[unit]))
    milliseconds = (later - earlier) // timedelta(milliseconds=1)
    return float(math.trunc(milliseconds / _MILLISECONDS[unit]))


def months_between(later: datetime, earlier: datetime) -> float:
    """Months with a fraction, counted from the one with the greater day, so that month ends are a month apart."""
    if later.day < earlier.day:
        return -months_between(earlier, later)
    whole = (earlier.year - later.year) * 12 + earlier.month - later.month
    anchor = add_months(later, whole)
    try:
        other = add_months(later, whole - 1 if earlier < anchor else whole + 1)
    except ValueError:
        return float(-whole)
    return -whole - (earlier - anchor) / abs(other - anchor)


def start_of(moment: datetime, unit: str) -> datetime:
    """The first moment of the unit that holds the moment. Weeks start on Sunday."""
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    match unit:
        case "years":
            return day.replace(month=1, day=1)
        case "quarters":
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        case "months":
            return day.replace(day=1)
        case "weeks":
            # The first week of the calendar begins before it.
            return day - timedelta(days=min(day.isoweekday() % 7, day.toordinal() - 1))
        case "days":
            return day
    milliseconds = (moment - _EPOCH) // timedelta(milliseconds=1)
    return _EPOCH + timedelta(milliseconds=milliseconds - milliseconds % _MILLISECONDS[unit])


def week_of_year(day: date, first_weekday: int, january_day: int) -> tuple[int, int]:
    """The year and number of the week. Weeks begin on first_weekday (0 is Sunday); the first one holds january_day."""
    ordinal = day.toordinal()
    for year in (day.year + 1, day.year, day.year - 1):
        start = _first_week(year, first_weekday, january_day)
        if ordinal >= start:
            return year, (ordinal - start) // 7 + 1
    return day.year, 1


def _first_week(year: int, first_weekday: int, january_day: int) -> int:
    """The ordinal of the first day of the year's first week. Works for the years 0 and 10000 too."""
    days_before = (year - 1) * 365 + (year - 1) // 4 - (year - 1) // 100 + (year - 1) // 400
    holder = days_before + january_day
    # Ordinal 7 is a Sunday.
    return holder - (holder - first_weekday) % 7


def _rounded(count: float) -> int:
    """The nearest whole number, halves away from zero."""
    return math.floor(abs(count) + 0.5) * (1 if count >= 0 else -1)
