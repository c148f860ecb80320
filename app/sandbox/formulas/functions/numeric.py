"""Numbers, as IEEE doubles with JavaScript's rules: what has no result is NaN, what is too large is infinite.

Aggregates look into arrays and pass over what is blank or text.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_UP, Context, Decimal

from app.sandbox.formulas.functions.registry import function
from app.sandbox.formulas.kinds import TIMES, Kind, arithmetic, united
from app.sandbox.formulas.numerals import divided
from app.sandbox.formulas.values import Styled, Value, flat, instant, is_blank, number, whole

# Digits enough for the quotient of any two doubles.
_EXACT = Context(prec=700)
# Beyond these places every double is a multiple of the unit, or nothing but zeros.
_MOST_PLACES = 330


def _extreme_kind(kinds: Sequence[Kind]) -> Kind:
    kind = united(kinds)
    return kind if kind in TIMES or kind is Kind.INTEGER else Kind.NUMBER


@function(arithmetic, least=1)
def sum_(*values: Value) -> Value:
    total = 0.0
    for found in _numbers(values):
        total += found
    return total


@function(Kind.NUMBER, least=1)
def average(*values: Value) -> Value:
    found = list(_numbers(values))
    return divided(float(sum(found)), float(len(found)))


@function(_extreme_kind, least=1)
def max_(*values: Value) -> Value:
    return _extreme(values, sign=1)


@function(_extreme_kind, least=1)
def min_(*values: Value) -> Value:
    return _extreme(values, sign=-1)


@function(Kind.INTEGER, least=1)
def count(*values: Value) -> Value:
    """How many are numbers."""
    return float(sum(isinstance(value, float) for value in flat(values)))


@function(Kind.INTEGER, least=1)
def counta(*values: Value) -> Value:
    """How many are not empty."""
    return float(sum(not is_blank(value) for value in flat(values)))


@function(Kind.INTEGER, least=1)
def countall(*values: Value) -> Value:
    return float(sum(1 for _ in flat(values)))


@function(arithmetic)
def abs_(value: Value) -> Value:
    return abs(number(value))


@function(Kind.NUMBER)
def round_(value: Value, precision: Value = None) -> Value:
    """Rounds halves up, towards +∞."""
    return _to_places(value, precision, None)


@function(Kind.NUMBER)
def roundup(value: Value, precision: Value = None) -> Value:
    return _to_places(value, precision, ROUND_UP)


@function(Kind.NUMBER)
def rounddown(value: Value, precision: Value = None) -> Value:
    return _to_places(value, precision, ROUND_DOWN)


@function(Kind.NUMBER)
def ceiling(value: Value, significance: Value = None) -> Value:
    return _to_multiple(value, significance, ROUND_CEILING)


@function(Kind.NUMBER)
def floor(value: Value, significance: Value = None) -> Value:
    return _to_multiple(value, significance, ROUND_FLOOR)


@function(Kind.INTEGER)
def int_(value: Value) -> Value:
    found = number(value)
    return float(math.floor(found)) if math.isfinite(found) else found


@function(Kind.INTEGER)
def even(value: Value) -> Value:
    return _to_parity(number(value), 0)


@function(Kind.INTEGER)
def odd(value: Value) -> Value:
    return _to_parity(number(value), 1)


@function(Kind.NUMBER)
def mod(value: Value, divisor: Value) -> Value:
    """The remainder, with the sign of the divisor."""
    dividend, by = number(value), number(divisor)
    return dividend % by if by and math.isfinite(dividend) else math.nan


@function(Kind.NUMBER)
def power(base: Value, exponent: Value) -> Value:
    radix, times = number(base), number(exponent)
    try:
        return math.pow(radix, times)
    except OverflowError:
        return -math.inf if radix < 0 and times % 2 == 1 else math.inf
    except ValueError:
        return math.nan if radix else math.inf


@function(Kind.NUMBER)
def exp(exponent: Value) -> Value:
    try:
        return math.exp(number(exponent))
    except OverflowError:
        return math.inf


@function(Kind.NUMBER)
def log(value: Value, base: Value = None) -> Value:
    found = number(value)
    if base is None or number(base) == 10:
        return _logarithm(found, math.log10)
    if number(base) == 2:
        return _logarithm(found, math.log2)
    return divided(_logarithm(found, math.log), _logarithm(number(base), math.log))


@function(Kind.NUMBER)
def sqrt(value: Value) -> Value:
    found = number(value)
    return math.sqrt(found) if found >= 0 else math.nan


def _numbers(values: Sequence[Value]) -> Iterator[float]:
    for value in flat(values):
        if isinstance(value, bool | float):
            yield float(value)


def _extreme(values: Sequence[Value], *, sign: int) -> Value:
    """The greatest value for sign 1, the least for -1: a date if there are dates and no numbers, 0 for nothing."""
    found = list(_numbers(values))
    times = [value for value in flat(values) if isinstance(value, date | Styled)]
    if times and not found:
        return max(times, key=lambda time: sign * instant(time).timestamp())
    if any(map(math.isnan, found)):
        return math.nan
    return sign * max((sign * each for each in found), default=0.0)


def _to_places(value: Value, precision: Value, rounding: str | None) -> float:
    found, places = number(value), whole(precision)
    if not math.isfinite(found) or places > _MOST_PLACES:
        return found
    scaled = _EXACT.scaleb(Decimal(repr(found)), max(places, -_MOST_PLACES))
    if rounding is None:
        scaled, rounding = _EXACT.add(scaled, Decimal("0.5")), ROUND_FLOOR
    return float(_EXACT.scaleb(scaled.to_integral_value(rounding), -max(places, -_MOST_PLACES)))


def _to_multiple(value: Value, significance: Value, rounding: str) -> float:
    found, unit = number(value), 1.0 if significance is None else number(significance)
    if not math.isfinite(found) or not math.isfinite(unit) or unit == 0:
        return found if math.isfinite(unit) and unit else math.nan
    exact = Decimal(repr(unit))
    multiples = _EXACT.divide(Decimal(repr(found)), exact).to_integral_value(rounding)
    return float(_EXACT.multiply(multiples, exact))


def _to_parity(value: float, remainder: int) -> float:
    """The next whole number with the remainder of a division by two, away from zero."""
    if not math.isfinite(value):
        return value
    magnitude = math.ceil(abs(value))
    if magnitude % 2 != remainder:
        magnitude += 1
    return float(-magnitude if value < 0 else magnitude)


def _logarithm(value: float, logarithm: Callable[[float], float]) -> float:
    if value > 0:
        return logarithm(value)
    return -math.inf if value == 0 else math.nan
