"""dateTime: an instant, "2026-11-20T14:00:00.000Z" over the wire, shown in the time zone of the field."""

from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from app.airtable._shapes import Field
from app.airtable.fields._days import shown_date
from app.airtable.fields._kind import FieldKind


def _read(_field: Field, raw: Any) -> datetime | None:
    try:
        value = datetime.fromisoformat(raw)
    except (TypeError, ValueError):
        return None
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def _show(field: Field, value: datetime, _places: int | None) -> str:
    zone = _zone(field)
    local = value.astimezone(zone)
    is_12_hours = field.options.get("timeFormat", {}).get("name") == "12hour"
    time = (
        f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"
        if is_12_hours
        else f"{local:%H:%M}"
    )
    return f"{shown_date(field, local.date())} {time} {local.tzname()}"


def _zone(field: Field) -> tzinfo:
    """The zone of the field; "client" depends on the reader and an unknown name on nobody, so they are UTC."""
    name = field.options.get("timeZone", "utc")
    if name in ("utc", "client"):
        return UTC
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, TypeError, OSError):
        return UTC


KIND = FieldKind(types=("dateTime",), family="datetime", read=_read, show=_show)
