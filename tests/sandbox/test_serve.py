"""The sandbox as a process of its own."""

import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from app import config
from tests.sandbox import workbench

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


def test_the_command_takes_a_seed_a_token_and_a_folder(tmp_path: Path) -> None:
    seed = tmp_path / "seed.json"
    seed.write_text(json.dumps(workbench.seed()))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {
        "--port": str(port),
        "--data": str(tmp_path / "own"),
        "--seed": str(seed),
        "--token": "patMine",
    }
    command = [
        sys.executable,
        "-m",
        "app",
        "sandbox",
        "--rate-limit",
        *(part for o in options.items() for part in o),
    ]
    process = subprocess.Popen(command, cwd=config.ROOT)
    try:
        wait_for_health(port)
        url, headers = f"http://127.0.0.1:{port}", {"Authorization": "Bearer patMine"}
        bases = httpx.get(f"{url}/v0/meta/bases", headers=headers, trust_env=False).json()["bases"]
        limits = httpx.get(f"{url}/_control/limits", headers=headers, trust_env=False).json()
    finally:
        process.terminate()
        ended = process.wait(15)

    assert [base["name"] for base in bases] == ["Workbench", "Other base"]
    assert (limits["enabled"], limits["per_base"], limits["penalty_seconds"]) == (True, 5, 30)
    assert (ended, (tmp_path / "own" / "bases.sqlite3").exists()) == (0, True)


def test_a_seed_that_cannot_be_read_is_told_in_one_sentence(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "app", "sandbox", "--data", str(tmp_path), "--seed", "nothing.json"]

    done = subprocess.run(command, cwd=config.ROOT, capture_output=True, text=True, check=False)

    told = "The seed 'nothing.json' is neither demo, empty, bench:N nor a readable JSON file.\n"
    assert (done.returncode, done.stderr) == (1, told)


def wait_for_health(port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            httpx.get(f"http://127.0.0.1:{port}/_control/health", trust_env=False).raise_for_status()
        except httpx.TransportError:
            continue
        return
    raise TimeoutError("The sandbox did not come up.")
