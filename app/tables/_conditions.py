"""A filter with every name, operator and value resolved: what the three compilers work on."""

from dataclasses import dataclass
from typing import Any, Literal

from app.airtable import Field, Table, kind_of
from app.errors import InvalidInput
from app.tables._naming import quoted
from app.tables._operands import Operand, read_operand, read_period, read_text
from app.tables._schema import find_field
from app.tables._shapes import Condition, Filter, Operator
from app.tables._time import Clock

MAX_DEPTH = 5
MAX_CONDITIONS = 50
MAX_VALUES = 200

EMPTINESS: frozenset[Operator] = frozenset({"is_empty", "is_not_empty"})
_EQUALITY: frozenset[Operator] = frozenset({"is", "is_not", "is_empty", "is_not_empty"})
_LISTS: frozenset[Operator] = frozenset({"is_any_of", "is_none_of"})
_ORDER: frozenset[Operator] = frozenset({"gt", "gte", "lt", "lte"})
_PARTS: frozenset[Operator] = frozenset({"contains", "not_contains"})
_ALL: frozenset[Operator] = frozenset({"has_all_of"})
_TIME: frozenset[Operator] = frozenset({"before", "after", "within"})
_MANY = _LISTS | _ALL
_ALLOWED: dict[str, frozenset[Operator]] = {
    "text": _EQUALITY | _LISTS | _PARTS,
    "number": _EQUALITY | _LISTS | _ORDER,
    "date": _EQUALITY | _LISTS | _ORDER | _TIME,
    "datetime": _EQUALITY | _LISTS | _ORDER | _TIME,
    "checkbox": _EQUALITY,
    "select": _EQUALITY | _LISTS | _PARTS,
    "selects": _EQUALITY | _LISTS | _PARTS | _ALL,
    "links": _EQUALITY | _LISTS | _PARTS | _ALL,
    "other": EMPTINESS,
}
_WORDS: dict[Operator, str] = {
    "is": "is",
    "is_not": "is not",
    "is_any_of": "is any of",
    "is_none_of": "is none of",
    "has_all_of": "has all of",
    "contains": "contains",
    "not_contains": "does not contain",
    "is_empty": "is empty",
    "is_not_empty": "is not empty",
    "gt": "is more than",
    "gte": "is at least",
    "lt": "is less than",
    "lte": "is at most",
    "before": "is before",
    "after": "is after",
    "within": "is within",
}
_TIME_WORDS: dict[Operator, str] = {
    "gt": "is after",
    "gte": "is on or after",
    "lt": "is before",
    "lte": "is on or before",
}
# The test that a negative operator turns around.
POSITIVE: dict[Operator, Operator] = {"is_not": "is", "is_none_of": "is_any_of", "not_contains": "contains"}


@dataclass(frozen=True)
class Leaf:
    """One test of one field."""

    field: Field
    family: str
    op: Operator
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Node:
    """Tests of which all or any must hold."""

    match: Literal["all", "any"]
    parts: tuple["Leaf | Node", ...]


@dataclass(frozen=True)
class Resolved:
    """A filter as it was understood: the tree, as a sentence and its parts, the fields in it, and to be kept."""

    tree: Node
    text: str
    texts: tuple[str, ...]
    fields: tuple[Field, ...]
    understood: Filter


def field_names(where: Filter) -> list[str]:
    """All fields that a filter names, as they were given. Raises InvalidInput for a filter that is too big."""
    names: list[str] = []
    _collect(where, 1, names)
    return names


def resolve(table: Table, where: Filter, clock: Clock) -> Resolved:
    """The filter over a table. Raises InvalidInput for unknown fields, choices and values that do not fit."""
    parts: list[Leaf | Node] = []
    texts: list[str] = []
    fields: list[Field] = []
    understood: list[Condition | Filter] = []
    for part in where.conditions:
        if isinstance(part, Filter):
            inner = resolve(table, part, clock)
            parts.append(inner.tree)
            texts.append(f"({inner.text})" if len(part.conditions) > 1 else inner.text)
            fields.extend(inner.fields)
            understood.append(inner.understood)
        else:
            leaf, text, condition = _resolve_condition(table, part, clock)
            parts.append(leaf)
            texts.append(text)
            fields.append(leaf.field)
            understood.append(condition)
    joined = (" and " if where.match == "all" else " or ").join(texts)
    unique = tuple({field.id: field for field in fields}.values())
    kept = Filter(match=where.match, conditions=tuple(understood))
    return Resolved(Node(where.match, tuple(parts)), joined, tuple(texts), unique, kept)


def _collect(where: Filter, depth: int, names: list[str]) -> None:
    if depth > MAX_DEPTH:
        raise InvalidInput(f"The filter is nested deeper than {MAX_DEPTH} levels.")
    for part in where.conditions:
        if isinstance(part, Filter):
            _collect(part, depth + 1, names)
        else:
            names.append(part.field)
    if len(names) > MAX_CONDITIONS:
        raise InvalidInput(f"The filter has more than {MAX_CONDITIONS} conditions.")


def _resolve_condition(table: Table, condition: Condition, clock: Clock) -> tuple[Leaf, str, Condition]:
    field = find_field(table, condition.field)
    family = kind_of(field).family
    allowed = _ALLOWED.get(family, EMPTINESS)
    if condition.op not in allowed:
        raise InvalidInput(
            f'{quoted(field.name)} cannot be tested with "{_WORDS[condition.op]}".',
            what_to_do=f"It takes: {', '.join(_WORDS[op] for op in _WORDS if op in allowed)}.",
            field=field.name,
        )
    operands = _operands(field, condition, clock)
    words = _WORDS[condition.op]
    if family in ("date", "datetime"):
        words = _TIME_WORDS.get(condition.op, words)
    text = " ".join([quoted(field.name), words, ", ".join(operand.text for operand in operands)]).rstrip()
    leaf = Leaf(field, family, condition.op, tuple(operand.value for operand in operands))
    value = _kept_value(condition, operands)
    return leaf, text, condition.model_copy(update={"field": field.name, "value": value})


def _operands(field: Field, condition: Condition, clock: Clock) -> list[Operand]:
    value, op = condition.value, condition.op
    if op in EMPTINESS:
        if value is not None:
            raise InvalidInput(f'"{_WORDS[op]}" takes no value.', field=field.name)
        return []
    values = value if isinstance(value, tuple) else () if value is None else (value,)
    if op not in _MANY and len(values) != 1:
        raise InvalidInput(f'{quoted(field.name)} "{_WORDS[op]}" needs one value.', field=field.name)
    if not 1 <= len(values) <= MAX_VALUES:
        raise InvalidInput(
            f'{quoted(field.name)} "{_WORDS[op]}" needs 1 to {MAX_VALUES} values.', field=field.name
        )
    if op in _PARTS:
        return [read_text(field, values[0])]
    if op == "within":
        return [read_period(field, values[0], clock)]
    return [read_operand(field, item, clock) for item in values]


def _kept_value(condition: Condition, operands: list[Operand]) -> Any:
    """The value as it was understood: a choice with its true name, a number or day with its type."""
    if not operands:
        return None
    values = tuple(operand.kept for operand in operands)
    return values if condition.op in _MANY else values[0]
