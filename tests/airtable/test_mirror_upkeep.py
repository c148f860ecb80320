"""Whose a mirror is, when its fields are read again, how often it is refreshed, and when it goes."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, func, select, update

from app import db
from app.actor import Actor
from app.airtable import Field, identity_of, mirror
from app.models import (
    MirrorDocument,
    MirroredTable,
    MirrorGeneration,
    MirrorName,
    MirrorRow,
    utc_now,
)
from tests import things
from tests.harness.databases import Database
from tests.sandbox_server import SandboxServer
from tests.things import (
    BASE,
    THINGS,
    fill,
    opened,
    owner_id,
    source_for,
)

RECORDS = 250


def cells(number: int) -> dict[str, Any]:
    return {"Name": f"Thing {number}", "Count": number, "Owner": [owner_id(number % 2)]}


@pytest.fixture
def server(database: Database, tmp_path: Path) -> Iterator[SandboxServer]:
    with things.serving(tmp_path / "sandbox", [cells(i) for i in range(RECORDS)]) as running:
        yield running


@pytest.fixture
def viewer(server: SandboxServer) -> Actor:
    return things.a_viewer()


@pytest.mark.parametrize(
    ("changed", "fits"),
    [
        ({"name": "Renamed"}, True),
        ({"options": {"choices": [{"id": "selR", "name": "Red"}, {"id": "selN", "name": "New"}]}}, True),
        ({"options": {"choices": [{"id": "selR", "name": "Crimson"}]}}, False),
        ({"options": {"choices": []}}, False),
        ({"type": "multipleSelects"}, False),
    ],
)
def test_cells_are_read_again_when_their_field_means_something_else(
    changed: dict[str, Any], fits: bool
) -> None:
    field = Field(
        id="fld1", name="Colour", type="singleSelect", options={"choices": [{"id": "selR", "name": "Red"}]}
    )

    assert mirror.MirroredField(field, 0, "t0").still_fits(field.model_copy(update=changed)) is fits


def test_a_table_with_more_fields_than_slots_has_further_parts() -> None:
    fields = [Field(id=f"fld{i}", name=f"F{i}", type="singleLineText") for i in range(45)]

    assigned = mirror.assign(fields)

    assert [(each.part, each.column) for each in assigned[18:22]] == [
        (0, "t18"),
        (0, "t19"),
        (1, "t0"),
        (1, "t1"),
    ]
    assert len({(each.part, each.column) for each in assigned}) == 45


def test_two_credentials_of_a_team_never_share_a_record(viewer: Actor) -> None:
    fill(viewer)
    source = source_for(viewer)
    other = dataclasses.replace(source.connection, identity=identity_of("another grant"))

    known = mirror.open_table(viewer, other, BASE, THINGS)

    assert (known.is_complete, known.id == opened(viewer).id) == (False, False)


def test_another_team_has_a_mirror_of_its_own_and_sees_no_row(viewer: Actor) -> None:
    fill(viewer)
    stranger = things.a_viewer("Sasha")

    assert opened(stranger).is_complete is False
    with db.uow(stranger, read_only=True) as session:
        for cls in (MirrorRow, MirrorDocument, MirrorName, MirrorGeneration):
            assert session.exec(select(func.count()).select_from(cls)).one() == 0
        assert session.exec(select(func.count()).select_from(MirroredTable)).one() == 1


def test_replaced_generations_go_after_their_last_readers(viewer: Actor) -> None:
    fill(viewer)
    fill(viewer)
    mirror.drop_retired(viewer)
    assert generations(viewer) == ["current", "retired"]

    with db.uow(viewer) as session:
        retired = update(MirrorGeneration).where(col(MirrorGeneration.status) == "retired")
        session.exec(retired.values(retired_at=utc_now() - timedelta(hours=1)))
    mirror.drop_retired(viewer)

    assert generations(viewer) == ["current"]
    with db.uow(viewer, read_only=True) as session:
        counted = select(func.count()).select_from(MirrorDocument)
        assert session.exec(counted).one() == RECORDS


def test_a_mirror_that_nobody_used_for_a_week_is_emptied(viewer: Actor) -> None:
    fill(viewer)
    with db.uow(viewer) as session:
        session.exec(update(MirroredTable).values(used_at=utc_now() - timedelta(days=8)))

    mirror.purge(Actor.system("test"))

    with db.uow(viewer, read_only=True) as session:
        row = session.exec(select(MirroredTable)).one()
        assert (row.generation, row.row_count) == (None, 0)
    assert generations(viewer) == ["retired"]


def generations(actor: Actor) -> list[str]:
    with db.uow(actor, read_only=True) as session:
        return sorted(session.exec(select(MirrorGeneration.status)).all())


@pytest.mark.parametrize(
    ("plan_calls", "rows", "mirrors", "check", "listing"),
    [
        (0, 900, 1, 30, 60),
        (0, 50_000, 1, 30, 2_222),
        (0, 50_000, 4, 30, 8_889),
        (100_000, 900, 1, 173, 1_555),
        (100_000, 50_000, 10, 1_728, 864_000),
        (1_000, 900, 1, 17_280, 155_520),
    ],
)
def test_the_rhythm_keeps_to_the_share_of_the_plan(
    plan_calls: int, rows: int, mirrors: int, check: int, listing: int
) -> None:
    found = mirror.rhythm(plan_calls=plan_calls, row_count=rows, mirrors=mirrors)

    assert round(found.check_every.total_seconds()) == check
    assert round(found.list_every.total_seconds()) == listing
    if plan_calls:
        month = timedelta(days=30)
        calls = month / found.check_every + month / found.list_every * -(-rows // 100)
        assert calls * mirrors <= plan_calls * 0.3 + 1


def test_age_is_that_of_the_older_knowledge() -> None:
    now = datetime(2026, 11, 26, 12, tzinfo=UTC)
    known = mirror.Mirror(
        id="m",
        generation=1,
        row_count=0,
        filled_at=now,
        fields=(),
        checked_at=now,
        listed_at=now - timedelta(minutes=5),
        used_at=now,
        way="modified",
        rhythm=mirror.rhythm(plan_calls=0, row_count=0, mirrors=1),
    )

    assert known.age(now) == timedelta(minutes=5)
