"""Mirrors are refreshed by jobs of the people who use them, one after the other, and purged once a day."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import update

from app import db, tables
from app.actor import Actor
from app.jobs import entry, mirrors
from app.models import MirroredTable, utc_now
from tests import things
from tests.harness.databases import Database
from tests.harness.redis import RedisServer
from tests.jobs.rows import SYSTEM, rows_of
from tests.sandbox_server import SandboxServer


@pytest.fixture
def server(database: Database, redis_server: RedisServer, tmp_path: Path) -> Iterator[SandboxServer]:
    with things.serving(tmp_path / "sandbox", [{"Name": "One"}, {"Name": "Two"}]) as running:
        yield running


def test_the_first_question_asks_for_the_mirror_and_the_next_is_answered_out_of_it(
    server: SandboxServer,
) -> None:
    viewer = things.a_viewer()

    first = tables.aggregate_records(viewer, "Stock", "Things")
    tables.aggregate_records(viewer, "Stock", "Things")
    (row,) = rows_of(mirrors.JOB)
    entry.run_outbox_job(row.id)
    after = tables.aggregate_records(viewer, "Stock", "Things")

    assert (first.origin, after.origin) == ("service", "mirror")
    assert first.totals == after.totals
    assert (row.queue, row.person_id, sorted(row.args)) == ("bulk", viewer.person_id, ["base", "table"])


def test_a_refresh_asks_for_the_next_one_while_the_mirror_is_used(server: SandboxServer) -> None:
    viewer = things.a_viewer()
    tables.aggregate_records(viewer, "Stock", "Things")
    (row,) = rows_of(mirrors.JOB)

    entry.run_outbox_job(row.id)

    following = [row for row in rows_of(mirrors.JOB) if row.status == "ready"]
    assert [each.run_after > utc_now() + timedelta(seconds=20) for each in following] == [True]


def test_a_mirror_that_nobody_used_for_a_day_is_not_refreshed_any_more(server: SandboxServer) -> None:
    viewer = things.a_viewer()
    tables.aggregate_records(viewer, "Stock", "Things")
    with db.uow(viewer) as session:
        session.exec(update(MirroredTable).values(used_at=utc_now() - timedelta(hours=25)))
    (row,) = rows_of(mirrors.JOB)

    entry.run_outbox_job(row.id)

    assert [row.status for row in rows_of(mirrors.JOB)] == ["done"]


def test_a_person_who_has_left_refreshes_nothing(server: SandboxServer) -> None:
    viewer = things.a_viewer()
    tables.aggregate_records(viewer, "Stock", "Things")
    gone = Actor(team_id=viewer.team_id, person_id="nobody", role=viewer.role, door="test")
    (row,) = rows_of(mirrors.JOB)
    with db.uow(SYSTEM) as session:
        row.person_id = gone.person_id
        session.add(row)

    entry.run_outbox_job(row.id)

    assert [row.status for row in rows_of(mirrors.JOB)] == ["failed"]
    assert tables.aggregate_records(viewer, "Stock", "Things").origin == "service"


@pytest.mark.usefixtures("database", "redis_server")
def test_purge_is_asked_for_once_a_day() -> None:
    for day in ("2026-03-01", "2026-03-01", "2026-03-02"):
        mirrors.ask_purge(SYSTEM, day)

    rows = rows_of(mirrors.PURGE_JOB)
    entry.run_outbox_job(rows[0].id)
    assert sorted(row.status for row in rows_of(mirrors.PURGE_JOB)) == ["done", "ready"]
