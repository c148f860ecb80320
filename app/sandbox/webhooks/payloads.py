"""Makes the payload of a transaction for a webhook, with what its specification asks for and nothing else.

Computed cells of a changed record are told where they follow from the change; those of other records that look at it
are not.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from app.sandbox.changes import ChangeSet, TableChanges
from app.sandbox.derivation import DerivedRow
from app.sandbox.formulas import Program
from app.sandbox.listing import filter_program
from app.sandbox.schema import Base, Field, Table, View
from app.sandbox.store import records as record_store
from app.sandbox.store.records import Record
from app.sandbox.webhooks.cell_values import CellValues
from app.sandbox.webhooks.specification import Specification

_FOLLOWING = ("formula", "rollup", "multipleLookupValues", "count")


@dataclass(frozen=True)
class _Changed:
    """A changed record before and after, and the fields that differ."""

    before: Record
    after: Record
    fields: tuple[Field, ...]


@dataclass
class Transaction:
    """The changes of one transaction, worked out once for all webhooks that watch them."""

    connection: Connection
    changes: ChangeSet
    action: dict[str, Any]
    _changed: dict[str, list[_Changed]] = field(default_factory=dict)

    @property
    def base(self) -> Base:
        return self.changes.base

    @cached_property
    def cells(self) -> CellValues:
        return CellValues(self.connection, self.base)

    def payload(self, asked: Specification) -> dict[str, Any] | None:
        """The payload, None if nothing of this is watched."""
        if asked.sources is not None and self.changes.source not in asked.sources:
            return None
        tables = {}
        for table_id, told in self.changes.tables.items():
            table = self.base.tables_by_id[table_id]
            if asked.covers(table) and (part := self._table(asked, table, told)):
                tables[table_id] = part
        created = self._created_tables(asked)
        if not tables and not created:
            return None
        return {
            "timestamp": self.changes.at,
            "baseTransactionNumber": self.changes.number,
            "payloadFormat": "v0",
            "actionMetadata": self.action,
            **({"changedTablesById": tables} if tables else {}),
            **({"createdTablesById": created} if created else {}),
        }

    def _table(self, asked: Specification, table: Table, told: TableChanges) -> dict[str, Any]:
        part: dict[str, Any] = {}
        if "tableData" in asked.data_types:
            view = next((each for each in table.views if each.id == asked.scope), None)
            records = self._records(asked, table, told, view)
            part |= {"changedViewsById": {view.id: records}} if view and records else records
        part |= _fields(asked, told)
        if told.renamed is not None and asked.watches("tableMetadata", "update"):
            before, after = told.renamed
            part["changedMetadata"] = {"current": _metadata(after), "previous": _metadata(before)}
        return part

    def _created_tables(self, asked: Specification) -> dict[str, Any]:
        created: dict[str, Any] = {}
        for table in self.changes.created_tables if not asked.scope else ():
            part: dict[str, Any] = {}
            if asked.watches("tableMetadata", "add"):
                part["metadata"] = _metadata(table)
            if asked.watches("tableFields", "add"):
                part["fieldsById"] = {each.id: _definition(each) for each in table.fields}
            if part:
                created[table.id] = part
        return created

    def _records(
        self, asked: Specification, table: Table, told: TableChanges, view: View | None
    ) -> dict[str, Any]:
        created = _fresh(told.created)
        changed = self._changed_of(table, told)
        destroyed = list(told.destroyed)
        if view is not None and view.formula:
            created, changed, destroyed = self._in_view(table, told, filter_program(table, view.formula))
        part: dict[str, Any] = {}
        if asked.watches("tableData", "add"):
            part["createdRecordsById"] = self._created(asked, table, created)
        if asked.watches("tableData", "update"):
            part["changedRecordsById"] = self._differences(asked, table, changed)
        if asked.watches("tableData", "remove"):
            part["destroyedRecordIds"] = destroyed
        return {key: value for key, value in part.items() if value}

    def _changed_of(self, table: Table, told: TableChanges) -> list[_Changed]:
        if table.id not in self._changed:
            self._changed[table.id] = self._work_out(table, told)
        return self._changed[table.id]

    def _work_out(self, table: Table, told: TableChanges) -> list[_Changed]:
        after = record_store.by_ids(self.connection, told.changed)
        before = {
            record_id: _with_cells(record, {each: old for each, (old, _) in told.changed[record_id].items()})
            for record_id, record in after.items()
        }
        following = table.of_type(*_FOLLOWING)
        self.cells.prepare(table, [*after.values(), *before.values()], table.fields)
        found = []
        for record_id, record in after.items():
            fields = [each for each in table.fields if each.id in told.changed[record_id]]
            fields += [each for each in following if self._differs(table, each, before[record_id], record)]
            found.append(_Changed(before[record_id], record, tuple(fields)))
        return found

    def _differs(self, table: Table, field: Field, before: Record, after: Record) -> bool:
        return bool(self.cells.value(table, field, before) != self.cells.value(table, field, after))

    def _created(self, asked: Specification, table: Table, records: list[Record]) -> dict[str, Any]:
        self.cells.prepare(table, records, table.fields)
        found = {}
        for record in records:
            cells = self._cells(table, _watched(asked, table.fields), record)
            shown = {key: value for key, value in cells.items() if value is not None}
            if shown or asked.watched_fields is None:
                found[record.id] = {"createdTime": record.created_time, "cellValuesByFieldId": shown}
        return found

    def _differences(self, asked: Specification, table: Table, changed: list[_Changed]) -> dict[str, Any]:
        found = {}
        for each in changed:
            fields = _watched(asked, each.fields)
            if not fields:
                continue
            told: dict[str, Any] = {"current": _by_id(self._cells(table, fields, each.after))}
            if asked.with_previous_cells:
                told["previous"] = _by_id(self._cells(table, fields, each.before))
            others = [
                field
                for field in table.fields
                if field not in fields and (asked.included is None or field.id in asked.included)
            ]
            if others:
                told["unchanged"] = _by_id(self._cells(table, others, each.after))
            found[each.after.id] = told
        return found

    def _cells(self, table: Table, fields: list[Field], record: Record) -> dict[str, Any]:
        return {each.id: self.cells.value(table, each, record) for each in fields}

    def _in_view(
        self, table: Table, told: TableChanges, program: Program
    ) -> tuple[list[Record], list[_Changed], list[str]]:
        """What was created, changed and destroyed as somebody sees it who looks at the view only."""
        created = [each for each in _fresh(told.created) if self._keeps(program, table, each)]
        changed, destroyed = [], []
        for each in self._changed_of(table, told):
            was, now = (self._keeps(program, table, record) for record in (each.before, each.after))
            if was and now:
                changed.append(each)
            elif now:
                created.append(each.after)
            elif was:
                destroyed.append(each.after.id)
        gone = [each for each in told.gone.values() if self._keeps(program, table, each)]
        return created, changed, destroyed + [each.id for each in gone]

    def _keeps(self, program: Program, table: Table, record: Record) -> bool:
        fields = [table.fields_by_id[each] for each in program.field_ids]
        self.cells.prepare(table, [record], fields)
        row = DerivedRow(self.cells.derivation, table, record)
        return program.keeps(row, now=self.cells.derivation.now)


def _fields(asked: Specification, told: TableChanges) -> dict[str, Any]:
    part: dict[str, Any] = {}
    watched = asked.watched_schemas
    if asked.watches("tableFields", "add"):
        part["createdFieldsById"] = {
            each.id: _definition(each)
            for each in told.created_fields
            if watched is None or each.id in watched
        }
    if asked.watches("tableFields", "update"):
        part["changedFieldsById"] = {
            after.id: {"current": _definition(after)}
            | ({"previous": _definition(before)} if asked.with_previous_fields else {})
            for before, after in told.changed_fields
            if watched is None or after.id in watched
        }
    return {key: value for key, value in part.items() if value}


def _watched(asked: Specification, fields: tuple[Field, ...]) -> list[Field]:
    return [each for each in fields if asked.watched_fields is None or each.id in asked.watched_fields]


def _fresh(records: dict[str, Record]) -> list[Record]:
    """Copies with nothing derived, because whoever made the records goes on to derive what it shows."""
    return [replace(record, derived={}) for record in records.values()]


def _with_cells(record: Record, old: dict[str, Any]) -> Record:
    """The record with these cells as they were, None for those that were empty, and nothing derived."""
    cells = {key: value for key, value in {**record.cells, **old}.items() if value is not None}
    return replace(record, cells=cells, derived={})


def _by_id(cells: dict[str, Any]) -> dict[str, Any]:
    return {"cellValuesByFieldId": cells}


def _definition(field: Field) -> dict[str, Any]:
    return {"name": field.name, "type": field.type}


def _metadata(table: Table) -> dict[str, Any]:
    return {"name": table.name, "description": table.description}
