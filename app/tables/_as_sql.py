"""Compiles a resolved filter to SQL over the slots of a mirror.

No condition is ever negated after it was built, so that an unknown (NULL) comparison, which stands for an empty cell,
is as good as false everywhere.
"""

import math
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, not_, or_

from app.airtable import fold, mirror
from app.tables._conditions import POSITIVE, Leaf, Node
from app.tables._shapes import Operator
from app.tables._slots import Slots
from app.tables._time import Days, Span

Clause = ColumnElement[bool]


def as_sql(tree: Node, slots: Slots) -> Clause:
    """The filter as a condition over the rows that `slots` reads."""
    clauses = [
        as_sql(part, slots) if isinstance(part, Node) else _of_cell(part, slots) for part in tree.parts
    ]
    return and_(*clauses) if tree.match == "all" else or_(*clauses)


def _of_cell(leaf: Leaf, slots: Slots) -> Clause:
    slot: ColumnElement[Any] = slots.column(leaf.field.id)
    if leaf.op == "is_empty":
        return slot.is_(None)
    if leaf.op == "is_not_empty":
        return slot.is_not(None)
    if leaf.family == "checkbox":
        wants_checked = leaf.values[0] is (leaf.op == "is")
        return slot.is_not(None) if wants_checked else slot.is_(None)
    if leaf.op in POSITIVE:
        return or_(slot.is_(None), not_(_positive(leaf, POSITIVE[leaf.op], slot)))
    return _positive(leaf, leaf.op, slot)


def _positive(leaf: Leaf, op: Operator, slot: Any) -> Clause:
    """A test that no empty cell passes: NULL there, never true."""
    match leaf.family:
        case "text":
            return _text(op, [fold(value) for value in leaf.values], slot)
        case "select":
            return _choice(op, [fold(value) for value in leaf.values], slot)
        case "selects" | "links":
            return _several(op, [fold(value) for value in leaf.values], slot)
        case "date" | "datetime":
            return _in_time(op, leaf.values, slot)
        case _:
            return or_(*(_number(op, value, slot) for value in leaf.values))


def _text(op: Operator, wanted: list[str], slot: Any) -> Clause:
    found: Clause = slot.contains(wanted[0], autoescape=True) if op == "contains" else slot.in_(wanted)
    return found


def _choice(op: Operator, wanted: list[str], slot: Any) -> Clause:
    """The folded name stands before the mark, the exact one behind it."""
    if op == "contains":
        part: Clause = slot.like(f"%{escaped(wanted[0])}%{mirror.END}%", escape="/")
        return part
    return or_(*(slot.startswith(f"{name}{mirror.END}", autoescape=True) for name in wanted))


def escaped(text: str) -> str:
    """The text as a part of a pattern, its own signs of patterns as they are."""
    return text.replace("/", "//").replace("%", "/%").replace("_", "/_")


def _several(op: Operator, wanted: list[str], slot: Any) -> Clause:
    if op == "contains":
        part: Clause = slot.contains(wanted[0], autoescape=True)
        return part
    whole = [slot.contains(f"{mirror.END}{name}{mirror.END}", autoescape=True) for name in wanted]
    if op == "is":
        # Each value begins with a mark, so that a second mark means a second value.
        return and_(whole[0], not_(func.substr(slot, 2).contains(mirror.ITEM)))
    return and_(*whole) if op == "has_all_of" else or_(*whole)


def _in_time(op: Operator, spans: tuple[Days | Span, ...], slot: Any) -> Clause:
    start, end = mirror.microseconds(spans[0].start), mirror.microseconds(spans[0].end)
    found: Clause
    match op:
        case "lt" | "before":
            found = slot < start
        case "gt" | "after":
            found = slot >= end
        case "gte":
            found = slot >= start
        case "lte":
            found = slot < end
        case _:
            found = or_(
                *(
                    and_(slot >= mirror.microseconds(s.start), slot < mirror.microseconds(s.end))
                    for s in spans
                )
            )
    return found


def _number(op: Operator, wanted: Decimal, slot: Any) -> Clause:
    """The comparison with the exact decimal, said in doubles, which is what slots and Airtable hold."""
    if op not in ("gt", "gte", "lt", "lte"):
        nearest, side = nearest_double(wanted)
        return slot == nearest if side == 0 else and_(slot.is_(None), false())
    compared: Clause = {"<": slot.__lt__, "<=": slot.__le__, ">": slot.__gt__, ">=": slot.__ge__}[
        bound(op, wanted)[0]
    ](bound(op, wanted)[1])
    return compared


def bound(op: Operator, wanted: Decimal) -> tuple[str, float]:
    """The operator and the double that compare doubles exactly as `op` and the decimal compare their decimals.

    Between two neighbouring doubles there are decimals, so "less than" may become "at most" the double below.
    """
    nearest, side = nearest_double(wanted)
    if op in ("lt", "lte"):
        is_strict = side > 0 or (side == 0 and op == "lt")
        return ("<" if is_strict else "<="), nearest
    is_strict = side < 0 or (side == 0 and op == "gt")
    return (">" if is_strict else ">="), nearest


def nearest_double(wanted: Decimal) -> tuple[float, int]:
    """The double that is nearest to the decimal, and whether it lies below (-1), on (0) or above it (1)."""
    nearest = float(wanted)
    if math.isinf(nearest):
        return nearest, 1 if nearest > 0 else -1
    exact = Decimal(repr(nearest))
    return nearest, (exact > wanted) - (exact < wanted)
