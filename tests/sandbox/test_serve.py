"""The sandbox as a process of its own."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from app import config

pytestmark = pytest.mark.integration
PROGRAM = "import sys; from app.sandbox import serve; serve('127.0.0.1', int(sys.argv[1]), sys.argv[2], 't', 'empty')"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_process_with_success(tmp_path: Path, number: signal.Signals) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, str(port), str(tmp_path)], cwd=config.ROOT)
    try:
        wait_for_health(port)
        process.send_signal(number)
        assert process.wait(15) == 0
    finally:
        process.kill()
        process.wait()


def wait_for_health(port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            httpx.get(f"http://127.0.0.1:{port}/_control/health", trust_env=False).raise_for_status()
        except httpx.TransportError:
            continue
        return
    raise TimeoutError("The sandbox did not come up.")
