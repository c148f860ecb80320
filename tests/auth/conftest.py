"""Each test starts with nothing remembered in the process."""

from collections.abc import Iterator

import pytest

from app.auth import _doors, _sessions, _throttle


@pytest.fixture(autouse=True)
def _forgetful() -> Iterator[None]:
    yield
    _throttle._counts.clear()
    _throttle._Redis.away_until = 0.0
    _sessions._remembered.clear()
    _doors._owner_seen.clear()
