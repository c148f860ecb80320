"""percent: 0.125 over the wire, "12.5%" to a person, who may leave out the sign."""

from decimal import Decimal

from app.airtable._shapes import Field
from app.airtable.fields._decimals import (
    EXACT,
    check_decimal,
    decimal_to_wire,
    grouped,
    parse_decimal,
    precision,
    read_decimal,
)
from app.airtable.fields._kind import OF_NUMBERS, FieldKind


def _places(field: Field) -> int:
    return precision(field) + 2


def _show(field: Field, value: Decimal, places: int | None) -> str:
    return f"{grouped(value.scaleb(2), precision(field) if places is None else max(places - 2, 0))}%"


def _parse(field: Field, text: str) -> Decimal:
    return parse_decimal(field, text.strip().removesuffix("%").strip()).scaleb(-2, context=EXACT)


KIND = FieldKind(
    types=("percent",),
    family="number",
    read=read_decimal,
    show=_show,
    places=_places,
    parse=_parse,
    check=check_decimal,
    to_wire=decimal_to_wire,
    editor="number",
    summaries=OF_NUMBERS,
)
