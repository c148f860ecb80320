"""Writes a pattern for Python's engine, and estimates how many ways that engine could go."""

import math

from app.sandbox.formulas.regex.tree import Choice, Group, Letter, Pattern, Place, Ranges, Repeat, Sequence


def python_pattern(node: Pattern) -> str:
    """The same pattern for Python's `re`, without flags."""
    match node:
        case Letter():
            return _letter(node.ranges)
        case Place():
            return node.value
        case Sequence():
            return "".join(map(python_pattern, node.items))
        case Choice():
            return f"(?:{'|'.join(map(python_pattern, node.items))})"
        case Group():
            return f"({python_pattern(node.item)})"
    most = "" if node.most is None else str(node.most)
    return f"(?:{python_pattern(node.item)}){{{node.least},{most}}}{'' if node.is_greedy else '?'}"


def ways(node: Pattern, length: int) -> float:
    """At most so many ways there are to match the pattern from one place of a text with the length."""
    match node:
        case Sequence():
            return math.prod(ways(item, length) for item in node.items)
        case Choice():
            return sum(ways(item, length) for item in node.items)
        case Group():
            return ways(node.item, length)
        case Repeat():
            return _repeated_ways(node, length)
    return 1.0


def can_be_empty(node: Pattern) -> bool:
    """Whether the pattern may match without a character."""
    match node:
        case Letter():
            return False
        case Place():
            return True
        case Sequence():
            return all(map(can_be_empty, node.items))
        case Choice():
            return any(map(can_be_empty, node.items))
        case Group():
            return can_be_empty(node.item)
    return node.least == 0 or can_be_empty(node.item)


def _repeated_ways(node: Repeat, length: int) -> float:
    inner = ways(node.item, length)
    most = length if node.most is None else min(node.most, length)
    if inner == 1 and not can_be_empty(node.item):
        return float(max(0, most - node.least) + 1)
    if node.most is None or can_be_empty(node.item):
        return math.inf
    # More than a thousand bits of choice are no number any more.
    return math.inf if most * math.log2(inner) > 1_000 else (most - node.least + 1) * inner**most


def _letter(ranges: Ranges) -> str:
    if not ranges:
        return r"(?!)"
    pairs = "".join(
        _escaped(first) if first == last else f"{_escaped(first)}-{_escaped(last)}" for first, last in ranges
    )
    return pairs if len(ranges) == 1 and ranges[0][0] == ranges[0][1] else f"[{pairs}]"


def _escaped(code: int) -> str:
    return chr(code) if chr(code).isascii() and chr(code).isalnum() else f"\\U{code:08x}"
