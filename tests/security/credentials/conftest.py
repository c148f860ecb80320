"""The bars of credentials run on both databases, behind the edge, and start with nothing remembered."""

from typing import Any

import pytest

from tests.api.conftest import _forgetful, client, rest_app, visit
from tests.harness.databases import Database

__all__ = ["_forgetful", "client", "rest_app", "visit"]


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Database:
    made: Database = request.getfixturevalue(f"{request.param}_database")
    return made


@pytest.fixture(params=["with Redis", "without Redis"])
def counted(request: pytest.FixtureRequest, database: Database) -> Any:
    """Guesses are counted in Redis and in the process, or in the process alone."""
    return request.getfixturevalue("redis_server") if request.param == "with Redis" else None
