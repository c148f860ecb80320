"""Compiles a resolved filter to a test of a row in Python."""

from collections.abc import Callable
from typing import Any

from app.airtable import fold
from app.tables._conditions import EMPTINESS, POSITIVE, Leaf, Node
from app.tables._rows import Linked, Row
from app.tables._shapes import Operator
from app.tables._time import Days, Span

Test = Callable[[Row], bool]
CellTest = Callable[[Any], bool]


def as_test(tree: Node) -> Test:
    """The filter over rows of values, each with the fields that it names."""
    tests = [as_test(part) if isinstance(part, Node) else _of_cell(part) for part in tree.parts]
    if tree.match == "all":
        return lambda row: all(test(row) for test in tests)
    return lambda row: any(test(row) for test in tests)


def _of_cell(leaf: Leaf) -> Test:
    passes, field_id = _matcher(leaf.family, leaf.op, list(leaf.values)), leaf.field.id
    return lambda row: passes(row[field_id])


def _matcher(family: str, op: Operator, values: list[Any]) -> CellTest:
    """The test of one cell's value."""
    if op in EMPTINESS:
        is_wanted_empty = op == "is_empty"
        return lambda cell: (cell is None or cell is False) is is_wanted_empty
    if op in POSITIVE:
        positive = _matcher(family, POSITIVE[op], values)
        return lambda cell: not positive(cell)
    if family in ("selects", "links"):
        return _several(op, [fold(value) for value in values])
    if family in ("text", "select"):
        return _text(op, [fold(value) for value in values])
    if family in ("date", "datetime"):
        return _in_time(op, values)
    return _plain(op, values)


def _text(op: Operator, wanted: list[str]) -> CellTest:
    if op == "contains":
        return lambda cell: cell is not None and wanted[0] in fold(cell)
    return lambda cell: cell is not None and fold(cell) in wanted


def _several(op: Operator, wanted: list[str]) -> CellTest:
    if op == "is":
        return lambda cell: cell is not None and len(cell) == 1 and not _names(cell[0]).isdisjoint(wanted)
    if op == "contains":
        return lambda cell: (
            cell is not None and any(wanted[0] in name for item in cell for name in _names(item))
        )
    if op == "has_all_of":
        return lambda cell: cell is not None and {n for item in cell for n in _names(item)}.issuperset(wanted)
    return lambda cell: cell is not None and any(not _names(item).isdisjoint(wanted) for item in cell)


def _names(item: str | Linked) -> set[str]:
    """What a value of several can be called: a choice by its name, a linked record by its name or id."""
    return {fold(item.name), fold(item.id)} if isinstance(item, Linked) else {fold(item)}


def _in_time(op: Operator, spans: list[Days | Span]) -> CellTest:
    start: Any = spans[0].start
    end: Any = spans[0].end
    match op:
        case "lt" | "before":
            return lambda cell: cell is not None and cell < start
        case "gt" | "after":
            return lambda cell: cell is not None and cell >= end
        case "gte":
            return lambda cell: cell is not None and cell >= start
        case "lte":
            return lambda cell: cell is not None and cell < end
        case _:
            return lambda cell: cell is not None and any(span.start <= cell < span.end for span in spans)


def _plain(op: Operator, values: list[Any]) -> CellTest:
    wanted = values[0]
    match op:
        case "lt":
            return lambda cell: cell is not None and cell < wanted
        case "gt":
            return lambda cell: cell is not None and cell > wanted
        case "gte":
            return lambda cell: cell is not None and cell >= wanted
        case "lte":
            return lambda cell: cell is not None and cell <= wanted
        case _:
            return lambda cell: cell is not None and cell in values
