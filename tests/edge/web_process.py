"""A web process of its own for a test run: uvicorn, Reflex, SQLite and Redis, without a supervisor."""

import contextlib
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app import config
from app.supervisor.environment import web_environment
from tests.harness import databases
from tests.harness.processes import ROOT, child, clean_environment, free_port, wait_until

FLAGS = ["--no-access-log", "--http", "httptools", "--ws", "websockets-sansio", "--no-server-header"]
FLAGS += ["--no-proxy-headers"]


@dataclass(frozen=True)
class Web:
    """A running web process and the settings it was given."""

    url: str
    log: Path
    settings: dict[str, str]

    def said(self) -> str:
        """Everything it has logged."""
        return self.log.read_text()


@contextlib.contextmanager
def running_web(sqlite_template: Path, folder: Path, redis_url: str) -> Iterator[Web]:
    """A web process with an empty database in `folder`, answering, for the time of the block."""
    databases.copy_sqlite(sqlite_template, folder / "data")
    port = free_port()
    settings = {
        "PLATFORM_DATA_DIR": str(folder / "data"),
        "PLATFORM_SECRET_KEY": databases.TEST_KEY,
        "PLATFORM_PORT": str(port),
        "REDIS_URL": redis_url,
    }
    web = Web(f"http://127.0.0.1:{port}", folder / "web.log", settings)
    command = [sys.executable, "-m", "uvicorn", "--factory", "app.app:app", "--port", str(port), *FLAGS]
    with child(command, log=web.log, env=_environment(settings), cwd=ROOT) as process:

        def is_up() -> bool:
            assert process.poll() is None, web.said()
            with contextlib.suppress(OSError):
                return urllib.request.urlopen(f"{web.url}/livez", timeout=1).status == 200
            return False

        wait_until("the web process answers", is_up, timeout_seconds=60)
        yield web


def _environment(settings: dict[str, str]) -> dict[str, str]:
    with pytest.MonkeyPatch.context() as patch:
        chosen = web_environment(databases.use_settings(patch, **settings), "")
        databases.disconnect()
    config.settings.cache_clear()
    if not (ROOT / ".web/build/client/index.html").exists():
        del chosen["__REFLEX_MOUNT_FRONTEND_COMPILED_APP"]
    return clean_environment(**settings, **chosen)
