"""date: "YYYY-MM-DD" over the wire."""

from datetime import date
from typing import Any

from app.airtable._shapes import Field
from app.airtable.fields._days import shown_date
from app.airtable.fields._kind import FieldKind


def _read(_field: Field, raw: Any) -> date | None:
    try:
        return date.fromisoformat(raw)
    except (TypeError, ValueError):
        return None


def _show(field: Field, value: date, _places: int | None) -> str:
    return shown_date(field, value)


KIND = FieldKind(types=("date",), family="date", read=_read, show=_show)
