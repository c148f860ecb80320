"""singleSelect: the name of the choice."""

from typing import Any

from app.airtable._shapes import Field
from app.airtable.fields._kind import FieldKind


def _read(_field: Field, raw: Any) -> str | None:
    return raw if isinstance(raw, str) and raw else None


def _show(_field: Field, value: str, _places: int | None) -> str:
    return value


KIND = FieldKind(types=("singleSelect",), family="select", read=_read, show=_show)
