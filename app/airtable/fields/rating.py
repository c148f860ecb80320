"""rating: a whole number from 1; no rating is an empty cell, never 0."""

from decimal import Decimal
from typing import Any

from app.airtable._shapes import Field
from app.airtable.fields._decimals import decimal_to_wire, grouped, parse_decimal, read_decimal
from app.airtable.fields._kind import OF_NUMBERS, FieldKind, unfit

MOST = 10


def _most(field: Field) -> int:
    given = field.options.get("max", MOST)
    return given if isinstance(given, int) and 1 <= given <= MOST else MOST


def _show(_field: Field, value: Decimal, places: int | None) -> str:
    return grouped(value, places or 0)


def _check(field: Field, value: Any) -> None:
    is_number = isinstance(value, Decimal | int) and not isinstance(value, bool)
    if not is_number or value not in range(1, _most(field) + 1):
        raise unfit(field, value, f"a whole number from 1 to {_most(field)}")


KIND = FieldKind(
    types=("rating",),
    family="number",
    read=read_decimal,
    show=_show,
    parse=parse_decimal,
    check=_check,
    to_wire=decimal_to_wire,
    editor="rating",
    summaries=OF_NUMBERS,
)
