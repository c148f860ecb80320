"""checkbox: true, or no cell at all, which means unchecked."""

from typing import Any

from app.airtable._shapes import Field
from app.airtable.fields._kind import FieldKind


def _read(_field: Field, raw: Any) -> bool:
    return raw is True


def _show(_field: Field, value: bool, _places: int | None) -> str:
    return "checked" if value else "unchecked"


KIND = FieldKind(types=("checkbox",), family="checkbox", read=_read, show=_show)
