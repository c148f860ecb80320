"""barcode: the text of a code, with its symbology when a camera has read it."""

from typing import Any

from app.airtable._shapes import Field
from app.airtable.fields._kind import FieldKind
from app.airtable.fields._texts import check_text, parse_line, read_text, show_text


def _read(field: Field, raw: Any) -> str | None:
    return read_text(field, raw.get("text")) if isinstance(raw, dict) else None


def _to_wire(_field: Field, value: str) -> dict[str, str]:
    return {"text": value}


KIND = FieldKind(
    types=("barcode",),
    family="text",
    read=_read,
    show=show_text,
    parse=parse_line,
    check=check_text,
    to_wire=_to_wire,
    editor="line",
)
