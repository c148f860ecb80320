"""What a person sees while the platform starts: one aligned line for each part."""

import contextlib
import sys
import time
from typing import TextIO

_LABEL_WIDTH = 11
_REMIND_SECONDS = 15.0


class Terminal:
    """Writes progress. On a terminal a line that is still being worked on counts its seconds in place."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self._is_tty = self._stream.isatty()
        self._open_line = False
        self._next_reminder = 0.0

    def headline(self, text: str) -> None:
        self._write(f"\n{text}\n")

    def line(self, label: str, text: str) -> None:
        """One finished line, `  Front end   built in 41 s`."""
        self._write(f"  {label:<{_LABEL_WIDTH}} {text}\n")

    def working(self, label: str, text: str, since: float) -> None:
        """Shows that a part is still busy; `since` is a time.monotonic() value. May be called often."""
        now = time.monotonic()
        if self._is_tty:
            self._write(f"  {label:<{_LABEL_WIDTH}} {text} {now - since:.0f} s")
            self._open_line = True
        elif now >= self._next_reminder:
            self.line(label, f"{text} {now - since:.0f} s" if now - since >= 1 else f"{text} ...")
            self._next_reminder = now + _REMIND_SECONDS

    def blank(self) -> None:
        self._write("\n")

    def _write(self, text: str) -> None:
        begin = "\r\033[K" if self._open_line else ""
        self._open_line = False
        # A terminal that was closed, or a pipe whose reader has gone, must not end the platform.
        with contextlib.suppress(OSError):
            self._stream.write(begin + text)
            self._stream.flush()


def seconds(value: float) -> str:
    """A duration for people: `0.4 s`, `41 s`."""
    return f"{value:.1f} s" if value < 10 else f"{value:.0f} s"
