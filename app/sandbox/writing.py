"""One request that writes records: its cells are checked all together before the first is changed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from app.sandbox import attachments, errors, matching, parameters, record_input
from app.sandbox.attachments import AttachmentLinks
from app.sandbox.cells import NamedLink
from app.sandbox.derivation import Derivation
from app.sandbox.record_input import GivenRecord
from app.sandbox.rendering import Shape, render
from app.sandbox.schema import Field, Table
from app.sandbox.store import people as people_store
from app.sandbox.store.people import Person
from app.sandbox.store.records import Record
from app.sandbox.upserts import Merge
from app.sandbox.workshop import Call, Change, Workshop, visible_table

Values = dict[Field, Any]


@dataclass(frozen=True)
class Target:
    """A record to be written, what the request gave for it, and how.

    is_new: it is made by this request. clears: writable fields that were not given are emptied.
    """

    record: Record
    given: GivenRecord
    is_new: bool = False
    clears: bool = False


@dataclass
class Write:
    """A write to one table under way."""

    change: Change
    table: Table
    typecast: bool
    shape: Shape
    people: Mapping[str, Person]
    distort: Callable[[Any], Any]
    links: AttachmentLinks
    _new_choices: dict[str, list[str]] = field(default_factory=dict)

    def existing(self, record_ids: Sequence[str]) -> dict[str, Record]:
        """Those of these records that are in the table."""
        found = self.change.editor.load(record_ids)
        return {each: record for each, record in found.items() if record.table_id == self.table.id}

    def match(self, merge: Merge, given: Sequence[GivenRecord]) -> list[str]:
        """Gives every record of an upsert its id: of the one that matches, or of a new one. Answers the new ids."""
        fields = merge.fields(self.table)
        keys = {index: self._key(each, fields) for index, each in enumerate(given) if each.id is None}
        whole_keys = [key for key in keys.values() if None not in key]
        known = matching.ids_by_key(self.change.connection, self.table, fields, whole_keys)
        created: list[str] = []
        for index, key in keys.items():
            found = [] if None in key else known[matching.text_of(key)]
            if len(found) > 1:
                raise errors.ambiguous_upsert()
            if not found:
                (record,) = self.change.editor.make(self.table, 1)
                created.append(record.id)
                # A second record with the same key in this request is the same record.
                found.append(record.id)
            given[index].id = found[0]
        return created

    def fill(self, targets: Sequence[Target]) -> None:
        """Writes the cells of all targets; raises before anything is changed if one does not fit."""
        accepted = [
            self._accept(target.given.fields, None if target.is_new else target.record) for target in targets
        ]
        self._resolve_names(accepted)
        self._check_links(accepted)
        attachments.adopt(self.change.connection, self.links, accepted)
        if self._new_choices:
            self.change.editor.add_choices(self.table, self._new_choices)
        for target, values in zip(targets, accepted, strict=True):
            if target.clears:
                for each in self.table.fields:
                    if not each.is_computed and each not in values:
                        self.change.editor.set(target.record, each, None)
            for each, value in values.items():
                self.change.editor.set(target.record, each, self.distort(value))

    def finish(self, records: Sequence[Record]) -> list[dict[str, Any]]:
        """Writes everything to the database, tells what changed, and shows these records with all their cells."""
        self.change.tell(self.change.editor.flush())
        base = self.change.editor.base
        derivation = Derivation(self.change.connection, base, links=self.links)
        return render(derivation, base.tables_by_id[self.table.id], records, self.shape)

    def _key(self, given: GivenRecord, fields: Sequence[Field]) -> tuple[Any, ...]:
        merged = {name: value for name, value in given.fields.items() if self.table.field(name) in fields}
        values = self._accept(merged, None)
        return tuple(values.get(each) for each in fields)

    def _accept(self, given: Mapping[str, Any], record: Record | None) -> Values:
        return record_input.accept(
            self.table,
            given,
            record=record,
            typecast=self.typecast,
            people=self.people,
            new_choices=self._new_choices,
        )

    def _resolve_names(self, accepted: Sequence[Values]) -> None:
        """Puts ids in place of links by name; a name that nobody has makes a record in the linked table."""
        for link in self.table.of_type("multipleRecordLinks"):
            given = [each for values in accepted for each in values.get(link) or ()]
            names = list(dict.fromkeys(each.text for each in given if isinstance(each, NamedLink)))
            if not names:
                continue
            known = self._ids_of(link, names)
            for values in accepted:
                if values.get(link):
                    found = [known[e.text] if isinstance(e, NamedLink) else e for e in values[link]]
                    values[link] = list(dict.fromkeys(found))

    def _ids_of(self, link: Field, names: list[str]) -> dict[str, str]:
        linked = self.change.base.linked_table(link)
        if linked is None:
            raise errors.bad_value(link.name)
        known = matching.ids_by_name(self.change.connection, self.change.base, linked, names)
        missing = [name for name in names if name not in known]
        if missing and linked.primary.is_computed:
            raise errors.bad_value(link.name)
        for name, record in zip(missing, self.change.editor.make(linked, len(missing)), strict=True):
            accepted = record_input.accept(
                linked,
                {linked.primary.id: name},
                record=None,
                typecast=True,
                people=self.people,
                new_choices={},
            )
            self.change.editor.set(record, linked.primary, accepted[linked.primary])
            known[name] = record.id
        return known

    def _check_links(self, accepted: Sequence[Values]) -> None:
        links = [
            (link, record_id)
            for values in accepted
            for link, value in values.items()
            if link.type == "multipleRecordLinks"
            for record_id in value or ()
        ]
        known = self.change.editor.load(dict.fromkeys(record_id for _, record_id in links))
        for link, record_id in links:
            if record_id not in known:
                raise errors.unknown_linked_record(record_id)
            linked_table_id = link.options["linkedTableId"]
            if known[record_id].table_id != linked_table_id:
                raise errors.linked_record_of_another_table(
                    record_id, known[record_id].table_id, linked_table_id
                )


@contextmanager
def writing(workshop: Workshop, call: Call) -> Iterator[Write]:
    """A write to the table that the path names."""
    base_id, table_key, *_ = call.places
    typecast = parameters.write_flag("typecast", call.query, call.body)
    by_field_id = parameters.write_flag("returnFieldsByFieldId", call.query, call.body)
    with workshop.changing(call, base_id, level="edit") as change:
        yield Write(
            change=change,
            table=visible_table(change.base, table_key),
            typecast=typecast,
            shape=Shape(by_field_id),
            people=people_store.people(change.connection),
            distort=call.distort,
            links=call.links,
        )
