"""url: an address of the web; a scheme that runs something is refused, as people click on it."""

import re
from typing import Any

from app.airtable._shapes import Field
from app.airtable.fields._kind import FieldKind, unfit
from app.airtable.fields._texts import check_text, parse_line, read_text, show_text

SCHEMES = {"http", "https", "mailto", "ftp", "tel"}
# A colon after a name is a scheme, unless a port follows, as in localhost:8000.
SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):(?!\d{1,5}(?:/|$))")


def _check(field: Field, value: Any) -> None:
    check_text(field, value)
    given = SCHEME.match("".join(char for char in value if char.isprintable()))
    if (given and given[1].lower() not in SCHEMES) or any(char.isspace() for char in value):
        raise unfit(field, value, "an address such as https://example.com")


KIND = FieldKind(
    types=("url",),
    family="text",
    read=read_text,
    show=show_text,
    parse=parse_line,
    check=_check,
    editor="line",
)
