"""What every file of this folder describes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from app.airtable._shapes import Field

Family = Literal["text", "number", "date", "datetime", "checkbox", "select", "selects", "links", "other"]


def _no_places(_field: Field) -> int:
    return 0


@dataclass(frozen=True)
class FieldKind:
    """How cells of some field types behave.

    read: the raw cell as a Python value, None for an empty or unreadable cell. Families and values: text str, number
    Decimal, date date, datetime aware datetime in UTC, checkbox bool (never None), select str, selects and links
    tuple of str. show: a value as a person reads it, with a number of decimal places other than the field's own when
    given. places: decimal places of the value itself, e.g. 2 for dollars with cents, 4 for percent with 2.
    """

    types: tuple[str, ...]
    family: Family
    read: Callable[[Field, Any], Any]
    show: Callable[[Field, Any, int | None], str]
    places: Callable[[Field], int] = _no_places
