"""duration: seconds over the wire, "1:30" or "1:30:05.5" to a person, as the format of the field says."""

import re
from decimal import Decimal

from app.airtable._shapes import Field
from app.airtable.fields._decimals import (
    check_decimal,
    decimal_to_wire,
    parse_decimal,
    read_decimal,
    round_half_up,
)
from app.airtable.fields._kind import OF_NUMBERS, FieldKind, unfit

FORMATS = {"h:mm": 0, "h:mm:ss": 0, "h:mm:ss.S": 1, "h:mm:ss.SS": 2, "h:mm:ss.SSS": 3}
TYPED = re.compile(
    r"(?P<sign>-?)(?P<hours>\d{1,9}):(?P<minutes>\d{1,2})(?::(?P<seconds>\d{1,2}(?:\.\d{1,9})?))?", re.ASCII
)


def _format(field: Field) -> str:
    given = field.options.get("durationFormat")
    return given if given in FORMATS else "h:mm"


def _places(field: Field) -> int:
    return FORMATS[_format(field)]


def _show(field: Field, value: Decimal, places: int | None) -> str:
    digits = _places(field) if places is None else places
    has_seconds = _format(field) != "h:mm"
    whole = round_half_up(abs(value), digits) if has_seconds else round_half_up(abs(value) / 60, 0) * 60
    sign = "-" if value < 0 and whole else ""
    hours, rest = divmod(whole, 3600)
    minutes, seconds = divmod(rest, 60)
    if not has_seconds:
        return f"{sign}{hours:.0f}:{minutes:02.0f}"
    return f"{sign}{hours:.0f}:{minutes:02.0f}:{seconds:0{3 + digits if digits else 2}.{digits}f}"


def _parse(field: Field, text: str) -> Decimal:
    """ "1:30" is one hour and a half; a mere number is minutes in a field without seconds, else seconds."""
    typed = text.strip().replace("\u2212", "-")
    if ":" not in typed:
        return parse_decimal(field, typed) * (60 if _format(field) == "h:mm" else 1)
    found = TYPED.fullmatch(typed)
    if found is None or int(found["minutes"]) > 59 or Decimal(found["seconds"] or 0) >= 60:
        raise unfit(field, text, "a time span such as 1:30")
    seconds = int(found["hours"]) * 3600 + int(found["minutes"]) * 60 + Decimal(found["seconds"] or 0)
    return -seconds if found["sign"] else Decimal(seconds)


KIND = FieldKind(
    types=("duration",),
    family="number",
    read=read_decimal,
    show=_show,
    places=_places,
    parse=_parse,
    check=check_decimal,
    to_wire=decimal_to_wire,
    editor="duration",
    summaries=OF_NUMBERS,
)
