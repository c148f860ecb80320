"""singleSelect: the name of the choice."""

from typing import Any

from app.airtable._shapes import Field
from app.airtable.fields._choices import choice_named
from app.airtable.fields._kind import FieldKind, unfit
from app.airtable.fields._texts import read_text, show_text


def _check(field: Field, value: Any) -> None:
    if not isinstance(value, str) or choice_named(field, value) != value:
        raise unfit(field, value, "the name of a choice as it is written in the field")


KIND = FieldKind(
    types=("singleSelect",),
    family="select",
    read=read_text,
    show=show_text,
    parse=choice_named,
    check=_check,
    editor="choice",
)
