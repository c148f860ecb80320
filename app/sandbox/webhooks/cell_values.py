"""Cells as webhooks show them: Airtable's "cell format V2"."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection

from app.sandbox.derivation import Derivation
from app.sandbox.schema import Base, Field, Table
from app.sandbox.store import records as record_store
from app.sandbox.store.records import Record

_PEOPLE = ("singleCollaborator", "multipleCollaborators", "createdBy", "lastModifiedBy")


class CellValues:
    """Shows cells within one transaction. Attachments stay as they are stored: a reader gets their addresses."""

    def __init__(self, connection: Connection, base: Base) -> None:
        self.derivation = Derivation(connection, base)
        self._base = base
        self._connection = connection
        self._linked: dict[str, Record] = {}

    def prepare(self, table: Table, records: Sequence[Record], fields: Iterable[Field]) -> None:
        """Works out what these cells need. Must come before value()."""
        wanted = list(fields)
        self.derivation.derive(table, records, wanted)
        self.derivation.name_links(table, records, wanted)
        for field in wanted:
            if field.type == "multipleLookupValues":
                self._prepare_lookup(table, records, field)

    def value(self, table: Table, field: Field, record: Record) -> Any:
        """The cell, None for an empty one."""
        if field.type == "multipleLookupValues":
            return self._lookup(table, field, record)
        return self._shown(field, self.derivation.value(field, record))

    def _shown(self, field: Field, value: Any) -> Any:
        if value is None:
            return None
        if field.type in ("singleSelect", "externalSyncSource"):
            return _choice(field, value)
        if field.type == "multipleSelects":
            return [_choice(field, name) for name in value]
        if field.type == "multipleRecordLinks":
            return [{"id": each, "name": self.derivation.name_of(each)} for each in value]
        if field.type in _PEOPLE:
            return [self._person(each) for each in value] if isinstance(value, list) else self._person(value)
        return value

    def _person(self, person: dict[str, str]) -> dict[str, str]:
        return person | {"permissionLevel": self._base.permission_of(person["id"])}

    def _target(self, table: Table, field: Field) -> tuple[Field, Table, Field] | None:
        """The link of a lookup, the table behind it, and the field that is looked up there."""
        link = table.fields_by_id.get(field.options.get("recordLinkFieldId", ""))
        linked = self._base.linked_table(link) if link else None
        target = linked.field(field.options.get("fieldIdInLinkedTable", "")) if linked else None
        return (link, linked, target) if link and linked and target else None

    def _prepare_lookup(self, table: Table, records: Sequence[Record], field: Field) -> None:
        found = self._target(table, field)
        if found is None:
            return
        link, linked, target = found
        wanted = {each for record in records for each in record.cells.get(link.id, ())} - self._linked.keys()
        others = record_store.by_ids(self._connection, wanted)
        self._linked |= others
        seen = [self._linked[each.id] for each in others.values()]
        self.derivation.derive(linked, seen, [target])
        self.derivation.name_links(linked, seen, [target])

    def _lookup(self, table: Table, field: Field, record: Record) -> Any:
        found = self._target(table, field)
        if found is None or not field.options.get("isValid"):
            return self.derivation.value(field, record)
        link, linked, target = found
        others = [self._linked[each] for each in record.cells.get(link.id, ()) if each in self._linked]
        if not others:
            return None
        self.derivation.derive(linked, others, [target])
        values = {other.id: self._shown(target, self.derivation.value(target, other)) for other in others}
        return {
            "valuesByLinkedRecordId": {
                other_id: value if isinstance(value, list) else [] if value is None else [value]
                for other_id, value in values.items()
            },
            "linkedRecordIds": list(values),
        }


def _choice(field: Field, name: str) -> dict[str, Any]:
    choice = field.choices.get(name, {"name": name})
    return {key: choice[key] for key in ("id", "name", "color") if key in choice}
