"""button: a label and perhaps an address."""

from typing import Any

from app.airtable._shapes import Field
from app.airtable.fields._kind import FieldKind
from app.airtable.fields._texts import read_text, show_text


def _read(field: Field, raw: Any) -> str | None:
    return read_text(field, raw.get("label")) if isinstance(raw, dict) else None


KIND = FieldKind(types=("button",), family="text", read=_read, show=show_text, summaries=())
