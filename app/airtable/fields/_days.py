"""How dates look in the formats of Airtable, and how they are typed."""

import re
from datetime import date, datetime

from app.airtable._shapes import Field
from app.airtable.fields._kind import unfit

NEEDED = "a date such as 2026-11-20"
_SLASHED = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})")
_MONTHS = ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y")


def shown_date(field: Field, day: date) -> str:
    """The day in the field's date format. The format "local" depends on the reader, so it is shown as ISO."""
    match date_format(field):
        case "us":
            return f"{day.month}/{day.day}/{day.year}"
        case "european":
            return f"{day.day}/{day.month}/{day.year}"
        case "friendly":
            return f"{day:%B} {day.day}, {day.year}"
        case _:
            return day.isoformat()


def typed_date(field: Field, text: str) -> date:
    """The day that was typed: ISO, the field's own format, or with the English name of the month.

    3/4/2026 means what the field's format says; where that says nothing it is refused. Raises InvalidInput.
    """
    typed = text.strip()
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}", typed):
            year, month, day = (int(part) for part in typed.split("-"))
            return date(year, month, day)
        if found := _SLASHED.fullmatch(typed):
            first, second, year = (int(part) for part in found.groups())
            match date_format(field):
                case "us":
                    return date(year, first, second)
                case "european":
                    return date(year, second, first)
    except ValueError:
        raise unfit(field, text, NEEDED) from None
    for form in _MONTHS:
        try:
            return datetime.strptime(typed, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise unfit(field, text, NEEDED)


def date_format(field: Field) -> str:
    """local, friendly, us, european or iso."""
    given = field.options.get("dateFormat")
    return str(given.get("name", "local")) if isinstance(given, dict) else "local"
