"""date: "YYYY-MM-DD" over the wire."""

from datetime import date, datetime
from typing import Any

from app.airtable._shapes import Field
from app.airtable.fields._days import NEEDED, shown_date, typed_date
from app.airtable.fields._kind import OF_TIMES, FieldKind, unfit


def _read(_field: Field, raw: Any) -> date | None:
    try:
        return date.fromisoformat(raw)
    except (TypeError, ValueError):
        return None


def _show(field: Field, value: date, _places: int | None) -> str:
    return shown_date(field, value)


def _check(field: Field, value: Any) -> None:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise unfit(field, value, NEEDED)


def _to_wire(_field: Field, value: date) -> str:
    return value.isoformat()


KIND = FieldKind(
    types=("date",),
    family="date",
    read=_read,
    show=_show,
    parse=typed_date,
    check=_check,
    to_wire=_to_wire,
    editor="date",
    summaries=OF_TIMES,
)
