"""Compiles a resolved filter to a formula that narrows what Airtable sends.

A formula cannot say everything that the test in Python says (it knows no full case folding, joins several values into
one text, and takes an empty number for 0), so it promises one thing: it lets every record through that the test
passes. What it lets through is tested again. Two translations make that true under "not": `_may` is true wherever
the test is, `_must` only where the test is.
"""

import math
from decimal import Decimal
from typing import Any

from app.airtable import fold, formulas
from app.tables._as_sql import bound, nearest_double
from app.tables._conditions import POSITIVE, Leaf, Node
from app.tables._shapes import Operator
from app.tables._time import Days, Span

# Letters that fold to something else than their lower case, as ranges that hold a few more.
_FOLDING_APART = (
    "[\u00b5\u00df\u0130\u0149\u017f\u01f0\u0345\u0370-\u03ff\u0587\u13a0-\u13fd\u1c80-\u1c88\u1e96-\u1e9e"
    "\u1f00-\u1fff\uab70-\uabbf\ufb00-\ufb17]"
)
_COMPARISONS: dict[str, Any] = {
    "=": formulas.EQ,
    "<": formulas.LT,
    "<=": formulas.LTE,
    ">": formulas.GT,
    ">=": formulas.GTE,
}
MAX_FORMULA_TEXT = 500
LEAST_YEAR = 1000
# A computed cell may hold an error, which a formula turns into an error of the whole.
_STORED_TYPES = frozenset(
    {
        "checkbox",
        "currency",
        "date",
        "dateTime",
        "email",
        "multilineText",
        "multipleSelects",
        "number",
        "percent",
        "phoneNumber",
        "rating",
        "richText",
        "singleLineText",
        "singleSelect",
        "url",
    }
)


def as_formula(tree: Node) -> formulas.Formula | None:
    """A formula that every record passes which the filter passes; None when there is nothing to narrow by."""
    parts = [as_formula(part) if isinstance(part, Node) else _of_cell(part) for part in tree.parts]
    useful = [part for part in parts if part is not None]
    if not useful or (tree.match == "any" and len(useful) < len(parts)):
        return None
    if len(useful) == 1:
        return useful[0]
    return formulas.AND(*useful) if tree.match == "all" else formulas.OR(*useful)


def _of_cell(leaf: Leaf) -> formulas.Formula | None:
    if leaf.field.type not in _STORED_TYPES or not all(_can_be_said(value) for value in leaf.values):
        return None
    field = formulas.Field(leaf.field.id)
    if leaf.op == "is_empty":
        return formulas.NOT(_filled(field))
    if leaf.op == "is_not_empty":
        return _filled(field)
    if leaf.family == "checkbox":
        checked = formulas.EQ(field, formulas.number(Decimal(1)))
        return checked if leaf.values[0] is (leaf.op == "is") else formulas.NOT(checked)
    if leaf.op in POSITIVE:
        surely = _must(leaf, POSITIVE[leaf.op], field)
        return None if surely is None else formulas.NOT(surely)
    return _may(leaf, leaf.op, field)


def _filled(field: formulas.Formula) -> formulas.Formula:
    """Whether the cell holds something; a number alone would not tell 0 from nothing."""
    return formulas.NE(formulas.CONCATENATE(field), "")


def _if_filled(field: formulas.Formula, formula: formulas.Formula) -> formulas.Formula:
    """The formula where the cell holds something: of an empty one, dates are errors and numbers are 0."""
    return formulas.IF(_filled(field), formula, formulas.number(Decimal(0)))


def _may(leaf: Leaf, op: Operator, field: formulas.Formula) -> formulas.Formula | None:
    """True for every cell that passes."""
    match leaf.family:
        case "text" | "select" | "selects":
            return _may_hold(op, [fold(value) for value in leaf.values], field)
        case "number":
            return _if_filled(field, formulas.OR(*(_number(op, value, field) for value in leaf.values)))
        case _:
            return _if_filled(field, _in_time(op, leaf.values, field))


def _may_hold(op: Operator, wanted: list[str], field: formulas.Formula) -> formulas.Formula:
    """Part of the text, or a letter that folds apart, which only the test in Python can judge."""
    text = formulas.CONCATENATE(field, "")
    found = [_words_in(part, formulas.LOWER(text)) for part in wanted]
    held = formulas.AND(*found) if op == "has_all_of" else formulas.OR(*found)
    return formulas.OR(held, formulas.REGEX_MATCH(text, _FOLDING_APART))


def _words_in(part: str, lower: formulas.Formula) -> formulas.Formula:
    """Each word of it: between two words may stand what counts as a space and is none in a formula."""
    return formulas.AND(*(formulas.FIND(word, lower) for word in part.split(" ") if word))


def _must(leaf: Leaf, op: Operator, field: formulas.Formula) -> formulas.Formula | None:
    """True only for cells that pass."""
    match leaf.family:
        case "text" | "select" | "selects":
            return _must_hold(leaf, op, [fold(value) for value in leaf.values], field)
        case "number":
            # No double equals a decimal that lies between two of them.
            said = [value for value in leaf.values if nearest_double(value)[1] == 0]
            return (
                _if_filled(field, formulas.OR(*(_number(op, value, field) for value in said)))
                if said
                else None
            )
        case _:
            return _if_filled(field, _in_time(op, leaf.values, field))


def _must_hold(
    leaf: Leaf, op: Operator, wanted: list[str], field: formulas.Formula
) -> formulas.Formula | None:
    # Several values are joined by commas, so that only a whole text without one tells what they are.
    is_joined = leaf.family == "selects"
    if is_joined and "," in "".join(wanted):
        return None
    lower = formulas.LOWER(formulas.CONCATENATE(field, ""))
    if op == "contains":
        return None if is_joined else formulas.FIND(wanted[0], lower)
    return formulas.OR(*(formulas.EQ(lower, text) for text in wanted))


def _can_be_said(value: Any) -> bool:
    """Whether a value can stand in a formula: a text is printable, not empty and of sensible length, a time has a year
    of four digits."""
    if isinstance(value, str):
        return 0 < len(fold(value)) <= MAX_FORMULA_TEXT and fold(value).isprintable()
    return not isinstance(value, Days | Span) or value.start.year >= LEAST_YEAR


def _number(op: Operator, wanted: Decimal, field: formulas.Formula) -> formulas.Formula:
    sign, double = bound(op, wanted) if op in ("gt", "gte", "lt", "lte") else ("=", nearest_double(wanted)[0])
    if math.isinf(double):
        # Every number lies on one side of what is too large for any.
        is_passed = sign in ("<", "<=") if double > 0 else sign in (">", ">=")
        return formulas.number(Decimal(is_passed))
    compared: formulas.Formula = _COMPARISONS[sign](field, formulas.number(Decimal(repr(double))))
    return compared


def _in_time(op: Operator, spans: tuple[Days | Span, ...], field: formulas.Formula) -> formulas.Formula:
    start, end = spans[0].start, spans[0].end
    match op:
        case "lt" | "before":
            return formulas.IS_BEFORE(field, start)
        case "gt" | "after":
            return formulas.NOT(formulas.IS_BEFORE(field, end))
        case "gte":
            return formulas.NOT(formulas.IS_BEFORE(field, start))
        case "lte":
            return formulas.IS_BEFORE(field, end)
        case _:
            return formulas.OR(
                *(
                    formulas.AND(
                        formulas.NOT(formulas.IS_BEFORE(field, s.start)), formulas.IS_BEFORE(field, s.end)
                    )
                    for s in spans
                )
            )
