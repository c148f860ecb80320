"""Cells: whether a field can hold a value, when two cells are the same, and how a person reads them."""

from collections.abc import Mapping
from typing import Any

from app.airtable import Field, kind_of, parsed, written
from app.airtable.fields import FieldKind
from app.changes._shapes import WarningKind
from app.errors import InvalidInput

Warned = tuple[WarningKind, str]


def fitting(field: Field, given: Any, *, typecast: bool) -> tuple[Any, Warned | None]:
    """The value as Airtable takes it, None to clear the cell, and a warning when it is not quite what was given.

    A text for a field that holds no text is read as a person would have typed it. With typecast, a choice that there
    is not yet will be made. Raises InvalidInput that names the field and says what it takes.
    """
    kind = kind_of(field)
    if is_empty(given):
        return written(field, None), None
    value = kind.read(field, given) if kind.is_writable else given
    if value is not None:
        try:
            return written(field, value), None
        except InvalidInput:
            if not isinstance(given, str):
                return _made_choice(kind, field, given, typecast=typecast)
    if not isinstance(given, str):
        return written(field, given), None
    try:
        wire = written(field, parsed(field, given))
    except InvalidInput:
        return _made_choice(kind, field, given, typecast=typecast)
    if wire == given:
        return wire, None
    return wire, ("coerced", f'{field.name}: "{_short(given)}" is read as {text_of(field, wire, {})}.')


def is_empty(cell: Any) -> bool:
    """Whether a cell that holds this is empty: Airtable leaves such cells out."""
    return cell is None or cell is False or (isinstance(cell, str | list | dict) and not cell)


def same(field: Field, one: Any, other: Any) -> bool:
    """Whether two raw cells hold the same. New files are compared by how many there are and by their names."""
    if is_empty(one) or is_empty(other):
        return is_empty(one) and is_empty(other)
    if field.type == "multipleAttachments":
        return bool(_files(one) == _files(other) or _names_of_files(one) == _names_of_files(other))
    kind = kind_of(field)
    left, right = kind.read(field, one), kind.read(field, other)
    if kind.family in ("selects",) and isinstance(left, tuple) and isinstance(right, tuple):
        return set(left) == set(right)
    return bool(left == right)


def text_of(field: Field, cell: Any, names: Mapping[str, str]) -> str:
    """A raw cell as a person reads it; empty for an empty one. names are those of linked records."""
    kind = kind_of(field)
    value = kind.read(field, cell)
    if value is None:
        return ""
    if kind.family == "links" and isinstance(value, tuple):
        return ", ".join(names.get(item, item) for item in value)
    return kind.show(field, value, None)


def linked_in(field: Field, cell: Any) -> list[str]:
    """The ids of the records that a raw link cell names; none for other fields."""
    if kind_of(field).family != "links" or not isinstance(cell, list):
        return []
    return [item for item in cell if isinstance(item, str) and item.startswith("rec")]


def _made_choice(kind: FieldKind, field: Field, given: Any, *, typecast: bool) -> tuple[Any, Warned | None]:
    if typecast and kind.family in ("select", "selects"):
        names = [given] if isinstance(given, str) else list(given)
        if all(isinstance(name, str) and name.strip() for name in names):
            said = f'{field.name} has no choice "{_short(", ".join(names))}" yet: it will be made.'
            return given if kind.family == "select" else names, ("unknown_option", said)
    # It does not fit; the field says why.
    value = parsed(field, given) if isinstance(given, str) else given
    return written(field, value), None


def _files(cell: Any) -> Any:
    return [item.get("id") for item in cell] if isinstance(cell, list) else cell


def _names_of_files(cell: Any) -> Any:
    if not isinstance(cell, list):
        return cell
    return [item.get("filename") or str(item.get("url", "")).rsplit("/", 1)[-1] for item in cell]


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"
