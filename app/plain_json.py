"""JSON of people and programs as every database takes it."""

from typing import Any

from app.errors import InvalidInput

MAX_DEPTH = 50


def require_storable(value: Any, *, field: str) -> None:
    """Raises InvalidInput for a text with NUL or half a character, which PostgreSQL refuses and Unicode has no meaning
    for, and for what is nested deeper than anything that has one."""
    _look_into(value, field, MAX_DEPTH)


def _look_into(value: Any, field: str, depth: int) -> None:
    if not depth:
        raise InvalidInput("This is nested too deeply.", what_to_do="Make it flatter.", field=field)
    match value:
        case str():
            if "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value):
                raise InvalidInput(
                    "A text holds a character that cannot be stored.", what_to_do="Take it out.", field=field
                )
        case dict():
            for name, each in value.items():
                _look_into(name, field, depth - 1)
                _look_into(each, field, depth - 1)
        case list() | tuple():
            for each in value:
                _look_into(each, field, depth - 1)
