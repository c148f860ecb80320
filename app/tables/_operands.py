"""Reads the value of a condition as the type of its field, and says what is wrong when it cannot be."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from app.airtable import Field, kind_of
from app.errors import InvalidInput
from app.tables._naming import find, quoted, suggestion
from app.tables._time import PERIODS, Clock, Days, Span, period, relative_day

_CHECKED = {
    "true": True,
    "checked": True,
    "yes": True,
    "1": True,
    "false": False,
    "unchecked": False,
    "no": False,
}
_CHECKED["0"] = False


MAX_TEXT = 10_000


@dataclass(frozen=True)
class Operand:
    """A value to compare with, its words in a sentence, and how it is kept: relative dates stay relative."""

    value: Any
    text: str
    kept: Any


def read_text(field: Field, value: Any) -> Operand:
    """A part of a text. Raises InvalidInput for one that is too long."""
    text = str(value)
    if len(text) > MAX_TEXT:
        raise InvalidInput(f"A text to compare with has at most {MAX_TEXT:,} characters.", field=field.name)
    return Operand(text, f'"{quoted(text)}"', text)


def read_period(field: Field, value: Any, clock: Clock) -> Operand:
    """The days of a period such as "last 30 days". Raises InvalidInput that says what there is."""
    days = period(str(value), clock.today)
    if days is None:
        raise _unfit(field, value, f"a period, such as {PERIODS}")
    last = days.end - timedelta(days=1)
    text = f"{quoted(str(value)).replace('_', ' ')} ({days.start.isoformat()} to {last.isoformat()})"
    return Operand(_in_field(field, days, clock), text, value)


def read_operand(field: Field, value: Any, clock: Clock) -> Operand:
    """The operand of a condition. Raises InvalidInput that names the field and what it takes."""
    kind = kind_of(field)
    match kind.family:
        case "number":
            number = _number(field, value)
            text = kind.show(field, number, max(_scale(number), kind.places(field)))
            return Operand(number, text, number)
        case "date" | "datetime":
            return _moment(field, value, clock)
        case "checkbox":
            is_checked = _checked(field, value)
            return Operand(is_checked, "checked" if is_checked else "unchecked", is_checked)
        case "select" | "selects":
            name = _choice(field, value)
            return Operand(name, name, name)
        case _:
            return read_text(field, value)


def _number(field: Field, value: Any) -> Decimal:
    # Decimal would take 1_000 for a thousand; nobody writes amounts like that.
    text = str(value).strip().replace(",", "").replace("_", "?")
    symbol = str(field.options.get("symbol") or "$")
    text = text.replace(symbol, "", 1).strip()
    is_percent = text.endswith("%") and field.type == "percent"
    try:
        number = Decimal(text.removesuffix("%") if is_percent else text)
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(value, bool | date) or not number.is_finite() or abs(number.adjusted()) > 400:
        raise _unfit(field, value, "a number")
    return number.scaleb(-2) if is_percent else number


def _moment(field: Field, value: Any, clock: Clock) -> Operand:
    """A day or an instant; a field of days takes the day of an instant as it is written."""
    day = relative_day(value, clock.today) if isinstance(value, str) else None
    if day is not None:
        return Operand(
            _in_field(field, _one_day(day), clock), f"{quoted(str(value))} ({day.isoformat()})", value
        )
    moment = _parsed(field, value)
    if isinstance(moment, datetime) and kind_of(field).family == "date":
        moment = moment.date()
    if isinstance(moment, datetime):
        start = _in_utc(moment if moment.tzinfo else moment.replace(tzinfo=clock.zone))
        start = start.replace(microsecond=start.microsecond // 1000 * 1000)
        return Operand(Span(start, _after(start)), f"{start:%Y-%m-%d %H:%M} UTC", value)
    kept = moment if kind_of(field).family == "date" else value
    return Operand(_in_field(field, _one_day(moment), clock), moment.isoformat(), kept)


def _parsed(field: Field, value: Any) -> date | datetime:
    if isinstance(value, date):
        return value
    text = str(value).strip()
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        raise _unfit(field, value, "a date such as 2026-11-20") from None


def _one_day(day: date) -> Days:
    try:
        return Days(day, day + timedelta(days=1))
    except OverflowError:
        raise InvalidInput("That date is beyond the calendar.") from None


def _in_field(field: Field, days: Days, clock: Clock) -> Days | Span:
    """Days for a field of days; for a field of instants the stretch that they are in the clock's zone."""
    if kind_of(field).family == "date":
        return days
    try:
        return Span(clock.begin(days.start), clock.begin(days.end))
    except OverflowError:
        raise InvalidInput("That date is beyond the calendar.") from None


def _after(moment: datetime) -> datetime:
    """The next moment that Airtable can tell from this one."""
    try:
        return moment + timedelta(milliseconds=1)
    except OverflowError:
        raise InvalidInput("That date is beyond the calendar.") from None


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise InvalidInput("That date is beyond the calendar.") from None


def _checked(field: Field, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    known = _CHECKED.get(str(value).strip().lower())
    if known is None:
        raise _unfit(field, value, "true or false")
    return known


def _choice(field: Field, value: Any) -> str:
    choices = field.choices
    found = find(choices, str(value))
    if not found:
        raise InvalidInput(
            f'{quoted(field.name)} has no choice "{quoted(str(value))}".',
            what_to_do=suggestion([choice.name for choice in choices], str(value)),
            field=field.name,
        )
    return found[0].name


def _scale(number: Decimal) -> int:
    """The decimal places that a number has."""
    exponent = number.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _unfit(field: Field, value: Any, needed: str) -> InvalidInput:
    return InvalidInput(
        f'{quoted(field.name)} cannot be compared with "{quoted(str(value))}".',
        what_to_do=f"Give {needed}.",
        field=field.name,
    )
