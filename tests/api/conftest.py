"""REST behind the edge, without Reflex and without a socket."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from app import config
from app.api import forms, health, rates, rest
from app.auth import _doors, _sessions, _throttle
from app.edge import Edge, Front
from tests.harness.databases import Database

OWN = {"origin": "http://127.0.0.1:8000"}


@pytest.fixture(autouse=True)
def _forgetful(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # Made anew, because its places in the queue belong to the event loop of a test.
    monkeypatch.setattr(forms, "doorway", forms.Doorway())
    yield
    for budget in (rates.reads, rates.writes, rates.visits):
        budget.forget()
    health._Kept.health = None
    _doors._owner_seen.clear()
    _sessions._remembered.clear()
    _throttle._counts.clear()
    _throttle._Redis.away_until = 0.0


@pytest.fixture
def still_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """No time passes for the budgets, however busy the machine is."""
    now = rates.time.monotonic()
    monkeypatch.setattr(rates.time, "monotonic", lambda: now)


@pytest.fixture
def rest_app(tmp_path: Path) -> Callable[[], Edge]:
    def make() -> Edge:
        return Edge(rest.make(), routes=rest.paths(), front=Front(tmp_path / "not-built"))

    return make


@pytest.fixture
def visit(rest_app: Callable[[], Edge]) -> Callable[..., httpx.AsyncClient]:
    """A browser, or a program, at some address."""

    def make(address: str = "127.0.0.1", **headers: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(rest_app(), raise_app_exceptions=False, client=(address, 50_000))
        return httpx.AsyncClient(transport=transport, base_url=config.settings().url, headers=headers)

    return make


@pytest.fixture
def client(database: Database, visit: Callable[..., httpx.AsyncClient]) -> httpx.AsyncClient:
    return visit()
