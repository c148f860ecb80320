"""REST as a whole, behind the edge, with what a test may ask of it."""

from collections.abc import Callable

import httpx
import pytest

from app import config
from app.limits import Limits
from tests.api.conftest import _forgetful, client, rest_app, visit
from tests.harness.redis import RedisServer
from tests.sandbox_server import SandboxServer

__all__ = ["_forgetful", "client", "rest_app", "visit"]

PLENTY = Limits(reads_a_minute=10**9, writes_a_minute=10**9, visitor_requests_a_minute=10**9)
Visit = Callable[..., httpx.AsyncClient]


@pytest.fixture(autouse=True)
def _quick(quick_passwords: None) -> None:
    """Who may do what does not depend on how long a password takes."""


@pytest.fixture
def plenty(monkeypatch: pytest.MonkeyPatch) -> None:
    """No budget of requests is ever empty."""
    monkeypatch.setattr("app.config.limits", lambda: PLENTY)


@pytest.fixture
def airtable(
    sandbox: SandboxServer, redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> SandboxServer:
    """The sandbox, which is Airtable too: tokens of teams are tried there. Without Redis calls would go out slowly."""
    for name in ("PLATFORM_AIRTABLE_URL", "PLATFORM_AIRTABLE_OAUTH_URL"):
        monkeypatch.setenv(name, sandbox.url)
    monkeypatch.setenv("PLATFORM_AIRTABLE_CLIENT_ID", "platform-test")
    config.reload()
    return sandbox


@pytest.fixture
def database(sqlite_database):
    """What these bars are about stands above the database; the rooms' own tests run on both kinds."""
    return sqlite_database
