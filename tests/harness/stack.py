"""The whole product, started the way a person starts it, in a data folder of its own."""

import contextlib
import re
import signal
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.harness.processes import ROOT, child, clean_environment, free_port, stop, wait_until

COMMAND = ROOT / ".venv" / "bin" / "pyairtable-platform"
# A first start builds the front end; on two busy cores that takes its time.
START_SECONDS = 300
SETUP_LINK = re.compile(r"Set up\s+(http\S+)")


class DidNotStart(Exception):
    """The product ended instead of answering; the message carries what it said."""


@dataclass
class Stack:
    """A running product. `process` is its supervisor; everything else hangs below it."""

    url: str
    data_dir: Path
    log: Path
    process: subprocess.Popen[bytes]
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def pid(self) -> int:
        return self.process.pid

    def said(self) -> str:
        """What the product has printed so far."""
        return self.log.read_text()

    def setup_link(self) -> str:
        """The one-time link that makes the owner account."""
        # The workers warm up at the same time, and on busy cores a command takes its time.
        wait_until(
            "the set-up link is printed", lambda: bool(SETUP_LINK.search(self.said())), timeout_seconds=60
        )
        found = SETUP_LINK.search(self.said())
        assert found is not None
        return found.group(1)

    def is_ready(self) -> bool:
        """Whether the product says that it can serve."""
        return status_of(f"{self.url}/readyz") == 200

    def stop(self) -> int:
        """End it as Ctrl-C does; gives the exit code."""
        return stop(self.process, signal.SIGINT, grace_seconds=40)


@contextlib.contextmanager
def running_stack(data_dir: Path, *, port: int | None = None, **settings: str) -> Iterator[Stack]:
    """The product on a free port of 127.0.0.1, ready to be used. It is ended with the block.

    Give the same `data_dir` again to start where another run ended, or was killed.
    """
    port = port or free_port()
    data_dir.mkdir(parents=True, exist_ok=True)
    log = data_dir.parent / f"{data_dir.name}-{port}.log"
    wanted = {"PLATFORM_DATA_DIR": str(data_dir), "PLATFORM_PORT": str(port), **settings}
    environment = clean_environment(**wanted, PYTHONUNBUFFERED="1")
    with child([COMMAND, "run"], log=log, env=environment, cwd=data_dir, grace_seconds=40) as process:
        stack = Stack(f"http://127.0.0.1:{port}", data_dir, log, process, wanted)

        def is_up() -> bool:
            if process.poll() is not None:
                raise DidNotStart(f"It ended with exit code {process.returncode}:\n{stack.said()}")
            return stack.is_ready()

        wait_until("the product is ready", is_up, timeout_seconds=START_SECONDS)
        yield stack


def command(*arguments: str, data_dir: Path, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Run one command of the product to its end, with a data folder and these settings only."""
    return subprocess.run(
        [COMMAND, *arguments],
        env=clean_environment(PLATFORM_DATA_DIR=str(data_dir), **settings),
        cwd=data_dir.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=START_SECONDS,
    )


def status_of(url: str) -> int:
    """The status of a GET; 0 when nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=5) as reply:
            return int(reply.status)
    except urllib.error.HTTPError as exc:
        return exc.code
    except OSError:
        return 0
