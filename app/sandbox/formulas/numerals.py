"""Numbers as text and back, the way JavaScript writes and reads them: every number is an IEEE double."""

import math
import re
from decimal import Decimal

from app.sandbox.formulas.errors import CellError

_NUMERAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_LEADING = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_NOT_NUMERIC = re.compile(r"[^0-9.\-]")
# Below it, every whole number is a double.
_EXACT = 2**53
# The longest decimal fraction that a double can need.
_MAX_LENGTH = 1_100


def number_text(number: float) -> str:
    """The number as `String(number)` of JavaScript: 3, 0.1, 1e+21, 1e-7, NaN, -Infinity."""
    if number.is_integer() and abs(number) < _EXACT:
        return str(int(number))
    if not math.isfinite(number):
        return "NaN" if math.isnan(number) else ("Infinity" if number > 0 else "-Infinity")
    if 1e-6 <= abs(number) < 1e21:
        return format(Decimal(repr(number)), "f")
    mantissa, exponent = repr(number).split("e")
    return f"{mantissa}e{int(exponent):+d}"


def read_number(text: str) -> float | None:
    """The number that the whole text is, None if it is none. An empty text is none."""
    text = text.strip()
    if not text or len(text) > _MAX_LENGTH or not _NUMERAL.fullmatch(text):
        return None
    return float(text)


def extract_number(text: str) -> float:
    """The number that the text is, or what remains of it without all but digits, points and minus signs.

    Raises CellError when nothing remains.
    """
    found = read_number(text)
    if found is not None:
        return found
    if len(text) > _MAX_LENGTH:
        raise CellError("the text is too long for a number")
    match = _LEADING.match(_NOT_NUMERIC.sub("", text))
    if match is None:
        raise CellError("there is no number in the text")
    return float(match[0])


def plain_number(number: float) -> int | float | dict[str, str]:
    """The number as JSON: whole ones without a point, and the special values that JSON does not have."""
    if not math.isfinite(number):
        return {"specialValue": number_text(number)}
    return int(number) if number.is_integer() and abs(number) < _EXACT else number


def divided(dividend: float, divisor: float) -> float:
    """The quotient; by zero it is infinite, and NaN for zero by zero."""
    if divisor:
        return dividend / divisor
    if not dividend or math.isnan(dividend):
        return math.nan
    return math.copysign(math.inf, dividend) * math.copysign(1.0, divisor)
