"""Arrays: what a lookup holds, and the values of a rollup. A single value is an array of one."""

from collections.abc import Sequence

from app.sandbox.formulas.functions.registry import function
from app.sandbox.formulas.kinds import Kind
from app.sandbox.formulas.values import Value, flat, is_blank, joined, whole
from app.sandbox.formulas.values import text as text_of


def _element_kind(kinds: Sequence[Kind]) -> Kind:
    return kinds[0]


@function(Kind.TEXT)
def arrayjoin(values: Value, separator: Value = ", ") -> Value:
    return joined(flat([values]), text_of(separator))


@function(_element_kind)
def arrayunique(values: Value) -> Value:
    """Each value once, where it stood first. A text and the number that it spells are two values."""
    return list({(type(value), value): value for value in flat([values])}.values())


@function(_element_kind)
def arraycompact(values: Value) -> Value:
    return [value for value in flat([values]) if not is_blank(value)]


@function(_element_kind)
def arrayflatten(values: Value) -> Value:
    return list(flat([values]))


@function(_element_kind)
def arrayslice(values: Value, start: Value, end: Value = None) -> Value:
    """The values from start to end, both included, counted from 1, or from the last one with a minus sign."""
    items = list(flat([values]))
    first, last = whole(start), len(items) if end is None else whole(end)
    begin = max(0, first - 1 if first > 0 else len(items) + first if first < 0 else 0)
    return items[begin : max(begin, last if last >= 0 else len(items) + last + 1)]
