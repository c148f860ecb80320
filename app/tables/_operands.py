"""Reads the value of a condition as the type of its field, and says what is wrong when it cannot be."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from app.airtable import Field, kind_of
from app.errors import InvalidInput
from app.tables._naming import find, quoted, suggestion

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


@dataclass(frozen=True)
class Span:
    """A stretch of time, the end not included: an instant is one microsecond long, a day is a whole day in UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Operand:
    """A value to compare with, and its words in a sentence."""

    value: Any
    text: str


def read_operand(field: Field, value: Any) -> Operand:
    """The operand of a condition. Raises InvalidInput that names the field and what it takes."""
    kind = kind_of(field)
    match kind.family:
        case "number":
            number = _number(field, value)
            return Operand(number, kind.show(field, number, max(_scale(number), kind.places(field))))
        case "date":
            day = _moment(field, value)
            day = day.date() if isinstance(day, datetime) else day
            return Operand(day, day.isoformat())
        case "datetime":
            return _span(_moment(field, value))
        case "checkbox":
            is_checked = _checked(field, value)
            return Operand(is_checked, "checked" if is_checked else "unchecked")
        case "select" | "selects":
            name = _choice(field, value)
            return Operand(name, name)
        case _:
            return Operand(str(value), f'"{quoted(str(value))}"')


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


def _moment(field: Field, value: Any) -> date | datetime:
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return value
    text = str(value).strip()
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise _unfit(field, value, "a date such as 2026-11-20") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _span(moment: date | datetime) -> Operand:
    try:
        if isinstance(moment, datetime):
            start = moment.astimezone(UTC)
            return Operand(Span(start, start + timedelta(microseconds=1)), f"{start:%Y-%m-%d %H:%M} UTC")
        start = datetime.combine(moment, time(), UTC)
        return Operand(Span(start, start + timedelta(days=1)), moment.isoformat())
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
