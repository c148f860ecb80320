"""The one evaluator of filters: compiles a filter to a test of a row, a sentence, and the filter as it was understood.

Texts compare without regard to case. A row with an empty cell passes is_not, is_none_of and is_empty, and no other
test; an unchecked checkbox counts as empty. For fields with several values (multiple selects, links), is means exactly
that one value, is_any_of means at least one of them, is_none_of none of them. contains looks for a part of a text, of a
choice's name, or of the name of a linked record.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.airtable import Field, Table, kind_of
from app.errors import InvalidInput
from app.tables._naming import quoted
from app.tables._operands import Operand, Span, read_operand
from app.tables._rows import Linked, Row
from app.tables._schema import find_field
from app.tables._shapes import Condition, Filter, Operator

MAX_DEPTH = 5
MAX_CONDITIONS = 50
MAX_VALUES = 200

Test = Callable[[Row], bool]

_EMPTINESS: frozenset[Operator] = frozenset({"is_empty", "is_not_empty"})
_EQUALITY: frozenset[Operator] = frozenset({"is", "is_not", "is_empty", "is_not_empty"})
_LISTS: frozenset[Operator] = frozenset({"is_any_of", "is_none_of"})
_ORDER: frozenset[Operator] = frozenset({"gt", "gte", "lt", "lte"})
_CONTAINS: frozenset[Operator] = frozenset({"contains"})
_TIME: frozenset[Operator] = frozenset({"before", "after"})
_ALLOWED: dict[str, frozenset[Operator]] = {
    "text": _EQUALITY | _LISTS | _CONTAINS,
    "number": _EQUALITY | _LISTS | _ORDER,
    "date": _EQUALITY | _LISTS | _ORDER | _TIME,
    "datetime": _EQUALITY | _LISTS | _ORDER | _TIME,
    "checkbox": _EQUALITY,
    "select": _EQUALITY | _LISTS | _CONTAINS,
    "selects": _EQUALITY | _LISTS | _CONTAINS,
    "links": _EQUALITY | _LISTS | _CONTAINS,
    "other": _EMPTINESS,
}
_WORDS: dict[Operator, str] = {
    "is": "is",
    "is_not": "is not",
    "is_any_of": "is any of",
    "is_none_of": "is none of",
    "contains": "contains",
    "is_empty": "is empty",
    "is_not_empty": "is not empty",
    "gt": "is more than",
    "gte": "is at least",
    "lt": "is less than",
    "lte": "is at most",
    "before": "is before",
    "after": "is after",
}
_TIME_WORDS: dict[Operator, str] = {
    "gt": "is after",
    "gte": "is on or after",
    "lt": "is before",
    "lte": "is on or before",
}


@dataclass(frozen=True)
class Compiled:
    """A filter that is ready to run over rows that hold these fields."""

    test: Test
    text: str
    fields: tuple[Field, ...]
    understood: Filter


def field_names(where: Filter) -> list[str]:
    """All fields that a filter names, as they were given. Raises InvalidInput for a filter that is too big."""
    names: list[str] = []
    _collect(where, 1, names)
    return names


def compile_filter(table: Table, where: Filter) -> Compiled:
    """The filter over a table. Raises InvalidInput for unknown fields, choices and values that do not fit."""
    tests: list[Test] = []
    texts: list[str] = []
    fields: list[Field] = []
    understood: list[Condition | Filter] = []
    for part in where.conditions:
        if isinstance(part, Filter):
            inner = compile_filter(table, part)
            tests.append(inner.test)
            texts.append(f"({inner.text})" if len(part.conditions) > 1 else inner.text)
            fields.extend(inner.fields)
            understood.append(inner.understood)
        else:
            test, text, field, condition = _compile_condition(table, part)
            tests.append(test)
            texts.append(text)
            fields.append(field)
            understood.append(condition)
    joined = (" and " if where.match == "all" else " or ").join(texts)
    unique = tuple({field.id: field for field in fields}.values())
    kept = Filter(match=where.match, conditions=tuple(understood))
    return Compiled(_join(tests, where.match), joined, unique, kept)


def _join(tests: list[Test], match: str) -> Test:
    if match == "all":
        return lambda row: all(test(row) for test in tests)
    return lambda row: any(test(row) for test in tests)


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


def _compile_condition(table: Table, condition: Condition) -> tuple[Test, str, Field, Condition]:
    field = find_field(table, condition.field)
    family = kind_of(field).family
    if condition.op not in _ALLOWED[family]:
        allowed = ", ".join(_WORDS[op] for op in _WORDS if op in _ALLOWED[family])
        raise InvalidInput(
            f'{quoted(field.name)} cannot be tested with "{_WORDS[condition.op]}".',
            what_to_do=f"It takes: {allowed}.",
            field=field.name,
        )
    operands = _operands(field, condition)
    words = _WORDS[condition.op]
    if family in ("date", "datetime"):
        words = _TIME_WORDS.get(condition.op, words)
    text = " ".join([quoted(field.name), words, ", ".join(operand.text for operand in operands)]).rstrip()
    passes = _matcher(family, condition.op, [operand.value for operand in operands])
    value = _kept_value(condition, operands, family)
    return (
        (lambda row: passes(row[field.id])),
        text,
        field,
        condition.model_copy(update={"field": field.name, "value": value}),
    )


def _operands(field: Field, condition: Condition) -> list[Operand]:
    value = condition.value
    if condition.op in _EMPTINESS:
        if value is not None:
            raise InvalidInput(f'"{_WORDS[condition.op]}" takes no value.', field=field.name)
        return []
    values = value if isinstance(value, tuple) else () if value is None else (value,)
    if condition.op not in _LISTS and len(values) != 1:
        raise InvalidInput(
            f'{quoted(field.name)} "{_WORDS[condition.op]}" needs one value.', field=field.name
        )
    if not 1 <= len(values) <= MAX_VALUES:
        raise InvalidInput(
            f'{quoted(field.name)} "{_WORDS[condition.op]}" needs 1 to {MAX_VALUES} values.', field=field.name
        )
    if condition.op == "contains":
        return [Operand(str(values[0]), f'"{quoted(str(values[0]))}"')]
    return [read_operand(field, item) for item in values]


def _kept_value(condition: Condition, operands: list[Operand], family: str) -> Any:
    """The value as it was understood: a choice with its true name, a number or day with its type."""
    if not operands:
        return None
    if family == "datetime":
        return condition.value
    values = tuple(operand.value for operand in operands)
    return values if condition.op in _LISTS else values[0]


def _matcher(family: str, op: Operator, values: list[Any]) -> Callable[[Any], bool]:
    """The test of one cell's value."""
    if op in _EMPTINESS:
        is_wanted_empty = op == "is_empty"
        return lambda cell: (cell is None or cell is False) is is_wanted_empty
    if op in ("is_not", "is_none_of"):
        positive = _matcher(family, "is" if op == "is_not" else "is_any_of", values)
        return lambda cell: not positive(cell)
    if family in ("selects", "links"):
        return _several(op, [_folded(value) for value in values])
    if family in ("text", "select"):
        return _text(op, [_folded(value) for value in values])
    if family == "datetime":
        return _in_time(op, values)
    return _plain(op, values)


