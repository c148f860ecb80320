"""What every kind of cell can do: take a value from a request, show itself as text, and say how it sorts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Any

from app.sandbox import errors
from app.sandbox.schema import Field
from app.sandbox.store.people import Person


@dataclass(frozen=True)
class NamedLink:
    """A link that a request gives by the text of the primary cell, to be found or made by the writer."""

    text: str


@dataclass
class Intake:
    """What taking values needs to know, and what it finds out on the way.

    current: the stored cell before the write. new_choices: names that typecasting adds, by field id.
    """

    typecast: bool
    people: Mapping[str, Person]
    is_create: bool = False
    current: Any = None
    new_choices: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Style:
    """How cells become text: in this zone and language. name_of: the primary text of a linked record."""

    zone: tzinfo = UTC
    locale: str = "en-us"
    name_of: Callable[[str], str] = str


class Kind:
    """A kind of cell. Every method gets the field, because its options decide."""

    def accept(self, field: Field, value: Any, intake: Intake) -> Any:
        """The value as it is stored, None to empty the cell. Raises the 422 of Airtable for what does not fit."""
        raise errors.computed_field(field.name)

    def text(self, field: Field, value: Any, style: Style) -> str:
        """The stored value as people see it; value is never empty."""
        return str(value)

    def order(self, field: Field, value: Any, style: Style) -> Any:
        """Something comparable among the cells of one field; value is never empty."""
        text = self.text(field, value, style)
        return (text.casefold(), text)


def is_empty(value: Any) -> bool:
    """What the API leaves out of a record; a zero is shown."""
    return value is None or value is False or value in ("", [])
