"""Writes a seed into an empty database: cells are checked, and links get their other side."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from app.sandbox import cells, ids
from app.sandbox.access import OWNER
from app.sandbox.attachments import stored_file
from app.sandbox.cells import Intake
from app.sandbox.errors import ApiError
from app.sandbox.schema import Field, Table
from app.sandbox.seeds import belongings
from app.sandbox.seeds.format import FIRST_DAY, Seed, SeedBase, SeedError
from app.sandbox.store import bases as base_store
from app.sandbox.store import comments as comment_store
from app.sandbox.store import files as file_store
from app.sandbox.store import oauth, people
from app.sandbox.store import records as record_store
from app.sandbox.store.comments import Comment
from app.sandbox.store.files import File
from app.sandbox.store.people import Person
from app.sandbox.store.records import Record


def plant(connection: Connection, seed: Seed) -> None:
    """Inserts everything in the transaction of the caller. Raises SeedError for a record that is not well formed."""
    for workspace_id, name in seed.workspaces.items():
        people.add_workspace(connection, workspace_id, name)
    people.add_people(connection, seed.people)
    for token in seed.tokens:
        people.add_token(connection, token.token, token.person_id, token.scopes, token.bases)
    for client in seed.clients:
        oauth.add_client(connection, client)
    persons = {person.id: person for person in seed.people}
    for base in seed.bases:
        _Planting(base, persons).plant(connection)


class _Planting:
    def __init__(self, seed: SeedBase, persons: Mapping[str, Person]) -> None:
        self._base = seed.base
        self._given = seed.records
        self._persons = persons
        self._records: dict[str, Record] = {}
        self._comments: list[Comment] = []
        self._files: dict[str, File] = {}

    def plant(self, connection: Connection) -> None:
        base_store.add_base(connection, self._base)
        for table in self._base.tables:
            for record in self._read(table):
                if record.id in self._records:
                    raise SeedError(f"The record {record.id} stands in the seed twice.")
                self._records[record.id] = record
        for table in self._base.tables:
            for link in table.of_type("multipleRecordLinks"):
                self._complete_link(table, link)
        record_store.add(connection, self._records.values())
        comment_store.add(connection, self._comments)
        for file_id, file in self._files.items():
            file_store.add(connection, file_id, file)
        for table in self._base.tables:
            numbers = [each.number for each in self._records.values() if each.table_id == table.id]
            base_store.take_numbers(connection, table.id, max(numbers, default=0))

    def _read(self, table: Table) -> Iterator[Record]:
        auto = {field.id for field in table.of_type("autoNumber")}
        number = 0
        for index, given in enumerate(self._given[table.id]):
            place = f"{table.name}, record {index}"
            record_id = given.get("id")
            if not ids.is_id("rec", record_id):
                raise SeedError(f"{place}: {record_id!r} is not an id of the kind 'rec' with 17 characters.")
            fields = given.get("fields", {})
            if not isinstance(fields, dict):
                raise SeedError(f"{place} is not well formed: fields must be an object.")
            number += 1
            found = {}
            for name, value in fields.items():
                field = table.field(name)
                if field is None:
                    raise SeedError(f"{place} ({record_id}) has a cell of the unknown field {name!r}.")
                if field.id in auto:
                    number = value
                elif (cell := self._cell(field, value, place)) is not None:
                    found[field.id] = cell
            record = Record(
                id=str(record_id),
                table_id=table.id,
                number=number,
                created_time=given.get("createdTime", FIRST_DAY),
                created_by=given.get("createdBy", OWNER.id),
                touched={},
                cells=found,
            )
            self._comments += belongings.read_comments(
                record, given.get("comments", []), self._persons, place
            )
            yield record

    def _cell(self, field: Field, value: Any, place: str) -> Any:
        if field.is_derived:
            raise SeedError(f"{place}: the cell {field.name!r} is computed and cannot stand in a seed.")
        if field.is_computed or cells.is_empty(value):
            return None if cells.is_empty(value) else value
        intake = Intake(typecast=False, people=self._persons)
        if field.type == "multipleAttachments":
            # A seed gives attachments their ids, which a request must not.
            value = [self._attachment(each, place) for each in value] if isinstance(value, list) else None
            intake.current = value
        try:
            return cells.accept(field, value, intake)
        except (ApiError, KeyError, TypeError) as error:
            raise SeedError(f"{place}: the cell {field.name!r} does not take {value!r} ({error}).") from error

    def _attachment(self, given: Any, place: str) -> Any:
        """The attachment as it is stored; its file is kept for later."""
        if not isinstance(given, dict) or (file := belongings.read_file(given, place)) is None:
            return given
        self._files[given["id"]] = file
        return stored_file(given["id"], str(given.get("filename") or "attachment"), file)

    def _complete_link(self, table: Table, link: Field) -> None:
        """Checks that linked records exist, and puts this side of the link into the other one where it is missing."""
        inverse = self._base.inverse(link)
        for record in [each for each in self._records.values() if each.table_id == table.id]:
            for linked_id in record.cells.get(link.id, ()):
                other = self._records.get(linked_id)
                if other is None or other.table_id != link.options["linkedTableId"]:
                    raise SeedError(
                        f"{table.name}: {record.id} links in {link.name!r} to {linked_id}, which is no record there."
                    )
                if inverse is not None:
                    cell = other.cells.setdefault(inverse[1].id, [])
                    if record.id not in cell:
                        cell.append(record.id)
