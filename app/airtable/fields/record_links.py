"""multipleRecordLinks: ids of records of another table; whoever shows them puts the records' names in their place."""

import re
from typing import Any

from app.airtable._shapes import Field
from app.airtable.fields._kind import FieldKind, unfit
from app.airtable.fields._lists import list_to_wire, read_texts, show_texts
from app.airtable.fields._texts import items

RECORD_ID = re.compile(r"rec[0-9A-Za-z]{14}")


def _parse(_field: Field, text: str) -> tuple[str, ...]:
    return tuple(items(text))


def _check(field: Field, value: Any) -> None:
    is_list = isinstance(value, tuple | list)
    if not is_list or not all(isinstance(item, str) and RECORD_ID.fullmatch(item) for item in value):
        raise unfit(field, value, "ids of records, each beginning with rec")
    if field.options.get("prefersSingleRecordLink") and len(value) > 1:
        raise unfit(field, value, "one record")


KIND = FieldKind(
    types=("multipleRecordLinks",),
    family="links",
    read=read_texts,
    show=show_texts,
    parse=_parse,
    check=_check,
    to_wire=list_to_wire,
    editor="links",
)
