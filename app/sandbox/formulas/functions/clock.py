"""What depends on the time of the evaluation."""

from datetime import UTC, datetime

from app.sandbox.formulas.budget import charge_format
from app.sandbox.formulas.errors import CellError
from app.sandbox.formulas.functions.registry import function
from app.sandbox.formulas.kinds import Kind
from app.sandbox.formulas.moment import humanize, locale_of, parse_time
from app.sandbox.formulas.numerals import number_text
from app.sandbox.formulas.values import Styled, Value, instant, is_blank, single
from app.sandbox.formulas.values import text as text_of


@function(Kind.DATETIME, is_volatile=True)
def now_(now: datetime) -> Value:
    return now.astimezone(UTC)


@function(Kind.DATE, is_volatile=True)
def today(now: datetime) -> Value:
    return now.astimezone(UTC).date()


@function(Kind.TEXT, is_volatile=True)
def fromnow(now: datetime, moment: Value) -> Value:
    """How far the moment is from now, in words and without a direction."""
    return humanize(instant(moment) - now)


@function(Kind.TEXT, is_volatile=True)
def tonow(now: datetime, moment: Value) -> Value:
    return humanize(now - instant(moment))


@function(Kind.DATETIME)
def datetime_parse(now: datetime, text: Value, pattern: Value = None, locale: Value = None) -> Value:
    """The time that a text gives; without a format it is read as ISO and as Americans write dates.

    It is volatile only if the format has no year: where that is known, when the formula is compiled.
    """
    value = single(text) if isinstance(text, list) else text
    if is_blank(pattern) or (not isinstance(value, str | float)):
        return value.instant if isinstance(value, Styled) else instant(value)
    charge_format(pattern)
    written = number_text(value) if isinstance(value, float) else value
    language = locale_of(text_of(locale)[:20] or "en")
    found = parse_time(written, text_of(pattern), language, now)
    if found is None:
        raise CellError("the text holds no such date")
    return found
