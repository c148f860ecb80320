"""number: "1,234.5" with the precision of the field."""

from decimal import Decimal

from app.airtable._shapes import Field
from app.airtable.fields._decimals import (
    check_decimal,
    decimal_to_wire,
    grouped,
    parse_decimal,
    precision,
    read_decimal,
)
from app.airtable.fields._kind import OF_NUMBERS, FieldKind


def _show(field: Field, value: Decimal, places: int | None) -> str:
    return grouped(value, precision(field) if places is None else places)


KIND = FieldKind(
    types=("number",),
    family="number",
    read=read_decimal,
    show=_show,
    places=precision,
    parse=parse_decimal,
    check=check_decimal,
    to_wire=decimal_to_wire,
    editor="number",
    summaries=OF_NUMBERS,
)
