"""aiText: what a model wrote, once it has; while it is at it or has failed there is nothing to read."""

from typing import Any

from app.airtable._shapes import Field
from app.airtable.fields._kind import FieldKind
from app.airtable.fields._texts import read_text, show_text


def _read(field: Field, raw: Any) -> str | None:
    return read_text(field, raw.get("value")) if isinstance(raw, dict) else None


KIND = FieldKind(types=("aiText",), family="text", read=_read, show=show_text)
