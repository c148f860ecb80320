"""What listeners hear of a write: one change set for each transaction, inside it and after it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.sandbox import meta_calls, record_calls, seeds
from app.sandbox.access import OWNER, SCOPES, Grant
from app.sandbox.changes import ChangeSet
from app.sandbox.errors import ApiError
from app.sandbox.faults import Faults
from app.sandbox.limits import Limits, LimitSettings
from app.sandbox.store.database import Database
from app.sandbox.store.people import Token
from app.sandbox.store.tables import RECORD
from app.sandbox.workshop import Call, Workshop
from tests.sandbox import workbench
from tests.sandbox.workbench import BASE, field_id, part, thing

pytestmark = pytest.mark.integration
GRANT = Grant(Token(OWNER, frozenset(SCOPES), None), is_control=True)


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    database = Database(tmp_path)
    seeds.plant(database, workbench.seed())
    yield Workshop(database, Faults(), Limits(LimitSettings()), replant=lambda: None)
    database.close()


def call(*places: str, **body: Any) -> Call:
    return Call((BASE, *places), {}, body, GRANT, "")


def heard(workshop: Workshop) -> list[ChangeSet]:
    """The change sets that are told after the commit, from now on."""
    told: list[ChangeSet] = []
    workshop.listeners.after.append(told.append)
    return told


def test_a_batch_is_one_change_set_with_both_sides_of_its_links(workshop: Workshop) -> None:
    told = heard(workshop)

    records = [{"fields": {"Name": "A", "Parts": [part(1)]}}, {"fields": {"Name": "B"}}]
    made = record_calls.create_records(workshop, call("Things", records=records))["records"]

    (changes,) = told
    assert (changes.number, changes.person_id, changes.source) == (1, OWNER.id, "publicApi")
    assert list(changes.tables["tblWorkbenchThing"].created) == [record["id"] for record in made]
    assert changes.tables["tblWorkbenchParts"].changed == {
        part(1): {field_id("Thing"): ([thing(1)], [thing(1), made[0]["id"]])}
    }


def test_changed_and_destroyed_records_are_told_with_their_cells_before(workshop: Workshop) -> None:
    told = heard(workshop)

    record_calls.update_record(workshop, call("Things", thing(2), fields={"Count": 11, "Name": "Desk"}))
    record_calls.delete_record(workshop, call("Things", thing(2)))

    assert [changes.number for changes in told] == [1, 2]
    assert told[0].tables["tblWorkbenchThing"].changed == {thing(2): {field_id("Count"): (10, 11)}}
    assert told[1].tables["tblWorkbenchThing"].destroyed == [thing(2)]


def test_a_write_that_changes_nothing_is_no_transaction(workshop: Workshop) -> None:
    told = heard(workshop)

    record_calls.update_record(workshop, call("Things", thing(2), fields={"Count": 10}))

    assert told == []


def test_changes_of_the_schema_are_told(workshop: Workshop) -> None:
    told = heard(workshop)

    meta_calls.create_field(workshop, call("Things", name="Fresh", type="email"))
    meta_calls.update_field(workshop, call("Things", field_id("Name"), name="Title"))
    meta_calls.create_table(workshop, call(name="New", fields=[{"name": "Name", "type": "email"}]))
    record_calls.create_records(workshop, call("Things", fields={"Colour": "Mauve"}, typecast=True))

    things = [changes.tables.get("tblWorkbenchThing") for changes in told]
    assert things[0] is not None
    assert [field.name for field in things[0].created_fields] == ["Fresh"]
    assert things[1] is not None
    assert [(old.name, new.name) for old, new in things[1].changed_fields] == [("Name", "Title")]
    assert [table.name for table in told[2].created_tables] == ["New"]
    assert things[3] is not None
    ((before, after),) = things[3].changed_fields
    assert list(after.choices) == [*before.choices, "Mauve"]


def test_a_listener_inside_the_transaction_writes_with_it_and_can_undo_it(workshop: Workshop) -> None:
    seen: list[int] = []

    def refuse(connection: Any, changes: ChangeSet) -> None:
        seen.append(len(connection.execute(select(RECORD.c.id)).all()))
        raise ApiError(500, {})

    told = heard(workshop)
    with workshop.database.reading() as connection:
        before = len(connection.execute(select(RECORD.c.id)).all())
    workshop.listeners.within.append(refuse)

    with pytest.raises(ApiError):
        record_calls.create_records(workshop, call("Things", fields={"Name": "A"}))

    with workshop.database.reading() as connection:
        after = len(connection.execute(select(RECORD.c.id)).all())
    assert (seen, after, told) == ([before + 1], before, [])
