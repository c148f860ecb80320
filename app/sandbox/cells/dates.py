"""Cells that hold a day or a moment. Moments are stored in UTC to the millisecond, days as they are."""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.sandbox import errors
from app.sandbox.cells.kind import Intake, Kind, Style
from app.sandbox.schema import Field

DATE_FORMATS = {
    "local": "l",
    "friendly": "LL",
    "us": "M/D/YYYY",
    "european": "D/M/YYYY",
    "iso": "YYYY-MM-DD",
}
TIME_FORMATS = {"12hour": "h:mma", "24hour": "HH:mm"}

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_SLASHED = re.compile(r"(\d{1,4})[/.\-](\d{1,2})[/.\-](\d{1,4})")
_TIME = re.compile(r"(\d{1,2})(?::(\d{2}))?(?::(\d{2}))?\s*(am|pm)?", re.IGNORECASE)
_WORDY = ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y")
_MONTHS = "January February March April May June July August September October November December".split()
_HIGHEST_EPOCH = 8_640_000_000_000


class DateKind(Kind):
    """YYYY-MM-DD."""

    def accept(self, field: Field, value: Any, intake: Intake) -> Any:
        day = parse_day(value) if isinstance(value, str) else None
        if day is None and intake.typecast and isinstance(value, str):
            moment = parse_moment(value, UTC)
            day = moment.date() if moment else parse_loose_day(value, european=_is_european(field))
        if day is None:
            raise errors.bad_value(field.name)
        return day.isoformat()

    def text(self, field: Field, value: Any, style: Style) -> str:
        return day_text(date.fromisoformat(value), field.options, style)

    def order(self, field: Field, value: Any, style: Style) -> Any:
        return value


class DateTimeKind(Kind):
    """An ISO moment. Without an offset it is meant in the field's own zone, or in UTC where that has none."""

    def accept(self, field: Field, value: Any, intake: Intake) -> Any:
        zone = zone_named(field.options.get("timeZone", "utc")) or UTC
        moment = self._moment(value, zone)
        if moment is None and intake.typecast and isinstance(value, str):
            moment = parse_loose_moment(value, zone, european=_is_european(field))
        if moment is None:
            raise errors.bad_value(field.name)
        return iso(moment)

    def text(self, field: Field, value: Any, style: Style) -> str:
        return moment_text(value, field.options, style)

    def order(self, field: Field, value: Any, style: Style) -> Any:
        return value

    def _moment(self, value: Any, zone: tzinfo) -> datetime | None:
        if isinstance(value, int | float) and not isinstance(value, bool):
            if abs(value) > _HIGHEST_EPOCH:
                return None
            return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=value)
        return parse_moment(value, zone) if isinstance(value, str) else None


def iso(moment: datetime) -> str:
    """The moment as the API writes it: 2026-11-20T09:30:00.000Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_day(text: str) -> date | None:
    match = _DAY.fullmatch(text.strip())
    return _day(int(match[1]), int(match[2]), int(match[3])) if match else None


def parse_moment(text: str, zone: tzinfo) -> datetime | None:
    """The moment of an ISO text; a day alone means its beginning in the zone."""
    text = text.strip()
    if (day := parse_day(text)) is not None:
        return datetime(day.year, day.month, day.day, tzinfo=zone)
    match = _MOMENT.fullmatch(text)
    if match is None or (day := parse_day(match[1])) is None:
        return None
    hour, minute, second = int(match[2]), int(match[3]), int(match[4] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    microsecond = int((match[5] or "0").ljust(9, "0")[:3]) * 1000
    naive = datetime(day.year, day.month, day.day, hour, minute, second, microsecond)  # noqa: DTZ001
    offset = match[6]
    if offset is None:
        return naive.replace(tzinfo=zone)
    if offset in "Zz":
        return naive.replace(tzinfo=UTC)
    sign = -1 if offset[0] == "-" else 1
    try:
        return (naive - sign * timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]))).replace(
            tzinfo=UTC
        )
    except OverflowError:
        return None


def parse_loose_day(text: str, *, european: bool) -> date | None:
    """A day as people write it: 3/14/2026, 14.3.2026, March 14, 2026."""
    text = text.strip()
    if match := _SLASHED.fullmatch(text):
        first, second, third = (int(part) for part in match.groups())
        if len(match[1]) == 4:
            return _day(first, second, third)
        year = third + 2000 if len(match[3]) <= 2 else third
        day, month = (first, second) if european or first > 12 else (second, first)
        return _day(year, month, day)
    for shape in _WORDY:
        try:
            return datetime.strptime(text, shape).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None


def parse_loose_moment(text: str, zone: tzinfo, *, european: bool) -> datetime | None:
    """A day as people write it, with or without a time after it: 3/14/2026 5:30 pm."""
    if (day := parse_loose_day(text, european=european)) is not None:
        return datetime(day.year, day.month, day.day, tzinfo=zone)
    words = text.strip().split()
    for cut in range(len(words) - 1, 0, -1):
        day = parse_day(" ".join(words[:cut])) or parse_loose_day(" ".join(words[:cut]), european=european)
        match = _TIME.fullmatch(" ".join(words[cut:]))
        if day is not None and match is not None:
            hour = int(match[1])
            if match[4]:
                hour = hour % 12 + (12 if match[4].lower() == "pm" else 0)
            minute, second = int(match[2] or 0), int(match[3] or 0)
            if hour < 24 and minute < 60 and second < 60:
                return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone)
    return None


def zone_named(name: str) -> tzinfo | None:
    """The zone; "client" and "utc" are UTC here. None for an unknown one."""
    if name.lower() in ("utc", "client"):
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def day_text(day: date, options: dict[str, Any], style: Style) -> str:
    shape = options.get("dateFormat", {}).get("name", "local")
    if shape == "local":
        shape = "us" if style.locale.lower() in ("en", "en-us") else "european"
    if shape == "iso":
        return day.isoformat()
    if shape == "friendly":
        return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"
    if shape == "european":
        return f"{day.day}/{day.month}/{day.year}"
    return f"{day.month}/{day.day}/{day.year}"


def moment_text(value: str, options: dict[str, Any], style: Style) -> str:
    """The moment in the style's zone, with its time if the field shows one."""
    moment = datetime.fromisoformat(value).astimezone(style.zone)
    day = day_text(moment.date(), options, style)
    shape = options.get("timeFormat", {}).get("name")
    if shape is None:
        return day
    if shape == "24hour":
        return f"{day} {moment:%H:%M}"
    return f"{day} {moment.hour % 12 or 12}:{moment:%M}{'am' if moment.hour < 12 else 'pm'}"


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _is_european(field: Field) -> bool:
    return bool(field.options.get("dateFormat", {}).get("name") == "european")
