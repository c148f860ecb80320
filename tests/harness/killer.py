"""Kill, pause and find processes by their id and their place below a process that the test started itself."""

import signal

import psutil

from tests.harness.processes import wait_until


class NoSuchChild(Exception):
    """No child process does that."""


def tree(pid: int) -> list[psutil.Process]:
    """The process and everything below it, the parent first; empty when it is gone."""
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def child_of(pid: int, *words: str) -> psutil.Process:
    """The first process below `pid` whose command line has all these words. Raises NoSuchChild."""
    for process in tree(pid)[1:]:
        try:
            command = process.cmdline()
        except psutil.Error:
            continue
        if all(any(word in part for part in command) for word in words):
            return process
    raise NoSuchChild(f"No child of {pid} runs {' '.join(words)!r}.")


def kill(pid: int) -> None:
    """SIGKILL one process and return when it is dead."""
    _signal([pid], signal.SIGKILL)
    wait_until(f"process {pid} is dead", lambda: not is_alive(pid), timeout_seconds=10)


def kill_tree(pid: int) -> None:
    """SIGKILL a process and everything below it, all within the same moment."""
    pids = [process.pid for process in tree(pid)]
    # The parent is stopped first: a supervisor that saw a child die would start another.
    _signal(pids[:1], signal.SIGSTOP)
    _signal(pids[::-1], signal.SIGKILL)
    wait_until("the tree is dead", lambda: not any(is_alive(each) for each in pids), timeout_seconds=10)


def pause(pid: int) -> None:
    """SIGSTOP: the process keeps its connections and does nothing."""
    _signal([pid], signal.SIGSTOP)


def resume(pid: int) -> None:
    """SIGCONT after `pause`."""
    _signal([pid], signal.SIGCONT)


def is_alive(pid: int) -> bool:
    """Whether the process exists and is more than an entry that its parent has not collected."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _signal(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        try:
            psutil.Process(pid).send_signal(number)
        except psutil.NoSuchProcess:
            continue
