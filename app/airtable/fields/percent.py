"""percent: 0.125 over the wire, "12.5%" to a person."""

from decimal import Decimal

from app.airtable._shapes import Field
from app.airtable.fields._decimals import grouped, precision, read_decimal
from app.airtable.fields._kind import FieldKind


def _places(field: Field) -> int:
    return precision(field) + 2


def _show(field: Field, value: Decimal, places: int | None) -> str:
    return f"{grouped(value.scaleb(2), precision(field) if places is None else max(places - 2, 0))}%"


KIND = FieldKind(types=("percent",), family="number", read=read_decimal, show=_show, places=_places)
