"""multipleSelects: the names of the choices in the order they were chosen."""

from typing import Any

from app.airtable._shapes import Field
from app.airtable.fields._choices import choice_named
from app.airtable.fields._kind import FieldKind, unfit
from app.airtable.fields._lists import list_to_wire, read_texts, show_texts
from app.airtable.fields._texts import items


def _parse(field: Field, text: str) -> tuple[str, ...]:
    """Names separated by commas; a name that has a comma itself stands alone or in quotes."""
    if text.strip() in {choice.name for choice in field.choices}:
        return (text.strip(),)
    return tuple(dict.fromkeys(choice_named(field, part) for part in items(text)))


def _check(field: Field, value: Any) -> None:
    if not isinstance(value, tuple | list) or not all(isinstance(item, str) for item in value):
        raise unfit(field, value, "names of choices")
    for item in value:
        if choice_named(field, item) != item:
            raise unfit(field, item, "the names of choices as they are written in the field")


KIND = FieldKind(
    types=("multipleSelects",),
    family="selects",
    read=read_texts,
    show=show_texts,
    parse=_parse,
    check=_check,
    to_wire=list_to_wire,
    editor="choices",
)
