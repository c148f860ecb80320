"""Short and long plain texts, and phone numbers."""

from app.airtable.fields._kind import FieldKind
from app.airtable.fields._texts import check_text, parse_line, read_text, show_text

KIND = FieldKind(
    types=("singleLineText", "phoneNumber"),
    family="text",
    read=read_text,
    show=show_text,
    parse=parse_line,
    check=check_text,
    editor="line",
)
