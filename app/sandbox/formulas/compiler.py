"""Turns the tree of a formula into nested Python functions, once, so that a row costs a few calls."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import add, eq, ge, gt, le, lt, mul, ne, sub
from typing import NamedTuple

from app.sandbox.formulas.budget import FEW_CALLS, charged
from app.sandbox.formulas.choices import choices_of
from app.sandbox.formulas.errors import CellError
from app.sandbox.formulas.functions import FUNCTIONS
from app.sandbox.formulas.functions.records import modified_time_of
from app.sandbox.formulas.kinds import Kind, arithmetic
from app.sandbox.formulas.moment import depends_on_today, locale_of
from app.sandbox.formulas.numerals import divided
from app.sandbox.formulas.rows import Node, Row
from app.sandbox.formulas.syntax import Call, FieldName, Literal, Negation, Operation, Tree, children
from app.sandbox.formulas.values import MAX_TEXT, Value, equal, less, number, text

_COMPARISONS: dict[str, Callable[[Value, Value], bool]] = {
    "=": equal,
    "!=": lambda left, right: not equal(left, right),
    "<": less,
    ">": lambda left, right: less(right, left),
    "<=": lambda left, right: less(left, right) or equal(left, right),
    ">=": lambda left, right: less(right, left) or equal(left, right),
}
# The comparisons of two texts, or of two numbers.
_QUICK = {"=": eq, "!=": ne, "<": lt, ">": gt, "<=": le, ">=": ge}
_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": add,
    "-": sub,
    "*": mul,
    "/": divided,
}


class Compiled(NamedTuple):
    """A part of a formula, ready to run, and the kind of its values."""

    run: Node
    kind: Kind


@dataclass(slots=True)
class Compiler:
    """Compiles one formula. `fields` gives for each name in it the id of the field and how its cell is read."""

    fields: Mapping[str, tuple[str, Compiled]]
    is_volatile: bool = False
    reads_modified_time: bool = False
    field_ids: set[str] = field(default_factory=set)
    _calls: int = 0
    _has_patterns: bool = False

    @property
    def needs_budget(self) -> bool:
        return self._has_patterns or self._calls > FEW_CALLS

    def compile(self, tree: Tree) -> Compiled:
        """The tree from its leaves to its root, without recursion."""
        waiting: list[tuple[Tree, bool]] = [(tree, False)]
        done: list[Compiled] = []
        while waiting:
            part, are_children_done = waiting.pop()
            below = _parts(part)
            if below and not are_children_done:
                waiting.append((part, True))
                waiting += [(child, False) for child in reversed(below)]
                continue
            start = len(done) - len(below)
            done[start:] = [self._compiled(part, done[start:])]
        return done[0]

    def _compiled(self, tree: Tree, parts: list[Compiled]) -> Compiled:
        match tree:
            case Literal(float() as value):
                return Compiled(lambda _row, _now: value, Kind.INTEGER if value.is_integer() else Kind.NUMBER)
            case Literal(value):
                return Compiled(lambda _row, _now: value, Kind.TEXT)
            case FieldName(name):
                field_id, read = self.fields[name]
                self.field_ids.add(field_id)
                return read
            case Negation():
                ((run, kind),) = parts
                return Compiled(lambda row, now: -number(run(row, now)), arithmetic([kind]))
            case Operation():
                return _operation(tree, parts)
        return self._call(tree, parts)

    def _call(self, tree: Call, arguments: list[Compiled]) -> Compiled:
        if choices := choices_of(tree):
            return Compiled(_choosing(arguments[0].run, choices[1]), Kind.BOOLEAN)
        function = FUNCTIONS[tree.name]
        self._calls += 1
        self._has_patterns |= tree.name.startswith("REGEX_")
        self.is_volatile |= function.is_volatile or _borrows_the_year(tree)
        kind = function.result_kind([argument.kind for argument in arguments])
        if tree.name == "LAST_MODIFIED_TIME":
            self.reads_modified_time = True
            if arguments:
                return Compiled(modified_time_of(self._named_ids(tree.arguments)), kind)
        return Compiled(function.build([argument.run for argument in arguments]), kind)

    def _named_ids(self, arguments: Sequence[Tree]) -> list[str]:
        return [self.fields[each.name][0] for each in arguments if isinstance(each, FieldName)]


def _parts(tree: Tree) -> tuple[Tree, ...]:
    """What must be compiled before the tree. Of a choice between texts it is the one operand."""
    choices = choices_of(tree) if isinstance(tree, Call) else None
    return (choices[0],) if choices else children(tree)


def _operation(tree: Operation, parts: list[Compiled]) -> Compiled:
    runs = [part.run for part in parts]
    operators = [operator for operator, _ in tree.rest]
    if operators[0] == "&":
        return Compiled(_joining(runs), Kind.TEXT)
    if operators[0] in _ARITHMETIC:
        kind = Kind.NUMBER if "/" in operators else arithmetic(part.kind for part in parts)
        return Compiled(_calculating(runs, operators), kind)
    if len(operators) == 1:
        return Compiled(_comparing(runs[0], operators[0], tree.rest[0][1], runs[1]), Kind.BOOLEAN)
    return Compiled(_comparing_all(runs, operators), Kind.BOOLEAN)


def _borrows_the_year(tree: Call) -> bool:
    """Whether the call parses dates in a format that has no year, or in one that is not known before."""
    if tree.name != "DATETIME_PARSE" or len(tree.arguments) < 2:
        return False
    pattern = tree.arguments[1]
    return not (
        isinstance(pattern, Literal)
        and isinstance(pattern.value, str)
        and not depends_on_today(pattern.value, locale_of("en"))
    )


def _choosing(run: Node, texts: frozenset[str]) -> Node:
    """Whether the value equals one of the texts."""

    def node(row: Row, now: datetime) -> Value:
        value = run(row, now)
        return value in texts if type(value) is str else any(equal(value, each) for each in texts)

    return node


def _joining(runs: Sequence[Node]) -> Node:
    """Texts one after the other. It stops where the whole grows too long, and not when all parts are made."""

    def node(row: Row, now: datetime) -> Value:
        pieces, size = [], 0
        for run in runs:
            piece = text(run(row, now))
            size += len(piece)
            if size > MAX_TEXT:
                raise CellError("the text is too long")
            pieces.append(piece)
        return charged("".join(pieces))

    return node


def _calculating(runs: Sequence[Node], operators: Sequence[str]) -> Node:
    first, *others = runs
    steps = list(zip((_ARITHMETIC[operator] for operator in operators), others, strict=True))
    if len(steps) == 1:
        ((apply, second),) = steps
        return lambda row, now: apply(number(first(row, now)), number(second(row, now)))

    def node(row: Row, now: datetime) -> Value:
        result = number(first(row, now))
        for apply, run in steps:
            result = apply(result, number(run(row, now)))
        return result

    return node


def _comparing_all(runs: Sequence[Node], operators: Sequence[str]) -> Node:
    first, *others = runs
    steps = list(zip((_COMPARISONS[operator] for operator in operators), others, strict=True))

    def node(row: Row, now: datetime) -> Value:
        result = first(row, now)
        for compare, run in steps:
            result = compare(result, run(row, now))
        return result

    return node


def _comparing(left: Node, operator: str, tree: Tree, right: Node) -> Node:
    """One comparison. The usual one, with a constant on the right, skips what the kinds of values already tell."""
    compare = _COMPARISONS[operator]
    if not isinstance(tree, Literal):
        return lambda row, now: compare(left(row, now), right(row, now))
    constant = tree.value
    kind = type(constant)
    quick = _QUICK[operator]

    def node(row: Row, now: datetime) -> Value:
        value = left(row, now)
        return quick(value, constant) if type(value) is kind else compare(value, constant)

    return node
