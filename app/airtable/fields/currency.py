"""currency: "$1,234.50", the minus sign before the symbol."""

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


def _symbol(field: Field) -> str:
    return str(field.options.get("symbol", ""))


def _show(field: Field, value: Decimal, places: int | None) -> str:
    text, symbol = grouped(value, precision(field) if places is None else places), _symbol(field)
    return f"-{symbol}{text[1:]}" if text.startswith("-") else f"{symbol}{text}"


def _parse(field: Field, text: str) -> Decimal:
    """The amount with the field's symbol before or behind it, or without."""
    symbol = _symbol(field).strip()
    amount = text.replace(symbol, "", 1) if symbol else text
    sign, _, rest = amount.strip().partition("-")
    # "- $ 5" leaves a space between sign and digits.
    return parse_decimal(field, f"-{rest.strip()}" if not sign and rest else amount)


KIND = FieldKind(
    types=("currency",),
    family="number",
    read=read_decimal,
    show=_show,
    places=precision,
    parse=_parse,
    check=check_decimal,
    to_wire=decimal_to_wire,
    editor="number",
    summaries=OF_NUMBERS,
)
