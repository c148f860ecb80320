"""A real sandbox on a free port, in a thread of the test process."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from app.sandbox import create_app
from app.sandbox.seeds import demo

TOKEN = "patSandboxTest001.0123456789abcdef"


@dataclass(frozen=True)
class SandboxServer:
    """Where the sandbox listens, with which token, and the demo data as it was planted."""

    url: str
    token: str
    data_dir: Path

    def get(self, path: str, **kwargs: Any) -> httpx.Response:
        return self.call("GET", path, **kwargs)

    def call(self, method: str, path: str, *, token: str | None = "", **kwargs: Any) -> httpx.Response:
        """One request; token None sends none, the empty one means the right one."""
        headers = {} if token is None else {"Authorization": f"Bearer {token or self.token}"}
        return httpx.request(
            method, f"{self.url}{path}", headers=headers, trust_env=False, **{"timeout": 60, **kwargs}
        )

    def requests(self) -> list[dict[str, Any]]:
        """What the sandbox answered since forget_requests(), oldest first."""
        found: list[dict[str, Any]] = self.get("/_control/requests").json()["requests"]
        return found

    def forget_requests(self) -> None:
        self.call("DELETE", "/_control/requests")


@contextmanager
def running_sandbox(
    data_dir: Path, seed: str | dict[str, Any] = "demo", token: str = TOKEN, *, database: str = ""
) -> Iterator[SandboxServer]:
    """Serves until the block ends, then waits for the server to be down."""
    app = create_app(data_dir, token, seed, database=database)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    deadline = time.monotonic() + 15
    while not server.started and thread.is_alive() and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    try:
        assert server.started
        yield SandboxServer(f"http://127.0.0.1:{listener.getsockname()[1]}", token, data_dir)
    finally:
        server.should_exit = True
        thread.join(15)
        listener.close()


@pytest.fixture(scope="session")
def demo_bases() -> list[dict[str, Any]]:
    """The demo seed itself, for expectations that are worked out apart from the code under test."""
    return demo.bases()


def demo_rows(bases: list[dict[str, Any]], table: str) -> list[dict[str, Any]]:
    """The records of a table of the demo data with their cells by field name, and their id."""
    found = next(t for base in bases for t in base["tables"] if t["name"] == table)
    names = {field["id"]: field["name"] for field in found["fields"]}
    return [{"id": r["id"], **{names[f]: v for f, v in r["fields"].items()}} for r in found["records"]]
