"""Statements over slots see the rows of the own team only, also where another team's stand in the same generation."""

from typing import Any

import pytest
from sqlmodel import col, func, select

from app import db
from app.actor import Actor
from app.airtable import Field, Record, mirror
from app.db import TenantScopeBroken
from app.models import MirrorDocument, MirrorRow, utc_now
from app.tables._slots import Slots
from tests import things
from tests.harness.databases import Database

GENERATION = 77
# More texts than one part of a row takes.
FIELDS = tuple(Field(id=f"fld{i:014d}", name=f"F{i}", type="singleLineText") for i in range(25))
FIRST, LAST = FIELDS[0].id, FIELDS[-1].id


@pytest.fixture
def teams(database: Database) -> tuple[Actor, Actor]:
    """Two teams with two records each, all alike and, which never happens, in one generation."""
    ours, theirs = things.a_viewer("Olivia"), things.a_viewer("Sasha")
    for actor, numbers in ((ours, (1, 2)), (theirs, (3, 4))):
        for number in numbers:
            parts, document = encoded(actor, number)
            with db.uow(actor):
                db.add_rows(MirrorRow, parts)
                db.add_rows(MirrorDocument, [document])
    return ours, theirs


def encoded(actor: Actor, number: int) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    record = Record(id=things.thing_id(number), created_at=utc_now(), cells={FIRST: "same", LAST: "alike"})
    owned = {"team_id": actor.team_id, "generation": GENERATION}
    return mirror.encode(record, mirror.assign(FIELDS), {}, read_at=utc_now(), **owned)


def slots() -> Slots:
    now = utc_now()
    opened = mirror.Mirror(
        id="m",
        generation=GENERATION,
        row_count=0,
        filled_at=now,
        fields=mirror.assign(FIELDS),
        checked_at=now,
        listed_at=now,
        used_at=now,
        way="modified",
        rhythm=mirror.rhythm(plan_calls=0, row_count=0, mirrors=1),
    )
    return Slots(opened)


def rows_of_the_first_part(made: Slots) -> Any:
    return made.select(made.record_id, made.column(FIRST))


def rows_of_a_further_part(made: Slots) -> Any:
    column = made.column(LAST)
    return made.select(made.record_id, column).where(column == "alike")


def rows_with_their_documents(made: Slots) -> Any:
    words = made.words
    return made.select(made.record_id, words).where(words.contains("alike"))


def rows_by_a_subselect(made: Slots) -> Any:
    inner = made.select(made.record_id).where(made.column(FIRST) == "same")
    return select(MirrorDocument.record_id, MirrorDocument.words).where(
        MirrorDocument.generation == GENERATION, col(MirrorDocument.record_id).in_(inner)
    )


@pytest.mark.parametrize(
    "shape",
    [rows_of_the_first_part, rows_of_a_further_part, rows_with_their_documents, rows_by_a_subselect],
)
def test_every_shape_of_statement_sees_the_own_rows_only(teams: tuple[Actor, Actor], shape: Any) -> None:
    for actor, numbers in zip(teams, ((1, 2), (3, 4)), strict=True):
        with db.uow(actor, read_only=True) as session:
            found = sorted(row[0] for row in session.exec(shape(slots())))
        assert found == [things.thing_id(number) for number in numbers]


def test_groups_and_totals_beside_them_count_the_own_rows_only(teams: tuple[Actor, Actor]) -> None:
    made = slots()
    column, rows = made.column(LAST), func.count()
    statement = made.select(column, rows, func.sum(rows).over()).group_by(column)

    with db.uow(teams[0], read_only=True) as session:
        found = [(value, int(count), int(total)) for value, count, total in session.exec(statement)]

    assert found == [("alike", 2, 2)]


def test_rows_of_another_team_cannot_be_added_by_the_thousand(teams: tuple[Actor, Actor]) -> None:
    ours, theirs = teams
    parts, _ = encoded(theirs, 9)

    with pytest.raises(TenantScopeBroken), db.uow(ours):
        db.add_rows(MirrorRow, parts)
    with db.uow(theirs, read_only=True) as session:
        assert session.exec(select(func.count()).select_from(MirrorRow)).one() == 4


def test_rows_are_added_in_an_open_unit_of_work_only(database: Database) -> None:
    with pytest.raises(RuntimeError, match="open unit of work"):
        db.add_rows(MirrorRow, [])
