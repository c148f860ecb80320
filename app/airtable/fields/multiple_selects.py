"""multipleSelects: the names of the choices in the order they were chosen."""

from typing import Any

from app.airtable._shapes import Field
from app.airtable.fields._kind import FieldKind


def _read(_field: Field, raw: Any) -> tuple[str, ...] | None:
    if not isinstance(raw, list):
        return None
    return tuple(item for item in raw if isinstance(item, str)) or None


def _show(_field: Field, value: tuple[str, ...], _places: int | None) -> str:
    return ", ".join(value)


KIND = FieldKind(types=("multipleSelects",), family="selects", read=_read, show=_show)
