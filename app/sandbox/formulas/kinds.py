"""What kind of values a formula gives, as far as its text and the types of its fields tell."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from enum import Enum
from typing import Any


class Kind(Enum):
    """BLANK is the kind of what gives nothing but blanks. TEXT is also the kind of what only the records can tell."""

    BLANK = "blank"
    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"


NUMERIC = {Kind.INTEGER, Kind.NUMBER, Kind.BOOLEAN}
TIMES = {Kind.DATE, Kind.DATETIME}

_RESULTS: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {"type": "singleLineText"},
    Kind.INTEGER: {"type": "number", "options": {"precision": 0}},
    Kind.NUMBER: {"type": "number", "options": {"precision": 1}},
    Kind.BOOLEAN: {"type": "checkbox", "options": {"icon": "check", "color": "greenBright"}},
    Kind.DATE: {"type": "date", "options": {"dateFormat": {"name": "local", "format": "l"}}},
    Kind.DATETIME: {
        "type": "dateTime",
        "options": {
            "dateFormat": {"name": "local", "format": "l"},
            "timeFormat": {"name": "12hour", "format": "h:mma"},
            "timeZone": "client",
        },
    },
}
# Types of fields by the kind of their cells; what is not here reads as text.
_TYPES = {
    "number": Kind.NUMBER,
    "percent": Kind.NUMBER,
    "currency": Kind.NUMBER,
    "duration": Kind.NUMBER,
    "rating": Kind.INTEGER,
    "count": Kind.INTEGER,
    "autoNumber": Kind.INTEGER,
    "checkbox": Kind.BOOLEAN,
    "date": Kind.DATE,
    "dateTime": Kind.DATETIME,
    "createdTime": Kind.DATETIME,
    "lastModifiedTime": Kind.DATETIME,
}


def result_type(kind: Kind) -> dict[str, Any]:
    """The `options.result` of a formula field with values of the kind. Airtable shows what it cannot tell as text."""
    return deepcopy(_RESULTS.get(kind, _RESULTS[Kind.TEXT]))


def kind_of_type(definition: Mapping[str, Any]) -> Kind:
    """The kind of cells of a type as the meta API shows it: {"type", "options"?}."""
    kind = _TYPES.get(definition["type"], Kind.TEXT)
    if kind is Kind.NUMBER and (definition.get("options") or {}).get("precision") == 0:
        return Kind.INTEGER
    return kind


def united(kinds: Iterable[Kind]) -> Kind:
    """The kind of a value that may be of any of these kinds; text swallows all others."""
    found = set(kinds) - {Kind.BLANK}
    if not found:
        return Kind.BLANK
    if len(found) == 1:
        return found.pop()
    if found <= TIMES:
        return Kind.DATETIME
    if found <= NUMERIC:
        return Kind.NUMBER if Kind.NUMBER in found else Kind.INTEGER
    return Kind.TEXT


def arithmetic(kinds: Iterable[Kind]) -> Kind:
    """The kind of a sum or a product."""
    return Kind.INTEGER if set(kinds) <= {Kind.INTEGER, Kind.BOOLEAN, Kind.BLANK} else Kind.NUMBER
