"""rating: a whole number from 1; no rating is an empty cell, never 0."""

from decimal import Decimal

from app.airtable._shapes import Field
from app.airtable.fields._decimals import grouped, read_decimal
from app.airtable.fields._kind import FieldKind


def _show(_field: Field, value: Decimal, places: int | None) -> str:
    return grouped(value, places or 0)


KIND = FieldKind(types=("rating",), family="number", read=read_decimal, show=_show)
