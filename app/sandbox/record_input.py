"""Reads what a request wants to write into records: their fields by name or id, their cells by type."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.sandbox import cells, errors, ids
from app.sandbox.cells import Intake
from app.sandbox.schema import Field, Table
from app.sandbox.store.people import Person
from app.sandbox.store.records import Record

MAX_RECORDS = 10


@dataclass
class GivenRecord:
    """A record of a request: its id, None for a new one, and its cells as they were given."""

    id: str | None
    fields: dict[str, Any]


def to_create(body: dict[str, Any]) -> tuple[list[GivenRecord], bool]:
    """The new records of a body, and whether it is the form for a single one."""
    if "records" not in body:
        if "fields" not in body:
            raise errors.missing_body_field("fields")
        return [GivenRecord(None, _fields(body["fields"]))], True
    given = body["records"]
    if not isinstance(given, list) or not given or not all(isinstance(each, dict) for each in given):
        raise errors.bad_records_to_create()
    if len(given) > MAX_RECORDS:
        raise errors.too_many_to_create(len(given))
    if not all(isinstance(each.get("fields", {}), dict) for each in given):
        raise errors.bad_records_to_create()
    return [GivenRecord(None, each.get("fields", {})) for each in given], False


def to_update(body: dict[str, Any], *, upsert: bool) -> list[GivenRecord]:
    """The records of an update; those of an upsert may lack their id."""
    given = body.get("records")
    if not isinstance(given, list) or not 0 < len(given) <= MAX_RECORDS:
        raise errors.bad_records_to_update()
    found = []
    for each in given:
        if not isinstance(each, dict) or not isinstance(each.get("fields"), dict):
            raise errors.bad_records_to_update()
        if not ids.is_id("rec", each.get("id")) and not (upsert and each.get("id") is None):
            raise errors.bad_records_to_update()
        found.append(GivenRecord(each.get("id"), each["fields"]))
    known = [each.id for each in found if each.id is not None]
    if len(set(known)) < len(known):
        raise errors.record_given_twice()
    return found


def to_update_one(record_id: str, body: dict[str, Any]) -> GivenRecord:
    if "fields" not in body:
        raise errors.missing_body_field("fields")
    return GivenRecord(record_id, _fields(body["fields"]))


def to_delete(query: dict[str, Any], body: dict[str, Any]) -> list[str]:
    given = query.get("records") or body.get("records")
    if not isinstance(given, list) or not all(ids.is_id("rec", each) for each in given):
        raise errors.bad_records_to_delete()
    unique = list(dict.fromkeys(given))
    if not 0 < len(given) <= MAX_RECORDS:
        raise errors.bad_records_to_delete()
    return unique


def accept(
    table: Table,
    given: Mapping[str, Any],
    *,
    record: Record | None,
    typecast: bool,
    people: Mapping[str, Person],
    new_choices: dict[str, list[str]],
) -> dict[Field, Any]:
    """The cells as they will be stored, None for an emptied one.

    record is the one they go into, None for a new one. Choices that must be made for them are added to new_choices.
    """
    targets: dict[str, Field] = {}
    for name in given:
        if (target := table.field(name)) is None:
            raise errors.unknown_field(name)
        targets[name] = target
    accepted: dict[Field, Any] = {}
    for name, target in targets.items():
        intake = Intake(
            typecast=typecast,
            people=people,
            is_create=record is None,
            current=record.cells.get(target.id) if record else None,
            new_choices=new_choices,
        )
        accepted[target] = cells.accept(target, given[name], intake)
    return accepted


def _fields(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise errors.bad_parameters()
    return value
