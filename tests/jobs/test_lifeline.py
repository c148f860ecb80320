"""A process ends with its parent."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.harness import killer
from tests.harness.processes import ROOT, wait_until

pytestmark = pytest.mark.integration

CHILD = """
import os, sys, time
from app.jobs.lifeline import die_with
die_with(int(sys.argv[1]))
print(os.getpid(), flush=True)
time.sleep(60)
"""
PARENT = """
import os, subprocess, sys
subprocess.run([sys.executable, "-c", sys.argv[1], str(os.getpid())])
"""


def test_killed_parent_takes_its_child_with_it() -> None:
    command = [sys.executable, "-c", PARENT, CHILD]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())

        killer.kill(parent.pid)

        wait_until("the child is dead too", lambda: not killer.is_alive(child))


def test_child_of_a_parent_that_is_already_gone_ends_at_once(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", CHILD, "1"], capture_output=True, cwd=ROOT, check=False)

    assert (done.returncode, done.stdout) == (-9, b"")
