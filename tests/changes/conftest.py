"""A base with a few things that the product is connected to, and what stands in it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import things
from tests.harness.databases import Database
from tests.harness.redis import RedisServer
from tests.sandbox_server import SandboxServer

ROWS: list[dict[str, Any]] = [
    {"Name": "Anvil", "Count": 2, "Price": 10.5, "Colour": "Red", "Owner": [things.owner_id(0)]},
    {"Name": "Bolt", "Count": 5, "Price": 0.1, "Colour": "Blue", "Notes": "=1+1"},
    {"Name": "Clamp", "Count": 7, "Price": 0.2, "Colour": "Blue", "Day": "2026-02-03"},
    {"Name": "Drill", "Colour": "Green", "Owner": [things.owner_id(1)]},
    *({"Name": f"Nail {number:03d}", "Count": number} for number in range(30)),
]


@pytest.fixture
def server(database: Database, redis_server: RedisServer, tmp_path: Path) -> Iterator[SandboxServer]:
    """A sandbox with the things, which the platform is connected to."""
    with things.serving(tmp_path / "sandbox", ROWS) as running:
        yield running
