"""The table of functions. Each one is a Python function with the same name in small letters and the same arguments."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.sandbox.formulas.budget import charged
from app.sandbox.formulas.errors import CellError
from app.sandbox.formulas.kinds import Kind
from app.sandbox.formulas.rows import Node, Row
from app.sandbox.formulas.values import Value

# The texts of one call's arguments together. The longest text of a cell fits four times.
MAX_GATHERED = 400_000

# The kind of the result, or how it follows from the kinds of the arguments.
ResultKind = Kind | Callable[[Sequence[Kind]], Kind]


@dataclass(frozen=True, slots=True)
class Function:
    """How many arguments it takes (most None: any number), what it gives, and how a call of it is compiled."""

    least: int
    most: int | None
    kind: ResultKind
    build: Callable[[Sequence[Node]], Node]
    is_volatile: bool

    def takes(self, count: int) -> bool:
        return self.least <= count and (self.most is None or count <= self.most)

    def result_kind(self, kinds: Sequence[Kind]) -> Kind:
        return self.kind if isinstance(self.kind, Kind) else self.kind(kinds)


FUNCTIONS: dict[str, Function] = {}


def function(
    kind: ResultKind, *, least: int | None = None, is_volatile: bool = False
) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    """Enters a function of values. One whose first parameter is `now` is given the clock before its arguments."""

    def enter(implementation: Callable[..., Value]) -> Callable[..., Value]:
        parameters = list(inspect.signature(implementation).parameters.values())
        with_clock = bool(parameters) and parameters[0].name == "now"
        counted = [
            each for each in parameters[with_clock:] if each.kind is not inspect.Parameter.VAR_POSITIONAL
        ]
        required = sum(each.default is inspect.Parameter.empty for each in counted)
        FUNCTIONS[_name(implementation)] = Function(
            least=required if least is None else least,
            most=len(counted) if len(counted) == len(parameters) - with_clock else None,
            kind=kind,
            build=_clock_builder(implementation)
            if with_clock
            else _builder(implementation, gives_text=kind is Kind.TEXT),
            is_volatile=is_volatile,
        )
        return implementation

    return enter


def builder(
    kind: ResultKind, least: int, most: int | None
) -> Callable[[Callable[[Sequence[Node]], Node]], Callable[[Sequence[Node]], Node]]:
    """Enters a function that decides itself which of its arguments are evaluated, or reads the row."""

    def enter(build: Callable[[Sequence[Node]], Node]) -> Callable[[Sequence[Node]], Node]:
        FUNCTIONS[_name(build)] = Function(least, most, kind, build, is_volatile=False)
        return build

    return enter


def _name(implementation: Callable[..., Any]) -> str:
    return implementation.__name__.rstrip("_").upper()


def _builder(implementation: Callable[..., Any], *, gives_text: bool) -> Callable[[Sequence[Node]], Node]:
    """Compiles a call. One argument and two have a node of their own, because this is the path of every row."""

    def build(arguments: Sequence[Node]) -> Node:
        if len(arguments) == 1:
            (only,) = arguments
            if gives_text:
                return lambda row, now: charged(implementation(only(row, now)))
            return lambda row, now: implementation(only(row, now))
        if len(arguments) == 2:
            first, second = arguments
            if gives_text:
                return lambda row, now: charged(implementation(first(row, now), second(row, now)))
            return lambda row, now: implementation(first(row, now), second(row, now))

        def node(row: Row, now: datetime) -> Value:
            result = implementation(*_gathered(arguments, row, now))
            return charged(result) if gives_text else result

        return node

    return build


def _gathered(arguments: Sequence[Node], row: Row, now: datetime) -> list[Value]:
    """The values of the arguments. Raises CellError when they hold too much text at the same time."""
    values: list[Value] = []
    size = 0
    for argument in arguments:
        value = argument(row, now)
        if type(value) is str:
            size += len(value)
            if size > MAX_GATHERED:
                raise CellError("the arguments are too long")
        values.append(value)
    return values


def _clock_builder(implementation: Callable[..., Value]) -> Callable[[Sequence[Node]], Node]:
    def build(arguments: Sequence[Node]) -> Node:
        def node(row: Row, now: datetime) -> Value:
            return implementation(now, *_gathered(arguments, row, now))

        return node

    return build
