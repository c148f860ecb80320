"""The lines a person sees."""

import io
import time

from app.supervisor.terminal import Terminal, seconds


class _Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_lines_are_aligned() -> None:
    out = io.StringIO()
    terminal = Terminal(out)

    terminal.line("Data", "/data")
    terminal.line("Front end", "up to date")

    assert out.getvalue() == "  Data        /data\n  Front end   up to date\n"


def test_screen_counts_seconds_in_place_and_ends_with_one_line() -> None:
    out = _Screen()
    terminal = Terminal(out)

    terminal.working("Front end", "building", time.monotonic())
    terminal.line("Front end", "built")

    assert out.getvalue() == "  Front end   building 0 s\r\033[K  Front end   built\n"


def test_log_is_reminded_only_now_and_then() -> None:
    out = io.StringIO()
    terminal = Terminal(out)

    for _ in range(3):
        terminal.working("Front end", "building", time.monotonic())

    assert out.getvalue() == "  Front end   building ...\n"


def test_durations_are_short() -> None:
    assert [seconds(0.44), seconds(9.96), seconds(41.4)] == ["0.4 s", "10.0 s", "41 s"]
