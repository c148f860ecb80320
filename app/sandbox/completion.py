"""Completes a base that was read: formulas are bound, and computed fields learn the type of their result.

Nothing of this is stored, so that it follows by itself when another field changes.
"""

from dataclasses import replace
from typing import Any

from app.sandbox.formulas import Formula, InvalidFormula, Program, Rollup, UnknownFields, parse
from app.sandbox.schema import Base, Field, Table

_INVALID = {"isValid": False, "result": None}
_MOMENT = {
    "type": "dateTime",
    "options": {
        "dateFormat": {"name": "local", "format": "l"},
        "timeFormat": {"name": "12hour", "format": "h:mma"},
        "timeZone": "client",
    },
}


def complete(base: Base) -> Base:
    """The base with results, referenced fields and validity in the options of its computed fields."""
    return _Completion(base).result()


def with_ids(formula: str, table: Table) -> str:
    """The formula with the ids of fields in place of their names. Raises InvalidFormula or UnknownFields."""
    return parse(formula).with_ids([field.shown() for field in table.fields])


class _Completion:
    """Goes through the fields depth first, so that each is completed after those that it depends on."""

    def __init__(self, base: Base) -> None:
        self._base = base
        self._done: dict[str, Field] = {}
        self._under_way: set[str] = set()
        self._programs: dict[str, Program] = {}
        self._rollups: dict[str, Rollup] = {}

    def result(self) -> Base:
        tables = tuple(
            replace(table, fields=tuple(self._complete(table, field) for field in table.fields))
            for table in self._base.tables
        )
        return replace(self._base, tables=tables, programs=self._programs, rollups=self._rollups)

    def _complete(self, table: Table, field: Field) -> Field:
        if (done := self._done.get(field.id)) is not None:
            return done
        if field.id in self._under_way:
            # A circle: the field that asked is invalid, which breaks the circle.
            raise _Circle
        self._under_way.add(field.id)
        try:
            options = self._options(table, field)
        except _Circle:
            options = field.options | _INVALID
        finally:
            self._under_way.discard(field.id)
        done = field if options is field.options else replace(field, options=options)
        self._done[field.id] = done
        return done

    def _options(self, table: Table, field: Field) -> dict[str, Any]:
        match field.type:
            case "formula":
                return self._formula_options(table, field)
            case "rollup" | "multipleLookupValues":
                return self._linked_options(table, field)
            case "count":
                return field.options | {"isValid": self._link(table, field) is not None}
            case "createdTime":
                return {"result": _MOMENT} | field.options
            case "lastModifiedTime":
                return {"isValid": True, "referencedFieldIds": [], "result": _MOMENT} | field.options
        return field.options

    def _formula_options(self, table: Table, field: Field) -> dict[str, Any]:
        options = dict(field.options)
        try:
            options["formula"] = with_ids(str(field.options.get("formula", "")), table)
            formula = parse(options["formula"])
            program = formula.bind(self._operands(table, formula), result=field.options.get("resultAs"))
        except (InvalidFormula, UnknownFields):
            return options | {"referencedFieldIds": []} | _INVALID
        self._programs[field.id] = program
        return options | {
            "isValid": True,
            "referencedFieldIds": list(program.field_ids),
            "result": program.result_type,
        }

    def _operands(self, table: Table, formula: Formula) -> list[dict[str, Any]]:
        """The fields of the table for the formula, completed where it reads them. It names them by their ids."""
        for name in formula.references:
            if (operand := table.field(name)) is None:
                continue
            self._complete(table, operand)
            linked = self._base.linked_table(operand) if operand.type == "multipleRecordLinks" else None
            if linked is not None:
                # A link reads as the primary cells of the other side.
                self._complete(linked, linked.primary)
        return [self._done.get(each.id, each).shown() for each in table.fields]

    def _linked_options(self, table: Table, field: Field) -> dict[str, Any]:
        link = self._link(table, field)
        linked = self._base.linked_table(link) if link else None
        target = linked.field(field.options.get("fieldIdInLinkedTable", "")) if linked else None
        if link is None or linked is None or target is None:
            return field.options | _INVALID
        target = self._complete(linked, target)
        result: dict[str, Any] | None = _type_of(target)
        valid = True
        if field.type == "rollup":
            try:
                rollup = parse(field.options.get("formula") or "ARRAYJOIN(values)").bind_rollup(
                    target.shown()
                )
            except (InvalidFormula, UnknownFields):
                return field.options | _INVALID
            self._rollups[field.id] = rollup
            result = rollup.result_type
        referenced = {"referencedFieldIds": [link.id]} if field.type == "rollup" else {}
        return field.options | referenced | {"isValid": valid, "result": result}

    def _link(self, table: Table, field: Field) -> Field | None:
        link = table.fields_by_id.get(field.options.get("recordLinkFieldId", ""))
        return link if link is not None and link.type == "multipleRecordLinks" else None


class _Circle(Exception):
    """A field depends on itself."""


def _type_of(field: Field) -> dict[str, Any] | None:
    """The type and options that a lookup of this field has as its result."""
    if field.type in ("formula", "rollup", "multipleLookupValues"):
        result: dict[str, Any] | None = field.options.get("result")
        return result
    options = field.shown().get("options")
    return {"type": field.type} | ({"options": options} if options else {})
