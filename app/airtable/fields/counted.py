"""count and autoNumber: whole numbers that the service makes."""

from decimal import Decimal

from app.airtable._shapes import Field
from app.airtable.fields._decimals import grouped, read_decimal
from app.airtable.fields._kind import OF_NUMBERS, FieldKind


def _show(_field: Field, value: Decimal, places: int | None) -> str:
    return grouped(value, places or 0)


KIND = FieldKind(
    types=("count", "autoNumber"), family="number", read=read_decimal, show=_show, summaries=OF_NUMBERS
)
