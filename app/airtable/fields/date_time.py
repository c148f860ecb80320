"""dateTime: an instant, "2026-11-20T14:00:00.000Z" over the wire, shown and typed in the time zone of the field."""

import re
from datetime import UTC, datetime, time, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from app.airtable._shapes import Field
from app.airtable.fields._days import shown_date, typed_date
from app.airtable.fields._kind import OF_TIMES, FieldKind, unfit

NEEDED = "a date and time such as 2026-11-20 14:30"
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T")
_TYPED = re.compile(
    r"(?P<day>.+?)(?:[ T,]+(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?"
    r"\s*(?P<half>am|pm)?)?(?:\s+(?P<zone>[A-Z]{1,5}|[+-][0-9]{2,4}))?",
    re.IGNORECASE,
)


def _read(_field: Field, raw: Any) -> datetime | None:
    try:
        value = datetime.fromisoformat(raw)
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError):
        return None


def _show(field: Field, value: datetime, _places: int | None) -> str:
    local = value.astimezone(_zone(field))
    is_12_hours = field.options.get("timeFormat", {}).get("name") == "12hour"
    clock = (
        f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"
        if is_12_hours
        else f"{local:%H:%M}"
    )
    return f"{shown_date(field, local.date())} {clock} {local.tzname()}"


def _parse(field: Field, text: str) -> datetime:
    """An ISO time with its zone; else a day and a time in the zone of the field, which may be named behind it."""
    typed = text.strip()
    if _ISO.match(typed):
        try:
            value = datetime.fromisoformat(typed)
        except ValueError:
            raise unfit(field, text, NEEDED) from None
        return _utc(field, value if value.tzinfo else value.replace(tzinfo=_zone(field)), text)
    found = _TYPED.fullmatch(typed)
    if found is None:
        raise unfit(field, text, NEEDED)
    local = datetime.combine(typed_date(field, found["day"]), _time(field, found, text), _zone(field))
    named = (found["zone"] or "").upper()
    if named in ("UTC", "GMT", "Z"):
        return _utc(field, local.replace(tzinfo=UTC), text)
    if named and named != (local.tzname() or "").upper():
        raise unfit(field, text, f"{NEEDED} in the time zone of the field, without another one")
    return _utc(field, local, text)


def _time(field: Field, found: re.Match[str], text: str) -> time:
    hour, half = int(found["hour"] or 0), (found["half"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise unfit(field, text, NEEDED)
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        return time(hour, int(found["minute"] or 0), int(found["second"] or 0))
    except ValueError:
        raise unfit(field, text, NEEDED) from None


def _utc(field: Field, value: datetime, text: Any) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise unfit(field, text, NEEDED) from None


def _check(field: Field, value: Any) -> None:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise unfit(field, value, NEEDED)


def _to_wire(field: Field, value: datetime) -> str:
    return _utc(field, value, value).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _zone(field: Field) -> tzinfo:
    """The zone of the field; "client" depends on the reader and an unknown name on nobody, so they are UTC."""
    name = field.options.get("timeZone", "utc")
    if name in ("utc", "client"):
        return UTC
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, TypeError, OSError):
        return UTC


KIND = FieldKind(
    types=("dateTime",),
    family="datetime",
    read=_read,
    show=_show,
    parse=_parse,
    check=_check,
    to_wire=_to_wire,
    editor="date_time",
    summaries=OF_TIMES,
)
