"""The world outside of a test."""

from pathlib import Path

import pytest

from tests.sagas.running import Outside


@pytest.fixture
def outside(tmp_path: Path) -> Outside:
    return Outside(tmp_path / "outside")
