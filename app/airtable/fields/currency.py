"""currency: "$1,234.50", the minus sign before the symbol."""

from decimal import Decimal

from app.airtable._shapes import Field
from app.airtable.fields._decimals import grouped, precision, read_decimal
from app.airtable.fields._kind import FieldKind


def _show(field: Field, value: Decimal, places: int | None) -> str:
    text = grouped(value, precision(field) if places is None else places)
    symbol = str(field.options.get("symbol", ""))
    return f"-{symbol}{text[1:]}" if text.startswith("-") else f"{symbol}{text}"


KIND = FieldKind(types=("currency",), family="number", read=read_decimal, show=_show, places=precision)
