"""A formula that knows its fields, and can be evaluated for records."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from app.sandbox.formulas.budget import within_budget
from app.sandbox.formulas.cells import cell_reader, reader
from app.sandbox.formulas.choices import possible_ids
from app.sandbox.formulas.compiler import Compiled, Compiler
from app.sandbox.formulas.errors import CellError, UnknownFields
from app.sandbox.formulas.kinds import TIMES, Kind, kind_of_type, result_type
from app.sandbox.formulas.parser import read
from app.sandbox.formulas.rows import Node, Row
from app.sandbox.formulas.scanner import Token
from app.sandbox.formulas.syntax import Tree
from app.sandbox.formulas.values import Names, Styled, Value, flat, instant, plain, text, truthy

ERROR: Mapping[str, str] = {"error": "#ERROR!"}
# The name under which the aggregation of a rollup knows what it aggregates.
_VALUES = "values"


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that is well formed: its functions exist and take as many arguments."""

    text: str
    references: tuple[str, ...]
    _tree: Tree
    _tokens: tuple[Token, ...]

    def with_ids(self, fields: Sequence[Mapping[str, Any]]) -> str:
        """The text with the ids of the fields in place of their names, as the meta API shows it.

        Raises UnknownFields.
        """
        found = _resolved(self.references, fields)
        pieces, position = [], 0
        for token in self._tokens:
            pieces += [self.text[position : token.position], f"{{{found[token.text]['id']}}}"]
            position = token.end
        return "".join(pieces) + self.text[position:]

    def bind(
        self, fields: Sequence[Mapping[str, Any]], *, result: Mapping[str, Any] | None = None
    ) -> "Program":
        """The formula over the fields of a table.

        A name is an id, a name, or else a name in other letters' case. result is the `options.result` that a formula
        field was given. Raises UnknownFields, before any record is read.
        """
        found = _resolved(self.references, fields)
        compiler = Compiler({name: (field["id"], Compiled(*reader(field))) for name, field in found.items()})
        compiled = compiler.compile(self._tree)
        kind = compiled.kind if result is None else kind_of_type(result)
        return Program(
            result_type=dict(result) if result is not None else result_type(kind),
            field_ids=frozenset(compiler.field_ids),
            is_volatile=compiler.is_volatile,
            reads_modified_time=compiler.reads_modified_time,
            record_ids=possible_ids(self._tree),
            _run=_guarded(compiler, compiled),
            _kind=kind,
        )

    def bind_rollup(self, source: Mapping[str, Any]) -> "Rollup":
        """The formula as the aggregation of a rollup over this field of the linked table.

        Raises UnknownFields for any name but `values`.
        """
        unknown = [name for name in self.references if name.lower() != _VALUES]
        if unknown:
            raise UnknownFields(unknown)
        values = Compiled(lambda row, _now: row.cell(_VALUES), reader(source)[1])
        compiler = Compiler(dict.fromkeys(self.references, (_VALUES, values)))
        compiled = compiler.compile(self._tree)
        return Rollup(
            result_type=result_type(compiled.kind),
            is_volatile=compiler.is_volatile,
            _read=cell_reader(source),
            _run=_guarded(compiler, compiled),
            _kind=compiled.kind,
        )


def parse(text: str) -> Formula:
    """The formula with this text. Raises InvalidFormula."""
    tree, tokens = read(text)
    return Formula(text, tuple(dict.fromkeys(token.text for token in tokens)), tree, tuple(tokens))


@dataclass(frozen=True, slots=True)
class Program:
    """A formula over the fields of one table. See the package for what its members say."""

    result_type: dict[str, Any]
    field_ids: frozenset[str]
    is_volatile: bool
    reads_modified_time: bool
    record_ids: frozenset[str] | None
    _run: Node
    _kind: Kind

    def evaluate(self, row: Row, *, now: datetime) -> Any:
        """The cell of a formula field with this formula, as the API writes it. Raises nothing."""
        return _evaluated(self._run, self._kind, row, now)

    def keeps(self, row: Row, *, now: datetime) -> bool:
        """Whether a filter with this formula keeps the record: not for 0, false, "", NaN, [], blank and errors."""
        try:
            return truthy(self._run(row, now))
        except CellError:
            return False


@dataclass(frozen=True, slots=True)
class Rollup:
    """An aggregation of cells of one field."""

    result_type: dict[str, Any]
    is_volatile: bool
    _read: Callable[[Any], Value]
    _run: Node
    _kind: Kind

    def aggregate(self, cells: Sequence[Any], *, now: datetime) -> Any:
        """The cell of the rollup, from the cells of the linked records in their order, None for an empty one.

        Cells have the form of the API, but links are names. Raises nothing.
        """
        try:
            values = [self._read(cell) for cell in cells]
        except CellError:
            return dict(ERROR)
        return _evaluated(self._run, self._kind, _Gathered(list(flat(values))), now)


@dataclass(frozen=True, slots=True)
class _Gathered:
    """The values of a rollup, in the place of a record."""

    values: list[Value]
    id: str = ""
    created_time: str = ""
    last_modified_time: str | None = None

    def cell(self, _field_id: str) -> Any:
        return self.values

    def linked_names(self, _field_id: str) -> list[str]:
        return []

    def modified_time(self, _field_ids: Sequence[str]) -> str | None:
        return None


def _guarded(compiler: Compiler, compiled: Compiled) -> Node:
    """The formula with a budget, if it can take long."""
    return partial(within_budget, compiled.run) if compiler.needs_budget else compiled.run


def _resolved(names: Sequence[str], fields: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """The field of each name. Ids win over names, and names over names in other letters' case."""
    by_key = {_folded(field["name"]): field for field in reversed(fields)}
    by_key.update({field["name"]: field for field in reversed(fields)})
    by_key.update({field["id"]: field for field in fields})
    found = {name: by_key.get(name) or by_key.get(_folded(name)) for name in names}
    unknown = [name for name, field in found.items() if field is None]
    if unknown:
        raise UnknownFields(unknown)
    return {name: field for name, field in found.items() if field is not None}


def _folded(name: str) -> str:
    return name.strip().casefold()


def _evaluated(run: Node, kind: Kind, row: Row, now: datetime) -> Any:
    try:
        return plain(_shown(run(row, now), kind))
    except CellError:
        return dict(ERROR)


def _shown(value: Value, kind: Kind) -> Value:
    """The value as a field of the kind holds it."""
    if value is None or isinstance(value, Names):
        return value
    if isinstance(value, list):
        return [_shown(each, kind) for each in value]
    if kind in TIMES:
        return _shown_time(value, kind)
    if kind is Kind.TEXT and not isinstance(value, str):
        # Where a formula gives a text or a number, a zero is shown as nothing.
        return text(value) if value else ""
    if kind in (Kind.NUMBER, Kind.INTEGER) and isinstance(value, bool):
        return float(value)
    if kind is Kind.BOOLEAN and isinstance(value, float):
        return truthy(value)
    return value


def _shown_time(value: Value, kind: Kind) -> Value:
    if not isinstance(value, date | Styled):
        # The greatest of no dates is 0.
        return None if value == 0.0 else value
    found = instant(value)
    return found.date() if kind is Kind.DATE else found
