"""Exact numbers out of JSON and out of what people type, and their look."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from app.airtable._shapes import Field
from app.airtable.fields._kind import unfit

# Wide enough for the sum of the largest and the smallest number that JSON carries; costs nothing for usual ones.
EXACT = Context(prec=1000)
# Up to here a double holds each whole number.
EVERY_WHOLE_NUMBER = 2**53
MAX_TYPED_CHARACTERS = 400
TYPED = re.compile(
    r"(?P<sign>[+-]?)(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(?:\.(?P<part>[0-9]*))?(?P<power>[eE][+-]?[0-9]{1,3})?"
)


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


def parse_decimal(field: Field, text: str) -> Decimal:
    """The number that was typed, with thousands separators or without: "-1,234.5", "(1,234.5)", "1e6"."""
    typed = text.strip().replace("\u2212", "-").replace("\u00a0", " ")
    if typed.startswith("(") and typed.endswith(")"):
        typed = f"-{typed[1:-1].strip()}"
    found = TYPED.fullmatch(typed) if len(typed) <= MAX_TYPED_CHARACTERS else None
    if found is None or not (found["whole"] or found["part"]):
        raise unfit(field, text, "a number such as 1234.5")
    whole = (found["whole"] or "0").replace(",", "")
    return Decimal(f"{found['sign']}{whole}.{found['part'] or '0'}{found['power'] or ''}")


def check_decimal(field: Field, value: Any) -> None:
    """Refuses what is no number, and one with more digits than a cell keeps: it would come back as another one."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int) or not Decimal(value).is_finite():
        raise unfit(field, value, "a number")
    number = Decimal(value)
    if number and (abs(number.adjusted()) > 300 or Decimal(repr(float(number))) != number):
        raise unfit(field, value, "a number with at most 15 digits, as the cell keeps no more")


def decimal_to_wire(_field: Field, value: Any) -> int | float:
    number = Decimal(value)
    is_whole = number == number.to_integral_value() and abs(number) <= EVERY_WHOLE_NUMBER
    return int(number) if is_whole else float(number)


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
