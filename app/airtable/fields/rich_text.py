"""richText: like Markdown; the service writes it anew in its own way, with a line end at the end."""

from typing import Any

from app.airtable._shapes import Field
from app.airtable.fields._kind import FieldKind
from app.airtable.fields._texts import check_text, parse_lines, read_text, show_text


def _read(field: Field, raw: Any) -> str | None:
    text = read_text(field, raw)
    # An empty one can come as a single line end.
    return text.rstrip("\n") or None if text else None


KIND = FieldKind(
    types=("richText",),
    family="text",
    read=_read,
    show=show_text,
    parse=parse_lines,
    check=check_text,
    editor="rich_text",
)
