"""Migrations: from nothing to the models, again without effect, and by several at once."""

import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

from app import db, models
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
