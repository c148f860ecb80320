"""The workbench: a real server with a field of every type, as new for each test."""

from collections.abc import Iterator

import pytest

from tests.sandbox import workbench
from tests.sandbox_server import SandboxServer, running_sandbox


@pytest.fixture(scope="module")
def _workbench_for_the_module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxServer]:
    with running_sandbox(tmp_path_factory.mktemp("workbench"), workbench.seed()) as server:
        yield server


@pytest.fixture
def bench(_workbench_for_the_module: SandboxServer) -> SandboxServer:
    """The server with the workbench base, reset to its seed."""
    answer = _workbench_for_the_module.call("POST", "/_control/reset")
    assert answer.json() == {"status": "ok"}
    return _workbench_for_the_module
