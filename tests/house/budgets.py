"""How long things may be. What stands longer today is listed with a date and may only shrink."""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from tests.house.source import Function, Source

FILE_LINES = 400
FUNCTION_LINES = 40
HANDLER_LINES = 15


class Allowance(NamedTuple):
    """A thing above its budget: how many lines it has, since when, and why."""

    lines: int
    since: str
    reason: str


# `path` or `path::function` -> what it has today. Lower the number when the thing shrinks.
ALLOWED: dict[str, Allowance] = {
    "app/telemetry.py::configure": Allowance(41, "2026-11-21", "one pipeline of processors, in order"),
}


class Length(NamedTuple):
    """How long something is, and how long it may be."""

    name: str
    lines: int
    budget: int


def lengths(source: Source) -> Iterator[Length]:
    """Every file and function with its budget."""
    yield Length(source.path, len(source.text.splitlines()), FILE_LINES)
    for name, function in source.functions():
        budget = HANDLER_LINES if is_handler(function) else FUNCTION_LINES
        yield Length(f"{source.path}::{name}", body_lines(function), budget)


def too_long(source: Source, allowed: dict[str, Allowance]) -> list[str]:
    """What is above its budget and its allowance."""
    return [
        f"{name} has {lines} lines, {budget} are allowed. Split it: a part that can be named is a function or a file."
        for name, lines, budget in lengths(source)
        if lines > budget and lines > allowed.get(name, Allowance(0, "", "")).lines
    ]


def outdated(found: list[Length], allowed: dict[str, Allowance]) -> list[str]:
    """Allowances that are larger than needed, for nothing, or without a date and a reason."""
    by_name = {length.name: length for length in found}
    problems = []
    for name, (lines, since, reason) in allowed.items():
        length = by_name.get(name)
        if length is None or length.lines <= length.budget:
            problems.append(f"{name} needs no allowance any more. Remove the line.")
        elif length.lines < lines:
            problems.append(f"{name} has shrunk to {length.lines} lines. Lower its allowance from {lines}.")
        if not since or not reason:
            problems.append(f"{name} needs the date since which it is too long, and the reason.")
    return problems


def is_handler(function: Function) -> bool:
    """Whether it is a handler of a page's state."""
    return any(_decorator(each) == "handler" for each in function.decorator_list)


def body_lines(function: Function) -> int:
    """Lines from `def` to the end, without the docstring: telling more must not cost room for code."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    ):
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def _decorator(node: ast.expr) -> str:
    target = node.func if isinstance(node, ast.Call) else node
    return target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")
