"""multipleLookupValues: the cells of linked records, one after the other."""

from typing import Any

from app.airtable._shapes import Field
from app.airtable.fields._kind import FieldKind


def _read(_field: Field, raw: Any) -> list[Any] | None:
    """The values that are some; errors inside are left out."""
    if not isinstance(raw, list):
        return None
    return [item for item in raw if item is not None and not _is_error(item)] or None


def _show(_field: Field, value: list[Any], _places: int | None) -> str:
    return ", ".join(_shown(item) for item in value)


def _is_error(item: Any) -> bool:
    return isinstance(item, dict) and bool({"error", "specialValue"} & item.keys())


def _shown(item: Any) -> str:
    if isinstance(item, dict):
        names = (item.get(key) for key in ("name", "filename", "text", "email", "label", "value", "id"))
        return next((name for name in names if isinstance(name, str) and name), "")
    if isinstance(item, bool):
        return "checked" if item else "unchecked"
    return str(item)


KIND = FieldKind(types=("multipleLookupValues",), family="other", read=_read, show=_show)
