"""Child processes of tests: free ports, waiting with a deadline, and none left behind."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1
ROOT = Path(__file__).resolve().parents[2]


class NotReady(Exception):
    """Something did not happen before its deadline."""


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(what: str, is_so: Callable[[], bool], *, timeout_seconds: float = 60) -> None:
    """Return as soon as `is_so()` is true. Raises NotReady, which names `what`, after the deadline."""
    deadline = time.monotonic() + timeout_seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise NotReady(f"{what}: not within {timeout_seconds:g} s.")
        time.sleep(0.02)


def answers(port: int) -> bool:
    """Whether something accepts TCP connections on this port of 127.0.0.1."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@contextlib.contextmanager
def child(
    command: Sequence[str | Path],
    *,
    log: Path,
    user: str | None = None,
    group: str | None = None,
    stop_with: signal.Signals = signal.SIGTERM,
    grace_seconds: float = 10,
    env: dict[str, str] | None = None,
    cwd: Path | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """A running process whose output goes to `log`. It ends with the block, and also when the test run is killed."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdout=out,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            user=user,
            group=group,
            extra_groups=[] if user else None,
            preexec_fn=_die_with_parent(stop_with),  # noqa: PLW1509 - the test run starts its parts from one thread
            env=env,
            cwd=cwd,
        )
    try:
        yield process
    finally:
        stop(process, stop_with, grace_seconds=grace_seconds)


def stop(
    process: subprocess.Popen[bytes],
    with_signal: signal.Signals = signal.SIGTERM,
    *,
    grace_seconds: float = 10,
) -> int:
    """End the process, at the latest by SIGKILL after the grace, and give its exit code."""
    if process.poll() is None:
        process.send_signal(with_signal)
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.wait(grace_seconds)
        process.kill()
    return process.wait(grace_seconds)


def clean_environment(**settings: str) -> dict[str, str]:
    """This process's environment without any setting of the product, plus those given."""
    names = ("PLATFORM_", "REFLEX_", "OTEL_", "DATABASE_URL", "REDIS_URL", "GEMINI_API_KEY")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(names)}
    return {**kept, **settings}


def _die_with_parent(with_signal: signal.Signals) -> Callable[[], None] | None:
    # Runs in the child between fork and exec; after setuid, which would clear it.
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)

    def ask_for_signal() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(with_signal))

    return ask_for_signal
