"""A freshly migrated database for each test: a copied SQLite file, or a copied PostgreSQL database."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from app import airtable, bus, config, db, queueing
from tests.harness.postgres import PostgresServer
from tests.harness.processes import clean_environment

# Any 32 bytes will do for tests, as long as nobody could take them for a real key.
TEST_KEY = "only-for-tests-0123456789-abcdefghijklmnop"


@dataclass(frozen=True)
class Database:
    """The database the product is connected to now. `kind` is sqlite or postgres; `url` is empty for SQLite."""

    kind: str
    url: str


def use_settings(patch: pytest.MonkeyPatch, **settings: str) -> config.Settings:
    """Make these, and no others, the settings of this process."""
    disconnect()
    wanted = clean_environment(**settings)
    for name in os.environ.keys() - wanted.keys():
        patch.delenv(name)
    for name, value in settings.items():
        patch.setenv(name, value)
    return config.reload()


def disconnect() -> None:
    """Close what the product keeps open in this process."""
    for part in (airtable, db, queueing, bus):
        part.close()


def migrate_sqlite(data_dir: Path) -> Path:
    """A migrated SQLite file to copy from."""
    with pytest.MonkeyPatch.context() as patch:
        use_settings(patch, PLATFORM_DATA_DIR=str(data_dir), PLATFORM_SECRET_KEY=TEST_KEY)
        db.migrate()
        db.close()
        return Path(config.settings().database.removeprefix("sqlite:///"))


def migrate_postgres(server: PostgresServer, data_dir: Path) -> str:
    """The name of a migrated PostgreSQL database to copy from."""

    def migrate(url: str) -> None:
        with pytest.MonkeyPatch.context() as patch:
            settings = {
                "PLATFORM_DATA_DIR": str(data_dir),
                "PLATFORM_SECRET_KEY": TEST_KEY,
                "DATABASE_URL": url,
            }
            use_settings(patch, **settings)
            db.migrate()
            db.close()

    return server.template(migrate)


def copy_sqlite(template: Path, data_dir: Path) -> None:
    """Put a copy of the migrated file where the product looks for it."""
    data_dir.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(template, data_dir / template.name)
