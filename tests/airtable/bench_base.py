"""A sandbox with a small base of every field type, as it was planted for each test, and its faults."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from app import airtable, config
from app.airtable import Connection, ConnectionKind, Record
from tests.sandbox import workbench
from tests.sandbox_server import SandboxServer, running_sandbox

BASE, THINGS, PARTS = workbench.BASE, "tblWorkbenchThing", "tblWorkbenchParts"
NAME, COUNT, FILES = (workbench.field_id(name) for name in ("Name", "Count", "Files"))


@dataclass(frozen=True)
class BenchBase:
    """The sandbox behind a connection, with what tests look at."""

    server: SandboxServer
    connection: Connection

    def with_token(self, token: str, *, kind: ConnectionKind = "sandbox", **more: Any) -> Connection:
        return Connection(self.server.url, token, kind, read_seconds=5, **more)

    def fault(self, kind: str, **options: Any) -> None:
        """Switch a fault on; once unless `count` says otherwise."""
        answer = self.server.call("POST", "/_control/faults", json={"kind": kind, "count": 1, **options})
        assert answer.status_code == 200, answer.text

    def names(self) -> list[str]:
        """The names of all things, sorted; asked without the gateway."""
        rows = self.server.get(f"/v0/{BASE}/{THINGS}").json()["records"]
        return sorted(row["fields"].get("Name", "") for row in rows)

    def calls(self) -> list[tuple[str, int]]:
        """Method and status of every request since the last look; 0 for one whose answer was cut."""
        found = [(row["method"], row["status"]) for row in self.server.requests()]
        self.server.forget_requests()
        return found

    def record(self, number: int) -> Record:
        return airtable.get_record(self.connection, BASE, THINGS, workbench.thing(number))


@pytest.fixture(scope="session")
def _bench_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxServer]:
    folder, token = tmp_path_factory.mktemp("bench-base"), config.settings().sandbox_token
    with running_sandbox(folder, workbench.seed(), token) as server:
        yield server


@pytest.fixture
def bench(_bench_server: SandboxServer) -> Iterator[BenchBase]:
    """The base as after the first start."""
    _bench_server.call("POST", "/_control/reset")
    yield BenchBase(
        _bench_server, Connection(_bench_server.url, _bench_server.token, "sandbox", read_seconds=5)
    )
    _bench_server.call("DELETE", "/_control/faults")
    airtable.close()
