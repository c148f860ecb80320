"""What the tests of data over REST share: a base with a few things in it, and people who ask."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app import tables
from app.actor import Actor
from tests import things
from tests.harness.databases import Database
from tests.sandbox_server import SandboxServer
from tests.sessions import begin_session, cookie_of

PLACE = {"base": "stock", "table": "things"}
ROWS: list[dict[str, Any]] = [
    {"Name": "Anvil", "Count": 2, "Price": 10.5, "Colour": "Red", "Owner": [things.owner_id(0)]},
    {"Name": "Bolt", "Count": 5, "Price": 0.1, "Colour": "Blue", "Notes": "=1+1"},
    {"Name": "Clamp", "Count": 7, "Price": 0.2, "Colour": "Blue", "Day": "2026-02-03"},
    {"Name": "Drill", "Colour": "Green", "Owner": [things.owner_id(1)]},
]


@pytest.fixture
def stock(database: Database, tmp_path: Path) -> Iterator[SandboxServer]:
    """A sandbox with four things, which the platform is connected to."""
    with things.serving(tmp_path / "sandbox", ROWS) as server:
        yield server


@pytest.fixture
def headers(stock: SandboxServer, viewer: Actor) -> dict[str, str]:
    """A viewer in a browser."""
    return cookie_of(begin_session(viewer))


@pytest.fixture(params=["service", "mirror"])
def source(request: pytest.FixtureRequest, stock: SandboxServer, viewer: Actor) -> str:
    """Where records are read."""
    if request.param == "mirror":
        tables.refresh_mirror(viewer, **PLACE)
    return str(request.param)


def names(reply: Any) -> list[str]:
    """The names of the records of a page, in their order."""
    return [record["cells"][things.field_id("Name")]["text"] for record in reply.json()["records"]]
