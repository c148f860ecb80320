"""How rows are grouped by the value of a field: key, label, colour and order of each group."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.airtable import Field, kind_of
from app.errors import InvalidInput
from app.tables._measures import plain
from app.tables._rows import Linked

EMPTY_LABEL = "(empty)"


class Grouping:
    """Groups by one field. Fields with several values group by the whole combination, so that groups never overlap."""

    def __init__(self, field: Field) -> None:
        """Raises InvalidInput for a field whose values are not understood."""
        self.field = field
        self._kind = kind_of(field)
        if self._kind.family == "other":
            raise InvalidInput(
                f"{field.name} has the type {field.type}, which cannot be grouped by.", field=field.name
            )
        self._ranks = {choice.name: rank for rank, choice in enumerate(field.choices)}
        self._colors = {choice.name: choice.color for choice in field.choices}

    def raw(self, value: Any) -> str | None:
        """The plain value: a choice's name, digits, an ISO date, or the ids of linked records; None for empty."""
        if value is None:
            return None
        if isinstance(value, tuple):
            return ", ".join(item.id if isinstance(item, Linked) else item for item in value)
        return plain(value)

    def label(self, value: Any) -> str:
        if value is None:
            return EMPTY_LABEL
        if isinstance(value, tuple):
            return ", ".join(item.name if isinstance(item, Linked) else item for item in value)
        return self._kind.show(self.field, value, None)

    def color(self, value: Any) -> str:
        """Airtable's colour of the choice, else empty."""
        return self._colors.get(value, "") if self._kind.family == "select" else ""

    def order(self, value: Any) -> tuple[Any, ...]:
        """A sort key: choices in their order, then by value, empty last."""
        if value is None:
            return (2,)
        if isinstance(value, Decimal | date | datetime | bool):
            return (1, value)
        if self._kind.family == "select":
            return (1, self._ranks.get(value, len(self._ranks)), value)
        return (1, self.label(value).casefold(), self.raw(value))
