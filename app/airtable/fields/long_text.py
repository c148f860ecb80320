"""multilineText: a text of several lines; it may hold mentions such as @[usr...]."""

from app.airtable.fields._kind import FieldKind
from app.airtable.fields._texts import check_text, parse_lines, read_text, show_text

KIND = FieldKind(
    types=("multilineText",),
    family="text",
    read=read_text,
    show=show_text,
    parse=parse_lines,
    check=check_text,
    editor="lines",
)
