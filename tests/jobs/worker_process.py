"""A real worker process that knows two more jobs: one that writes a line, one that waits the first time.

`python -m tests.jobs.worker_process QUEUE PARENT_PID`
"""

import os
import sys
import time
from pathlib import Path

from app import telemetry
from app.actor import Actor
from app.jobs import worker
from app.jobs.handlers import JOBS, Job
from app.jobs.lifeline import die_with


def note(_actor: Actor, *, path: str, text: str) -> None:
    """Adds a line to a file."""
    with Path(path).open("a") as file:
        file.write(f"{text}\n")


def hang_once(_actor: Actor, *, path: str) -> None:
    """Writes its process id and waits until the file `<path>.go` exists; a second run only writes."""
    ran_before = Path(path).exists()
    note(_actor, path=path, text=str(os.getpid()))
    while not ran_before and not Path(f"{path}.go").exists():
        time.sleep(0.05)


JOBS["test.note"] = Job(note, as_system=True)
JOBS["test.hang_once"] = Job(hang_once, as_system=True)

if __name__ == "__main__":
    die_with(int(sys.argv[2]))
    telemetry.configure(process="worker-under-test")
    worker.work(sys.argv[1])  # type: ignore[arg-type]
