"""Cells that hold one or several choices of a field, stored by their names."""

import csv
from typing import Any

from app.sandbox import errors
from app.sandbox.cells.kind import Intake, Kind, Style
from app.sandbox.schema import Field


class SingleSelectKind(Kind):
    def accept(self, field: Field, value: Any, intake: Intake) -> Any:
        if intake.typecast and isinstance(value, list) and len(value) == 1:
            (value,) = value
        if intake.typecast and isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            raise errors.cannot_parse(field.name)
        return _chosen(field, value, intake)

    def order(self, field: Field, value: Any, style: Style) -> Any:
        return field.choice_rank.get(value, len(field.choice_rank))


class MultipleSelectsKind(Kind):
    def accept(self, field: Field, value: Any, intake: Intake) -> Any:
        if intake.typecast and isinstance(value, str):
            value = split_list(value)
        if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
            raise errors.cannot_parse(field.name)
        names = [_chosen(field, name, intake) for name in value if name]
        return list(dict.fromkeys(names)) or None

    def text(self, field: Field, value: Any, style: Style) -> str:
        return ", ".join(value)

    def order(self, field: Field, value: Any, style: Style) -> Any:
        return [field.choice_rank.get(name, len(field.choice_rank)) for name in value]


def split_list(text: str) -> list[str]:
    """The items of a line as people paste it: parted by commas, in quotes where they hold one."""
    if "\n" in text:
        return [line.strip() for line in text.splitlines() if line.strip()]
    row = next(csv.reader([text], skipinitialspace=True), [])
    return [item.strip() for item in row if item.strip()]


def _chosen(field: Field, given: str, intake: Intake) -> str:
    """The choice's name for a name or an id. With typecast, a new one is noted for the writer to make."""
    if given in field.choices:
        return given
    if given in field.choice_names_by_id:
        return field.choice_names_by_id[given]
    name = given.strip()
    if name in field.choices:
        return name
    if not intake.typecast:
        raise errors.bad_choice(given)
    made = intake.new_choices.setdefault(field.id, [])
    for known in (*field.choices, *made):
        if known.casefold() == name.casefold():
            return known
    made.append(name)
    return name