def _text(op: Operator, wanted: list[str]) -> Callable[[Any], bool]:
    if op == "contains":
        return lambda cell: cell is not None and wanted[0] in _folded(cell)
    return lambda cell: cell is not None and _folded(cell) in wanted


def _several(op: Operator, wanted: list[str]) -> Callable[[Any], bool]:
    if op == "is":
        return lambda cell: cell is not None and len(cell) == 1 and not _names(cell[0]).isdisjoint(wanted)
    if op == "contains":
        return lambda cell: (
            cell is not None and any(wanted[0] in name for item in cell for name in _names(item))
        )
    return lambda cell: cell is not None and any(not _names(item).isdisjoint(wanted) for item in cell)


def _names(item: str | Linked) -> set[str]:
    """What a value of several can be called: a choice by its name, a linked record by its name or id."""
    return {_folded(item.name), _folded(item.id)} if isinstance(item, Linked) else {_folded(item)}


def _in_time(op: Operator, spans: list[Span]) -> Callable[[Any], bool]:
    start, end = spans[0].start, spans[0].end
    match op:
        case "lt" | "before":
            return lambda cell: cell is not None and cell < start
        case "gt" | "after":
            return lambda cell: cell is not None and cell >= end
        case "gte":
            return lambda cell: cell is not None and cell >= start
        case "lte":
            return lambda cell: cell is not None and cell < end
        case _:
            return lambda cell: cell is not None and any(span.start <= cell < span.end for span in spans)


def _plain(op: Operator, values: list[Any]) -> Callable[[Any], bool]:
    wanted = values[0]
    match op:
        case "lt" | "before":
            return lambda cell: cell is not None and cell < wanted
        case "gt" | "after":
            return lambda cell: cell is not None and cell > wanted
        case "gte":
            return lambda cell: cell is not None and cell >= wanted
        case "lte":
            return lambda cell: cell is not None and cell <= wanted
        case _:
            return lambda cell: cell is not None and cell in values


def _folded(text: str) -> str:
    return text.strip().casefold()
