"""email: one address."""

import re
from typing import Any

from app.airtable._shapes import Field
from app.airtable.fields._kind import FieldKind, unfit
from app.airtable.fields._texts import check_text, parse_line, read_text, show_text

ADDRESS = re.compile(r"[^\s@<>,;\"]{1,64}@[^\s@<>,;\"]{1,255}")


def _check(field: Field, value: Any) -> None:
    check_text(field, value)
    if not ADDRESS.fullmatch(value):
        raise unfit(field, value, "one address such as name@example.com")


KIND = FieldKind(
    types=("email",),
    family="text",
    read=read_text,
    show=show_text,
    parse=parse_line,
    check=_check,
    editor="line",
)
