"""Changes records within one transaction: keeps both sides of links, marks what was touched, knows what changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from app.sandbox import ids
from app.sandbox.changes import ChangeSet
from app.sandbox.choice_colours import coloured
from app.sandbox.schema import Base, Field, Table
from app.sandbox.store import bases as base_store
from app.sandbox.store import records as record_store
from app.sandbox.store.records import Record


class Editor:
    """Nothing is in the database before flush(). Not to be shared between threads."""

    def __init__(self, connection: Connection, base: Base, *, person_id: str, now: str) -> None:
        self.base = base
        self._connection = connection
        self.person_id = person_id
        self._now = now
        self._known: dict[str, Record] = {}
        self._before: dict[str, dict[str, Any]] = {}
        self._made: dict[str, Record] = {}
        self._gone: dict[str, Record] = {}
        self._changed_fields: dict[str, tuple[Field, Field]] = {}

    def load(self, record_ids: Iterable[str]) -> dict[str, Record]:
        """These records as they are in this transaction; those that do not exist are left out."""
        wanted = list(record_ids)
        missing = [each for each in wanted if each not in self._known and each not in self._gone]
        if missing:
            self._known |= record_store.by_ids(self._connection, missing)
        return {each: self._known[each] for each in wanted if each in self._known}

    def make(self, table: Table, count: int) -> list[Record]:
        """New empty records, in order."""
        numbers = base_store.take_numbers(self._connection, table.id, count)
        made = [
            Record(ids.new_id("rec"), table.id, number, self._now, self.person_id, {}, {})
            for number in numbers
        ]
        for record in made:
            self._known[record.id] = self._made[record.id] = record
        return made

    def set(self, record: Record, field: Field, value: Any) -> None:
        """Puts a stored value into a cell, None to empty it, and into the other side of a link."""
        before = record.cells.get(field.id)
        if before == value and type(before) is type(value):
            return
        self._put(record, field, value)
        inverse = self.base.inverse(field) if field.type == "multipleRecordLinks" else None
        if inverse is None:
            return
        old, new = set(before or ()), set(value or ())
        others = self.load(sorted(old ^ new))
        for other_id, other in others.items():
            cell = [each for each in other.cells.get(inverse[1].id, ()) if each != record.id]
            self._put(other, inverse[1], ([*cell, record.id] if other_id in new else cell) or None)

    def delete(self, table: Table, records: Sequence[Record]) -> None:
        """Deletes records and takes them out of every link cell."""
        gone = {record.id for record in records}
        links = table.of_type("multipleRecordLinks")
        self.load({each for record in records for link in links for each in record.cells.get(link.id, ())})
        for link in links:
            for record in records:
                self.set(record, link, None)
        for other_table, link in self._one_way_links_to(table):
            fragments = sorted(gone)
            for found in list(record_store.containing(self._connection, other_table.id, fragments)):
                other = self.load([found.id]).get(found.id)
                if other is not None and other.id not in gone:
                    kept = [each for each in other.cells.get(link.id, ()) if each not in gone]
                    self.set(other, link, kept or None)
        for record in records:
            self._gone[record.id] = self._known.pop(record.id)

    def add_choices(self, table: Table, names: Mapping[str, Sequence[str]]) -> None:
        """Adds choices to select fields, by field id."""
        for field_id, new in names.items():
            field = self._changed_fields.get(field_id, (None, table.fields_by_id[field_id]))[1]
            choices = [*field.options.get("choices", ())]
            for name in new:
                choices.append(coloured({"id": ids.new_id("sel"), "name": name}, len(choices)))
            changed = replace(field, options=field.options | {"choices": choices})
            self._changed_fields[field_id] = (table.fields_by_id[field_id], changed)
            self._replace_field(table.id, changed)

    def flush(self) -> ChangeSet | None:
        """Writes everything and answers what changed, None if nothing did."""
        changes = ChangeSet(self.base, 0, self._now, self.person_id)
        kept = {each: record for each, record in self._made.items() if each not in self._gone}
        for record in kept.values():
            changes.of(record.table_id).created[record.id] = record
        changed = [record for record in self._known.values() if self._differences(changes, record)]
        destroyed = [each for each in self._gone.values() if each.id not in self._made]
        for record in destroyed:
            told = changes.of(record.table_id)
            told.destroyed.append(record.id)
            told.gone[record.id] = replace(
                record, cells=self._before.get(record.id, record.cells), derived={}
            )
        for table in self.base.tables:
            fields = [pair for pair in self._changed_fields.values() if pair[1].id in table.fields_by_id]
            if fields:
                changes.of(table.id).changed_fields += fields
                base_store.save_table(self._connection, table)
        if self._changed_fields:
            base_store.count_schema_change(self._connection, self.base.id)
        record_store.add(self._connection, kept.values())
        record_store.save(self._connection, changed)
        record_store.remove(self._connection, [record.id for record in destroyed])
        return changes if changes.tables else None

    def _put(self, record: Record, field: Field, value: Any) -> None:
        if record.id not in self._made:
            self._before.setdefault(record.id, dict(record.cells))
            record.touched[field.id] = [self._now, self.person_id]
        if value is None:
            record.cells.pop(field.id, None)
        else:
            record.cells[field.id] = value

    def _differences(self, changes: ChangeSet, record: Record) -> bool:
        before = self._before.get(record.id)
        if before is None or record.id in self._made:
            return False
        found = {
            each: (before.get(each), record.cells.get(each))
            for each in {**before, **record.cells}
            if before.get(each) != record.cells.get(each)
        }
        if found:
            changes.of(record.table_id).changed[record.id] = found
        return bool(found)

    def _one_way_links_to(self, table: Table) -> list[tuple[Table, Field]]:
        return [
            (other, link)
            for other in self.base.tables
            for link in other.of_type("multipleRecordLinks")
            if link.options.get("linkedTableId") == table.id and self.base.inverse(link) is None
        ]

    def _replace_field(self, table_id: str, field: Field) -> None:
        table = self.base.tables_by_id[table_id]
        fields = tuple(field if each.id == field.id else each for each in table.fields)
        changed = replace(table, fields=fields)
        tables = tuple(changed if each.id == table_id else each for each in self.base.tables)
        self.base = replace(self.base, tables=tables)
