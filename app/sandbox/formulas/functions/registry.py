"""The table of functions. Each one is a Python function with the same name in small letters and the same arguments."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.sandbox.formulas.kinds import Kind
from app.sandbox.formulas.rows import Node, Row
from app.sandbox.formulas.values import Value

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
            build=(_clock_builder if with_clock else _builder)(implementation),
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


def _builder(implementation: Callable[..., Value]) -> Callable[[Sequence[Node]], Node]:
    """Compiles a call. Few arguments have a node of their own, because this is the path of every row."""

    def build(arguments: Sequence[Node]) -> Node:
        if len(arguments) == 1:
            (only,) = arguments
            return lambda row, now: implementation(only(row, now))
        if len(arguments) == 2:
            first, second = arguments
            return lambda row, now: implementation(first(row, now), second(row, now))

        def node(row: Row, now: datetime) -> Value:
            return implementation(*[argument(row, now) for argument in arguments])

        return node

    return build


def _clock_builder(implementation: Callable[..., Value]) -> Callable[[Sequence[Node]], Node]:
    def build(arguments: Sequence[Node]) -> Node:
        def node(row: Row, now: datetime) -> Value:
            return implementation(now, *[argument(row, now) for argument in arguments])

        return node

    return build
