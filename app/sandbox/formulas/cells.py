"""Reads the cells of a field, in the form of the API, as values of the engine."""

import math
from collections.abc import Callable, Mapping, Sized
from datetime import date, datetime
from typing import Any

from app.sandbox.formulas.budget import ELEMENT, LARGE_ARRAY, current_budget
from app.sandbox.formulas.dates import read_instant
from app.sandbox.formulas.errors import CellError
from app.sandbox.formulas.kinds import Kind, kind_of_type
from app.sandbox.formulas.rows import Node, Row
from app.sandbox.formulas.values import Names, Value

_SPECIAL = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
_LINKS = "multipleRecordLinks"


def reader(field: Mapping[str, Any]) -> tuple[Node, Kind]:
    """How the cell of this field is read from a row, and the kind of its values."""
    field_id: str = field["id"]
    result = _result(field)
    if result["type"] == _LINKS:
        return _links_reader(field_id, is_lookup=field["type"] != _LINKS), Kind.TEXT
    read = cell_reader(field)
    kind = kind_of_type(result)
    # Cells of this type are their own value. It is the path of every row, so a call is saved.
    own = str if kind is Kind.TEXT else float

    def node(row: Row, _now: datetime) -> Value:
        cell = row.cell(field_id)
        return cell if type(cell) is own else read(cell)

    return node, kind


def cell_reader(field: Mapping[str, Any]) -> Callable[[Any], Value]:
    """How a cell of this field is read: an empty one as blank, or as an empty array where cells are arrays.

    Links come as names, not as ids. The reader raises CellError for a cell that is an error, or none of the field's
    type.
    """
    type_, is_lookup = _result(field)["type"], field["type"] == "multipleLookupValues"
    if type_ in _LIST_READERS:
        return _list_reader(_LIST_READERS[type_], is_lookup=is_lookup)
    read = _READERS.get(type_, _text)

    def checked(cell: Any) -> Value:
        if isinstance(cell, list):
            _charge(cell)
            return [checked(each) for each in cell]
        if isinstance(cell, dict) and ("error" in cell or "specialValue" in cell):
            return _special(cell)
        return None if cell is None or cell == "" else read(cell)

    return (lambda cell: checked([] if cell is None else cell)) if is_lookup else checked


def _result(field: Mapping[str, Any]) -> Mapping[str, Any]:
    """The type of what the cells hold: that of the field, or of the result of a computed one."""
    result = (field.get("options") or {}).get("result")
    return result if isinstance(result, dict) and "type" in result else field


def _list_reader(read: Callable[[Any], Names], *, is_lookup: bool) -> Callable[[Any], Value]:
    """Cells that hold several names. A lookup of them is an array like every other lookup."""

    def checked(cell: Any) -> Value:
        if isinstance(cell, dict) and "error" in cell:
            return _special(cell)
        names = read([] if cell is None else cell)
        return list(names) if is_lookup else names

    return checked


def _links_reader(field_id: str, *, is_lookup: bool) -> Node:
    if is_lookup:
        return lambda row, _now: list(row.linked_names(field_id))
    return lambda row, _now: Names(row.linked_names(field_id))


def _special(cell: dict[str, Any]) -> float:
    if cell.get("specialValue") not in _SPECIAL:
        raise CellError("the cell is an error")
    return _SPECIAL[cell["specialValue"]]


def _number(cell: Any) -> Value:
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise CellError("the cell is no number")
    try:
        return float(cell)
    except OverflowError:
        return math.inf if cell > 0 else -math.inf


def _checkbox(cell: Any) -> Value:
    """An unchecked box is a cell that is not there."""
    return True if cell else None


def _text(cell: Any) -> Value:
    """Text as it is. A computed field whose result is not known holds whatever it computes."""
    if isinstance(cell, str | bool):
        return cell
    if isinstance(cell, int | float):
        return _number(cell)
    return _name(cell)


def _instant(cell: Any) -> datetime:
    """The usual form, 2024-05-01T10:00:00.000Z, is read by Python itself, which is ten times as fast."""
    if not isinstance(cell, str):
        raise CellError("the cell is no date")
    if len(cell) == 24 and cell[-1] == "Z":
        try:
            return datetime.fromisoformat(cell)
        except ValueError as error:
            raise CellError("the cell is no date") from error
    found = read_instant(cell)
    if found is None:
        raise CellError("the cell is no date")
    return found


def _date(cell: Any) -> date:
    if isinstance(cell, str) and len(cell) == 10:
        try:
            return date.fromisoformat(cell)
        except ValueError as error:
            raise CellError("the cell is no date") from error
    return _instant(cell).date()


def _name(cell: Any) -> str:
    """The name of a collaborator, the text of a barcode, the label of a button, the answer of an AI field."""
    if not isinstance(cell, dict):
        raise CellError("the cell is none of the field's type")
    for key in ("name", "email", "text", "label", "value"):
        if isinstance(cell.get(key), str):
            return str(cell[key])
    return ""


def _names(cell: Any) -> Names:
    if not isinstance(cell, list):
        cell = [cell]
    _charge(cell)
    return Names(each if isinstance(each, str) else _name(each) for each in cell)


def _charge(cells: Sized) -> None:
    if len(cells) > LARGE_ARRAY:
        current_budget().spend(ELEMENT * len(cells))


def _attachments(cell: Any) -> Names:
    """Files as Airtable's formulas show them: the name, and the address in parentheses."""
    if not isinstance(cell, list):
        raise CellError("the cell holds no attachments")
    return Names(
        f"{each.get('filename', '')} ({each.get('url', '')})" for each in cell if isinstance(each, dict)
    )


_READERS: dict[str, Callable[[Any], Value]] = {
    **dict.fromkeys(("number", "percent", "currency", "rating", "duration", "count", "autoNumber"), _number),
    "checkbox": _checkbox,
    "date": _date,
    "dateTime": _instant,
    "createdTime": _instant,
    "lastModifiedTime": _instant,
}
_LIST_READERS: dict[str, Callable[[Any], Names]] = {
    "multipleSelects": _names,
    "multipleCollaborators": _names,
    "multipleRecordLinks": _names,
    "multipleAttachments": _attachments,
}
