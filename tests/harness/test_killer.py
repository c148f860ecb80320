"""Killing and pausing by process id."""

import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest

from tests.harness import killer
from tests.harness.processes import wait_until

PARENT = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)', 'the-child'])"


@pytest.fixture
def family() -> Iterator[int]:
    """A process with one child; gives the parent's id."""
    parent = subprocess.Popen([sys.executable, "-c", PARENT])
    wait_until("the child runs", lambda: _has_child(parent.pid))
    yield parent.pid
    killer.kill_tree(parent.pid)
    parent.wait()


def _has_child(pid: int) -> bool:
    try:
        return killer.child_of(pid, "the-child").pid > 0
    except killer.NoSuchChild:
        return False


def test_killed_tree_leaves_nobody(family: int) -> None:
    child = killer.child_of(family, "the-child").pid

    killer.kill_tree(family)

    assert not killer.is_alive(family)
    assert not killer.is_alive(child)


def test_killed_child_leaves_its_parent_alone(family: int) -> None:
    killer.pause(family)
    child = killer.child_of(family, "the-child").pid

    killer.kill(child)

    assert killer.is_alive(family)
    assert not killer.is_alive(child)


def test_paused_process_stands_until_it_is_resumed(family: int) -> None:
    killer.pause(family)
    wait_until("it stands", lambda: psutil.Process(family).status() == psutil.STATUS_STOPPED)

    killer.resume(family)

    wait_until("it goes on", lambda: psutil.Process(family).status() != psutil.STATUS_STOPPED)


def test_unknown_child_is_named(family: int) -> None:
    with pytest.raises(killer.NoSuchChild, match="runs 'worker'"):
        killer.child_of(family, "worker")
