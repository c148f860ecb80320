"""What every test may ask for. Real parts, no mocks: see tests/harness."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import config
from tests.harness import databases, network
from tests.harness.databases import Database
from tests.harness.postgres import PostgresServer, running_postgres
from tests.harness.redis import RedisServer, running_redis
from tests.sandbox_server import SandboxServer, demo_bases, running_sandbox

__all__ = ["demo_bases"]

pytest_plugins = ["tests.people", "tests.model_servers"]

REAL_PARTS = {
    "database",
    "gemini",
    "local_model",
    "postgres_server",
    "redis_server",
    "sandbox",
    "sqlite_database",
    "stack",
}
# Starting and driving everything takes its time on two busy cores; other tests have that of pyproject.toml.
WHOLE_PRODUCT_SECONDS = 400
KINDS = {"unit", "integration", "e2e", "chaos"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by where it lives and by what it asks for."""
    for item in items:
        folder = item.path.relative_to(config.ROOT / "tests").parts[0]
        if folder in KINDS:
            item.add_marker(folder)
            item.add_marker(pytest.mark.timeout(WHOLE_PRODUCT_SECONDS))
        elif not KINDS.intersection(mark.name for mark in item.iter_markers()):
            fixtures = set(getattr(item, "fixturenames", ()))
            is_real = folder == "harness" or fixtures & REAL_PARTS
            item.add_marker("integration" if is_real else "unit")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what the unit tests took as a whole: they have a budget of 10 seconds."""
    reports = [
        r for found in terminalreporter.stats.values() for r in found if isinstance(r, pytest.TestReport)
    ]
    seconds = sum(report.duration for report in reports if "unit" in report.keywords)
    terminalreporter.write_line(f"unit tests took {seconds:.1f} s of their 10 s")


@pytest.fixture(scope="session", autouse=True)
def _alone_on_this_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No other machine, no developer's `.env`, no setting of the shell that started the tests."""
    with pytest.MonkeyPatch.context() as patch:
        if "CONTRACT_AIRTABLE_TOKEN" not in os.environ:
            network.allow_only_loopback(patch)
        patch.chdir(tmp_path_factory.mktemp("working-folder"))
        data_dir = tmp_path_factory.mktemp("data")
        databases.use_settings(patch, **_settings_for(data_dir))
        yield
    databases.disconnect()
    config.settings.cache_clear()


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[config.Settings]:
    """The product's settings with a data folder of the test's own."""
    with pytest.MonkeyPatch.context() as patch:
        yield databases.use_settings(patch, **_settings_for(tmp_path / "data"))
        databases.disconnect()
    config.settings.cache_clear()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One PostgreSQL 16 for the whole run."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return databases.migrate_sqlite(tmp_path_factory.mktemp("sqlite-template"))


@pytest.fixture(scope="session")
def _postgres_template(postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    return databases.migrate_postgres(postgres_server, tmp_path_factory.mktemp("postgres-template"))


@pytest.fixture
def sqlite_database(_sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """The product connected to a fresh SQLite database."""
    with pytest.MonkeyPatch.context() as patch:
        databases.copy_sqlite(_sqlite_template, tmp_path / "data")
        databases.use_settings(patch, **_settings_for(tmp_path / "data"))
        yield Database("sqlite", "")
        databases.disconnect()
    config.settings.cache_clear()


@pytest.fixture
def postgres_database(
    postgres_server: PostgresServer, _postgres_template: str, tmp_path: Path
) -> Iterator[Database]:
    """The product connected to a fresh PostgreSQL database, as a role that cannot bypass row-level security."""
    name = postgres_server.create(template=_postgres_template)
    url = postgres_server.url(name)
    with pytest.MonkeyPatch.context() as patch:
        databases.use_settings(patch, **_settings_for(tmp_path / "data"), DATABASE_URL=url)
        yield Database("postgres", url)
        databases.disconnect()
    config.settings.cache_clear()
    postgres_server.drop(name)


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Database:
    """The product connected to a fresh database; each test that asks runs on both kinds."""
    made: Database = request.getfixturevalue(f"{request.param}_database")
    return made


@pytest.fixture(scope="session")
def _redis_for_the_run() -> Iterator[RedisServer]:
    with running_redis() as server:
        yield server


@pytest.fixture
def redis_server(_redis_for_the_run: RedisServer) -> Iterator[RedisServer]:
    """An empty Valkey that the product is connected to."""
    _redis_for_the_run.flush()
    with pytest.MonkeyPatch.context() as patch:
        databases.disconnect()
        patch.setenv("REDIS_URL", _redis_for_the_run.url)
        config.reload()
        yield _redis_for_the_run
        databases.disconnect()
    config.settings.cache_clear()


@pytest.fixture(scope="session")
def _sandbox_for_the_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxServer]:
    with running_sandbox(tmp_path_factory.mktemp("sandbox"), token=config.settings().sandbox_token) as server:
        yield server


@pytest.fixture
def sandbox(_sandbox_for_the_run: SandboxServer) -> Iterator[SandboxServer]:
    """The sandbox with the demo bases, and the product connected to it. Its log of requests is empty."""
    _sandbox_for_the_run.forget_requests()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLATFORM_SANDBOX_URL", _sandbox_for_the_run.url)
        config.reload()
        yield _sandbox_for_the_run
    config.settings.cache_clear()


@pytest.fixture
def own_sandbox(sandbox: SandboxServer) -> Iterator[SandboxServer]:
    """The sandbox of the run, to be written to: afterwards it is as before."""
    yield sandbox
    sandbox.call("POST", "/_control/reset").raise_for_status()


def _settings_for(data_dir: Path) -> dict[str, str]:
    data_dir.mkdir(parents=True, exist_ok=True)
    # The fixtures of Valkey and of the sandbox may have been asked for before this one.
    kept = {name: os.environ[name] for name in ("REDIS_URL", "PLATFORM_SANDBOX_URL") if name in os.environ}
    return {"PLATFORM_DATA_DIR": str(data_dir), "PLATFORM_SECRET_KEY": databases.TEST_KEY, **kept}
