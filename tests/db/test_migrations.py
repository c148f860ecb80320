"""Migrations: from nothing to the models, again without effect, and by several at once."""

import subprocess
import sys
from itertools import pairwise

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel, select

from app import db, models
from tests.factories import make_thread, make_turn
from tests.harness.databases import TEST_KEY
from tests.harness.processes import ROOT, clean_environment

pytestmark = pytest.mark.integration


def test_models_and_migrations_agree(database):
    assert models.team_owned()
    with db.engine().connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_second_run_does_nothing(database):
    current, newest = db.schema_revisions()

    assert current == newest
    assert db.migrate() is False


def test_two_processes_that_migrate_at_once_leave_one_schema(settings):
    command = [sys.executable, "-m", "app.cli", "migrate"]
    environment = clean_environment(PLATFORM_DATA_DIR=str(settings.data_dir), PLATFORM_SECRET_KEY=TEST_KEY)

    both = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]

    assert sorted(process.communicate(timeout=60)[0] for process in both) == [
        "SQLite, migrated\n",
        "SQLite, up to date\n",
    ]
    current, newest = db.schema_revisions()
    assert current == newest


def test_questions_of_before_they_had_versions_are_one_branch_in_their_order(database, owner, editor):
    threads = [make_thread(owner), make_thread(editor)]
    turns = {thread.id: [make_turn(owner, thread).id for _ in range(3)] for thread in threads}
    empty = make_thread(owner)

    with db.engine().connect() as connection:
        alembic = db._alembic_config()
        alembic.attributes["connection"] = connection
        command.downgrade(alembic, "0010")
        connection.commit()
    assert db.migrate() is True

    with db.uow(owner, read_only=True) as session:
        kept = {turn.id: turn.parent_id for turn in session.exec(select(models.Turn))}
        heads = {thread.id: thread.head_id for thread in session.exec(select(models.Thread))}
    chains = [("", *ids) for ids in turns.values()]
    assert kept == {behind: before for chain in chains for before, behind in pairwise(chain)}
    assert heads == {empty.id: "", **{thread_id: ids[-1] for thread_id, ids in turns.items()}}
