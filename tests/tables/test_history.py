"""The story of a record: what we did and who of us, and besides it what others were seen to do."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import update

from app import db, tables
from app.actor import Actor, Role
from app.errors import NotFound
from app.models import MirroredTable, utc_now
from tests import things
from tests.changes import stock
from tests.harness.databases import Database
from tests.harness.redis import RedisServer
from tests.people import make_member, make_team
from tests.sandbox_server import SandboxServer
from tests.things import change, thing_id

Told = list[tuple[str, str, str, list[tuple[str, str, str]]]]
ROWS: list[dict[str, Any]] = [{"Name": "Anvil", "Count": 2, "Colour": "Red"}, {"Name": "Bolt", "Count": 5}]


@pytest.fixture
def server(database: Database, redis_server: RedisServer, tmp_path: Path) -> Iterator[SandboxServer]:
    with things.serving(tmp_path / "sandbox", ROWS) as running:
        yield running


@pytest.fixture
def person(server: SandboxServer) -> Actor:
    actor = make_member(make_team("Northwind"), "Edith", Role.EDITOR)
    look(actor)
    return actor


def look(actor: Actor) -> None:
    """The mirror looks at what changed since it last did, as if that were long ago."""
    with db.uow(actor) as session:
        session.exec(update(MirroredTable).values(checked_at=utc_now() - timedelta(minutes=2)))
    tables.refresh_mirror(actor, base="Stock", table="Things")


def told(actor: Actor, record_id: str, **options: Any) -> Told:
    return [
        (entry.kind, entry.door, entry.person_name, [(c.field.name, c.before, c.after) for c in entry.cells])
        for entry in tables.record_history(actor, "Stock", "Things", record_id, **options).entries
    ]


def test_our_own_change_is_told_once_with_its_person_and_plan(person: Actor) -> None:
    plan = stock.make(person, stock.update(0, Count=9))
    look(person)

    (entry,) = tables.record_history(person, "Stock", "Things", thing_id(0)).entries

    assert told(person, thing_id(0)) == [("updated", "test", "Edith", [("Count", "2.000", "9.000")])]
    assert (entry.plan_id, entry.plan_title, entry.is_undo) == (plan.id, plan.title, False)


def test_what_others_change_has_no_door_and_stands_between_ours(person: Actor, server: SandboxServer) -> None:
    stock.make(person, stock.update(0, Count=9))
    look(person)
    change(server, thing_id(0), Colour="Blue")
    look(person)
    stock.make(person, stock.update(0, Count=10))
    look(person)

    assert told(person, thing_id(0)) == [
        ("updated", "test", "Edith", [("Count", "9.000", "10.000")]),
        ("updated", "", "", [("Colour", "Red", "Blue")]),
        ("updated", "test", "Edith", [("Count", "2.000", "9.000")]),
    ]


def test_of_a_look_that_saw_both_only_what_others_did_is_told_as_theirs(
    person: Actor, server: SandboxServer
) -> None:
    stock.make(person, stock.update(0, Count=9))
    change(server, thing_id(0), Colour="Blue")
    look(person)

    assert told(person, thing_id(0)) == [
        ("updated", "", "", [("Colour", "Red", "Blue")]),
        ("updated", "test", "Edith", [("Count", "2.000", "9.000")]),
    ]


def test_value_of_ours_that_others_changed_again_is_theirs(person: Actor, server: SandboxServer) -> None:
    stock.make(person, stock.update(0, Count=9))
    change(server, thing_id(0), Count=11)
    look(person)

    assert told(person, thing_id(0)) == [
        ("updated", "", "", [("Count", "9.000", "11.000")]),
        ("updated", "test", "Edith", [("Count", "2.000", "9.000")]),
    ]


def test_record_that_we_made_and_deleted_was_made_and_deleted_once(person: Actor) -> None:
    plan = stock.make(person, stock.create(Name="Clamp"))
    record_id = stock.rows(person, plan)[0].record_id
    look(person)
    deletion = stock.plan(person, stock.Operation(kind="delete", table_id=stock.THINGS, record_id=record_id))
    stock.approve(person, deletion)
    look(person)

    assert [(kind, door) for kind, door, _, _ in told(person, record_id)] == [
        ("deleted", "test"),
        ("created", "test"),
    ]


def test_story_comes_in_pages_without_gap_or_repetition(person: Actor, server: SandboxServer) -> None:
    for number in range(3):
        stock.make(person, stock.update(0, Count=20 + number))
        look(person)
        change(server, thing_id(0), Price=number + 0.5)
        look(person)

    whole = told(person, thing_id(0))
    pages: Told = []
    cursor = ""
    while True:
        page = tables.record_history(person, "Stock", "Things", thing_id(0), cursor=cursor, limit=2)
        pages += told(person, thing_id(0), cursor=cursor, limit=2)
        cursor = page.next_cursor
        if not cursor:
            break

    assert [door for _, door, _, _ in whole] == ["", "test"] * 3
    assert pages == whole


def test_story_of_another_team_is_not_told(person: Actor) -> None:
    stock.make(person, stock.update(0, Count=9))
    stranger = things.a_viewer("Sasha")
    look(stranger)

    assert told(stranger, thing_id(0)) == []
    page = tables.record_history(person, "Stock", "Things", thing_id(0), limit=1)
    with pytest.raises(NotFound):
        tables.record_history(stranger, "Stock", "Things", thing_id(0), cursor=page.next_cursor or "x")


def test_what_others_changed_in_a_table_is_told_without_what_we_did(
    person: Actor, server: SandboxServer
) -> None:
    stock.make(person, stock.update(0, Count=9), stock.create(Name="Clamp"))
    change(server, thing_id(0), Colour="Blue")
    change(server, thing_id(1), Count=6)
    look(person)

    found = tables.outside_changes(person, "Stock", "Things")

    assert sorted(
        (each.record_name, each.kind, each.door, [(c.field.name, c.after) for c in each.cells])
        for each in found.items
    ) == [
        ("Anvil", "updated", "", [("Colour", "Blue")]),
        ("Bolt", "updated", "", [("Count", "6.000")]),
    ]
    assert {each.record_id for each in found.items} == {thing_id(0), thing_id(1)}
    assert tables.outside_changes(things.a_viewer("Sasha"), "Stock", "Things").items == ()


def test_what_others_changed_comes_in_pages(person: Actor, server: SandboxServer) -> None:
    for number in range(5):
        change(server, thing_id(0), Count=20 + number)
        look(person)

    first = tables.outside_changes(person, "Stock", "Things", limit=3)
    second = tables.outside_changes(person, "Stock", "Things", limit=3, cursor=first.next_cursor)

    told = [each.cells[0].after for page in (first, second) for each in page.items]
    assert told == ["24.000", "23.000", "22.000", "21.000", "20.000"]
    assert second.next_cursor == ""
