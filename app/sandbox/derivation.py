"""Works out what nobody writes: formulas, rollups, lookups, counts, numbers, times and people of a set of records.

Values are derived when they are read and never stored: a write touches only what it changes, whatever hangs on it,
and a reader sees values that fit the rest of its transaction. Many records are derived together, so that linked
records are loaded with one statement for each step along a link and not one for each record.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from app.sandbox import cells
from app.sandbox.attachments import AttachmentLinks
from app.sandbox.cells import Style
from app.sandbox.schema import Base, Field, Table
from app.sandbox.store import people as people_store
from app.sandbox.store import records as record_store
from app.sandbox.store.people import Person
from app.sandbox.store.records import Record

# Linked records that are kept in memory while a table is scanned.
_MAX_KEPT = 20_000
_REFERENCE_TYPES = ("singleCollaborator", "multipleCollaborators", "multipleAttachments")
_ERROR = {"error": "#ERROR!"}


class Derivation:
    """Derives within one transaction, at one moment. Not to be shared between threads."""

    def __init__(
        self,
        connection: Connection,
        base: Base,
        *,
        style: Style | None = None,
        links: AttachmentLinks | None = None,
    ) -> None:
        """links: makes the addresses of attachments; None shows attachments as they are stored."""
        self.base = base
        self._links = links
        self.now = datetime.now(UTC)
        self._connection = connection
        self._linked: dict[str, Record] = {}
        self._names: dict[str, str] = {}
        self.style = replace(style or Style(), name_of=self.name_of)

    @cached_property
    def people(self) -> Mapping[str, Person]:
        return people_store.people(self._connection)

    def derive(self, table: Table, records: Sequence[Record], fields: Iterable[Field]) -> None:
        """Puts the values of these fields, and of those they depend on, into the records."""
        if len(self._linked) > _MAX_KEPT:
            self._linked.clear()
            self._names.clear()
        for field in self._plan(table, fields):
            missing = [record for record in records if field.id not in record.derived]
            if missing:
                self._derive_field(table, missing, field)

    def name_links(self, table: Table, records: Sequence[Record], fields: Iterable[Field]) -> None:
        """Makes name_of() know the records that these links, and lookups of links, point at."""
        for field in fields:
            linked = self._named_table(table, field)
            if linked is not None:
                wanted = {each for record in records for each in self._ids(record, field)}
                self._learn_names(linked, wanted)

    def name_of(self, record_id: str) -> str:
        """The primary cell of a linked record as text, "" for one that is not known."""
        return self._names.get(record_id, "")

    def value(self, field: Field, record: Record) -> Any:
        """The cell as the API shows it, None for an empty one. A derived one must have been derived."""
        value = record.value(field.id)
        if value is None or field.type not in _REFERENCE_TYPES:
            return None if cells.is_empty(value) else value
        if field.type == "multipleAttachments":
            return [self._links.shown(each) for each in value] if self._links else value
        if isinstance(value, list):
            return [self.person(each["id"]) for each in value]
        return self.person(value["id"])

    def person(self, person_id: str) -> dict[str, str]:
        known = self.people.get(person_id)
        return known.shown() if known else {"id": person_id}

    def modified(
        self, table: Table, record: Record, field_ids: Sequence[str] | None
    ) -> tuple[str | None, str | None]:
        """When and by whom one of these fields (None: any that people write) was last changed."""
        times: list[tuple[str, str]] = []
        for field_id in field_ids or [field.id for field in table.fields if not field.is_computed]:
            if (mark := record.touched.get(field_id)) is not None:
                times.append((mark[0], mark[1]))
            elif field_id in record.cells:
                times.append((record.created_time, record.created_by))
        return max(times, key=lambda each: each[0]) if times else (None, None)

    def _plan(self, table: Table, fields: Iterable[Field]) -> list[Field]:
        """The derived fields among these and below them, each after those that it depends on."""
        order: dict[str, Field] = {}
        seen: set[str] = set()

        def visit(field: Field) -> None:
            if field.id in seen:
                return
            seen.add(field.id)
            program = self.base.programs.get(field.id)
            for below in program.field_ids if program else ():
                visit(table.fields_by_id[below])
            if field.is_derived:
                order[field.id] = field

        for field in fields:
            visit(field)
        return list(order.values())

    def _derive_field(self, table: Table, records: list[Record], field: Field) -> None:
        match field.type:
            case "formula":
                self._formula(table, records, field)
            case "rollup" | "multipleLookupValues":
                self._through_link(table, records, field)
            case _:
                for record in records:
                    record.derived[field.id] = self._own(table, record, field)

    def _own(self, table: Table, record: Record, field: Field) -> Any:
        """What follows from the record alone."""
        match field.type:
            case "autoNumber":
                return record.number
            case "createdTime":
                return record.created_time
            case "createdBy":
                return self.person(record.created_by)
            case "lastModifiedTime":
                return self.modified(table, record, field.options.get("referencedFieldIds"))[0]
            case "lastModifiedBy":
                person = self.modified(table, record, field.options.get("referencedFieldIds"))[1]
                return person and self.person(person)
            case "count":
                return len(record.cells.get(field.options.get("recordLinkFieldId", ""), ()))
            case "button":
                return {"label": field.options.get("label", field.name), "url": field.options.get("url")}
        return None

    def _formula(self, table: Table, records: list[Record], field: Field) -> None:
        program = self.base.programs.get(field.id)
        if program is None:
            for record in records:
                record.derived[field.id] = _ERROR
            return
        self.name_links(table, records, [table.fields_by_id[each] for each in program.field_ids])
        for record in records:
            record.derived[field.id] = program.evaluate(DerivedRow(self, table, record), now=self.now)

    def _through_link(self, table: Table, records: list[Record], field: Field) -> None:
        link = table.fields_by_id.get(field.options.get("recordLinkFieldId", ""))
        linked = self.base.linked_table(link) if link else None
        target = linked.field(field.options.get("fieldIdInLinkedTable", "")) if linked else None
        if link is None or linked is None or target is None or not field.options.get("isValid"):
            # Not to be followed: an invalid one may lead back to itself.
            for record in records:
                record.derived[field.id] = _ERROR
            return
        others = self._load({each for record in records for each in record.cells.get(link.id, ())})
        self.derive(linked, list(others.values()), [target])
        rollup = self.base.rollups.get(field.id)
        if rollup is not None:
            self.name_links(linked, list(others.values()), [target])
        for record in records:
            found = [others[each] for each in record.cells.get(link.id, ()) if each in others]
            if field.type == "rollup":
                values = [self._operand(linked, target, other) for other in found]
                record.derived[field.id] = rollup.aggregate(values, now=self.now) if rollup else _ERROR
            else:
                record.derived[field.id] = self._looked_up(target, found)

    def _looked_up(self, target: Field, found: list[Record]) -> list[Any] | None:
        values: list[Any] = []
        for other in found:
            value = self.value(target, other)
            if isinstance(value, list):
                values += value
            elif value is not None:
                values.append(value)
        return values or None

    def _operand(self, linked: Table, target: Field, other: Record) -> Any:
        """A cell for a rollup: links as the names of what they point at."""
        if self._named_table(linked, target) is not None:
            return [self.name_of(each) for each in self._ids(other, target)]
        return self.value(target, other)

    def _named_table(self, table: Table, field: Field) -> Table | None:
        """The table whose records stand in the field: of a link, or of a lookup that ends at one."""
        while field.type == "multipleLookupValues":
            link = table.fields_by_id.get(field.options.get("recordLinkFieldId", ""))
            linked = self.base.linked_table(link) if link else None
            target = linked.field(field.options.get("fieldIdInLinkedTable", "")) if linked else None
            if linked is None or target is None:
                return None
            table, field = linked, target
        return self.base.linked_table(field) if field.type == "multipleRecordLinks" else None

    def _ids(self, record: Record, field: Field) -> list[str]:
        value = record.value(field.id)
        return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []

    def _learn_names(self, linked: Table, wanted: set[str]) -> None:
        others = self._load(wanted - self._names.keys())
        self.derive(linked, list(others.values()), [linked.primary])
        self.name_links(linked, list(others.values()), [linked.primary])
        for other in others.values():
            self._names[other.id] = cells.text(linked.primary, self.value(linked.primary, other), self.style)

    def _load(self, record_ids: set[str]) -> dict[str, Record]:
        missing = [each for each in record_ids if each not in self._linked]
        if missing:
            self._linked |= record_store.by_ids(self._connection, missing)
        return {each: self._linked[each] for each in record_ids if each in self._linked}


class DerivedRow:
    """A record as formulas read it."""

    __slots__ = ("_derivation", "_record", "_table")

    def __init__(self, derivation: Derivation, table: Table, record: Record) -> None:
        self._derivation = derivation
        self._table = table
        self._record = record

    @property
    def id(self) -> str:
        return self._record.id

    @property
    def created_time(self) -> str:
        return self._record.created_time

    @property
    def last_modified_time(self) -> str | None:
        return self._derivation.modified(self._table, self._record, None)[0]

    def cell(self, field_id: str) -> Any:
        return self._derivation.value(self._table.fields_by_id[field_id], self._record)

    def linked_names(self, field_id: str) -> list[str]:
        value = self._record.value(field_id)
        return [self._derivation.name_of(each) for each in value] if isinstance(value, list) else []

    def modified_time(self, field_ids: Iterable[str]) -> str | None:
        return self._derivation.modified(self._table, self._record, list(field_ids))[0]
