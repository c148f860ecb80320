"""Conditions and errors. AND, OR and XOR evaluate every argument; IF and SWITCH only the branch that is taken."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from app.sandbox.formulas.errors import CellError
from app.sandbox.formulas.functions.registry import builder, function
from app.sandbox.formulas.kinds import Kind, united
from app.sandbox.formulas.rows import Node, Row
from app.sandbox.formulas.values import Value, equal, flat, truthy


def _if_kind(kinds: Sequence[Kind]) -> Kind:
    return united(kinds[1:])


def _switch_kind(kinds: Sequence[Kind]) -> Kind:
    return united([*kinds[2::2], *(kinds[-1:] if len(kinds) % 2 == 0 else [])])


@builder(_if_kind, 2, 3)
def if_(arguments: Sequence[Node]) -> Node:
    condition, then = arguments[:2]
    otherwise: Node = arguments[2] if len(arguments) > 2 else lambda _row, _now: None
    return lambda row, now: then(row, now) if truthy(condition(row, now)) else otherwise(row, now)


@builder(_switch_kind, 3, None)
def switch(arguments: Sequence[Node]) -> Node:
    expression, *cases = arguments
    default: Node = cases.pop() if len(cases) % 2 else lambda _row, _now: None
    pairs = list(zip(cases[::2], cases[1::2], strict=True))

    def node(row: Row, now: datetime) -> Value:
        value = expression(row, now)
        for pattern, result in pairs:
            if equal(value, pattern(row, now)):
                return result(row, now)
        return default(row, now)

    return node


@builder(Kind.BOOLEAN, 1, None)
def and_(arguments: Sequence[Node]) -> Node:
    def node(row: Row, now: datetime) -> Value:
        result = True
        for argument in arguments:
            value = argument(row, now)
            if value is not True and not _all_true(value):
                result = False
        return result

    return node


@builder(Kind.BOOLEAN, 1, None)
def or_(arguments: Sequence[Node]) -> Node:
    def node(row: Row, now: datetime) -> Value:
        result = False
        for argument in arguments:
            value = argument(row, now)
            if value is True or (value is not False and any(map(truthy, flat([value])))):
                result = True
        return result

    return node


@builder(Kind.BOOLEAN, 1, 1)
def iserror(arguments: Sequence[Node]) -> Node:
    """NaN and the infinities are errors too: a division by zero gives one."""
    (expression,) = arguments

    def node(row: Row, now: datetime) -> Value:
        try:
            value = expression(row, now)
        except CellError:
            return True
        return isinstance(value, float) and value - value != 0

    return node


@function(Kind.BOOLEAN, least=1)
def xor(*values: Value) -> Value:
    return sum(map(truthy, flat(values))) % 2 == 1


@function(Kind.BOOLEAN)
def not_(value: Value) -> Value:
    return not truthy(value)


@function(Kind.BOOLEAN)
def true() -> Value:
    return True


@function(Kind.BOOLEAN)
def false() -> Value:
    return False


@function(Kind.BLANK)
def blank() -> Value:
    return None


@function(Kind.BLANK)
def error(_message: Value = None) -> Value:
    raise CellError("the formula asks for an error")


def _all_true(value: Value) -> bool:
    """Whether a value, or each value of an array, holds. An array of nothing does not."""
    if isinstance(value, list):
        values: Iterator[Value] = flat(value)
        return bool(value) and all(map(truthy, values))
    return truthy(value)
