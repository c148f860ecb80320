"""A child process that is started again when it dies."""

import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 5.0
_HEALTHY_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class ChildPlan:
    """How to start one child: its name, arguments after `python`, environment, folder and inherited files."""

    name: str
    arguments: tuple[str, ...]
    environment: dict[str, str]
    folder: Path
    log_file: Path
    pass_fds: tuple[int, ...] = ()


@dataclass
class Child:
    """One child. `poll()` is called several times a second and says in a sentence what has changed.

    The pause before a restart grows from 0.2 to 5 seconds and is forgotten once the child has lived for ten.
    """

    plan: ChildPlan
    _process: subprocess.Popen[bytes] | None = None
    _started_at: float = 0.0
    _start_again_at: float = 0.0
    _pause: float = _FIRST_PAUSE_SECONDS
    _is_wanted: bool = field(default=False)

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Starts the process in a group of its own, so that Ctrl-C reaches only the supervisor."""
        self._is_wanted = True
        self._started_at = time.monotonic()
        with _open_log(self.plan.log_file) as log:
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, *self.plan.arguments],
                cwd=self.plan.folder,
                env=self.plan.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=self.plan.pass_fds,
                process_group=0,
            )

    def poll(self) -> str | None:
        """Restarts the child when it has died and its pause is over. Returns news for the terminal, or None."""
        now = time.monotonic()
        if not self._is_wanted or self.is_running:
            return None
        if self._process is not None:
            return self._note_death(self._process.returncode, now)
        if now >= self._start_again_at:
            self.start()
        return None

    def end_hung(self) -> None:
        """Ends a child that does not answer; `poll()` starts it again like one that died by itself."""
        self._signal(signal.SIGKILL)

    def request_stop(self) -> None:
        """Asks the child to finish what it does and end."""
        self._is_wanted = False
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """Ends the child now."""
        self._is_wanted = False
        self._signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait()

    def _note_death(self, code: int, now: float) -> str:
        if now - self._started_at >= _HEALTHY_SECONDS:
            self._pause = _FIRST_PAUSE_SECONDS
        pause, self._pause = self._pause, min(self._pause * 2, _LONGEST_PAUSE_SECONDS)
        self._process, self._start_again_at = None, now + pause
        return f"{ended(code)}, starting again in {pause:.1f} s (log: {self.plan.log_file})"

    def _signal(self, sig: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(sig)


def ended(code: int) -> str:
    """How a process ended, for people."""
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"


def _open_log(path: Path) -> BinaryIO:
    # Appended to, so that `logs.shorten` may cut a file while a child writes to it.
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path.open("ab")
