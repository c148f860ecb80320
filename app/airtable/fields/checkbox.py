"""checkbox: true, or no cell at all, which means unchecked."""

from typing import Any

from app.airtable._shapes import Field
from app.airtable.fields._kind import FieldKind, unfit

WORDS = dict.fromkeys(("true", "checked", "yes", "y", "x", "on", "1", "✓"), True)
WORDS |= dict.fromkeys(("false", "unchecked", "no", "n", "off", "0"), False)


def _read(_field: Field, raw: Any) -> bool:
    return raw is True


def _show(_field: Field, value: bool, _places: int | None) -> str:
    return "checked" if value else "unchecked"


def _parse(field: Field, text: str) -> bool:
    word = WORDS.get(text.strip().lower())
    if word is None:
        raise unfit(field, text, "yes or no")
    return word


def _check(field: Field, value: Any) -> None:
    if not isinstance(value, bool):
        raise unfit(field, value, "yes or no")


KIND = FieldKind(
    types=("checkbox",),
    family="checkbox",
    read=_read,
    show=_show,
    parse=_parse,
    check=_check,
    editor="checkbox",
    summaries=("filled",),
)
