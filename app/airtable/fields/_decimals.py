"""Exact numbers out of JSON, and their look."""

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from app.airtable._shapes import Field

# Wide enough for the sum of the largest and the smallest number that JSON carries; costs nothing for usual ones.
EXACT = Context(prec=1000)
# Up to here a double holds each whole number.
EVERY_WHOLE_NUMBER = 2**53


def read_decimal(_field: Field, raw: Any) -> Decimal | None:
    """The number exactly as it was written. None for no number, also for {"specialValue": "NaN"}.

    The numbers of the Web API are doubles: digits beyond them mean the nearest one.
    """
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return None
    if isinstance(raw, int) and abs(raw) <= EVERY_WHOLE_NUMBER:
        return Decimal(raw)
    try:
        # repr gives the shortest text that means this float: 0.1 becomes 0.1, not its binary neighbour.
        value = Decimal(repr(float(raw)))
    except OverflowError:
        return None
    return value if value.is_finite() else None


def precision(field: Field) -> int:
    """The decimal places that the field shows, 0 to 8."""
    given = field.options.get("precision", 0)
    return given if isinstance(given, int) and 0 <= given <= 8 else 0


def grouped(value: Decimal, places: int) -> str:
    """The number with thousands separators, rounded half up: -1234.5 with 2 places is "-1,234.50"."""
    rounded = round_half_up(value, places)
    return f"{rounded if rounded else rounded.copy_abs():,.{places}f}"


def round_half_up(value: Decimal, places: int) -> Decimal:
    """Rounded half away from zero to so many decimal places, exactly for any size."""
    return value.quantize(Decimal((0, (1,), -places)), rounding=ROUND_HALF_UP, context=EXACT)
