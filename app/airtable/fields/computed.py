"""formula, rollup, createdTime and lastModifiedTime: cells like those of their result, which nobody writes.

This kind is for results of no known type; the others borrow the kind of their result.
"""

from typing import Any

from app.airtable._shapes import Field
from app.airtable.fields._kind import FieldKind

BORROWS = True


def _read(_field: Field, raw: Any) -> Any:
    """Errors such as {"error": "#ERROR!"} and {"specialValue": "NaN"} are no value."""
    return None if raw is None or raw == "" or isinstance(raw, dict) else raw


def _show(_field: Field, value: Any, _places: int | None) -> str:
    return ", ".join(str(item) for item in value) if isinstance(value, list) else str(value)


KIND = FieldKind(
    types=("formula", "rollup", "createdTime", "lastModifiedTime"), family="other", read=_read, show=_show
)
