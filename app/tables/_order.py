"""Orders over a mirror: sort keys as columns, and the condition for what comes after a place (keyset, no offsets)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, or_
from sqlmodel import col

from app.airtable import Table, kind_of, mirror
from app.errors import InvalidInput
from app.models import MirrorRow
from app.tables._record_shapes import Sort
from app.tables._schema import find_field
from app.tables._slots import Slots

MAX_KEYS = 5
UNKNOWN_CHOICE = 1_000_000
# A place in a list carries the values of its row, so that long texts are sorted by their beginning.
SORTED_CHARACTERS = 200


class Order:
    """The order of a list: its keys, then the record id, so that no two rows stand at one place."""

    def __init__(self, table: Table, sort: Sequence[Sort], slots: Slots) -> None:
        """Raises InvalidInput for an unknown field, one that has no order, and for too many keys."""
        if len(sort) > MAX_KEYS:
            raise InvalidInput(f"Sort by {MAX_KEYS} fields at most.")
        self._keys: list[tuple[Any, bool]] = []
        for each in sort:
            column = _sort_column(table, each, slots)
            # Whether the cell is empty is a key of its own, because databases disagree about where NULL stands.
            self._keys.append((case((column.is_(None), 0), else_=1), each.descending))
            self._keys.append((column, each.descending))
        self._keys.append((col(MirrorRow.record_id), False))

    @property
    def columns(self) -> list[Any]:
        """What a row's place is read from."""
        return [column for column, _ in self._keys]

    @property
    def clauses(self) -> list[Any]:
        """For ORDER BY."""
        return [column.desc() if descending else column.asc() for column, descending in self._keys]

    def after(self, place: Sequence[Any]) -> ColumnElement[bool]:
        """The rows behind a place: larger in the first key that differs."""
        alternatives: list[ColumnElement[bool]] = []
        same: list[ColumnElement[bool]] = []
        for (column, descending), value in zip(self._keys, place, strict=True):
            if value is None:
                beyond: ColumnElement[bool] = false()
                same_here: ColumnElement[bool] = column.is_(None)
            else:
                beyond = column < value if descending else column > value
                same_here = column == value
            alternatives.append(and_(*same, beyond))
            same.append(same_here)
        return or_(*alternatives)


def _sort_column(table: Table, sort: Sort, slots: Slots) -> Any:
    field = find_field(table, sort.field)
    family = kind_of(field).family
    if family == "other":
        raise InvalidInput(f"{field.name} has the type {field.type}, which has no order.", field=field.name)
    column = slots.column(field.id)
    if family != "select":
        is_text = mirror.slot_kind(field) == "text"
        return func.substr(column, 1, SORTED_CHARACTERS) if is_text else column
    ranks = [(column == mirror.choice_slot(choice.name), rank) for rank, choice in enumerate(field.choices)]
    return case((column.is_(None), None), *ranks, else_=UNKNOWN_CHOICE)
