"""A real worker process that knows two more jobs, and two more steps of sagas: one that writes a line, and one that
waits the first time.

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
from app.jobs.steps import HANDLERS
from app.sagas import Step


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


def note_step(step: Step) -> None:
    """Adds the step's text to a file, after a look whether an earlier attempt did."""
    path, text = Path(str(step.params["path"])), str(step.params["text"])
    step.intend()
    if not path.exists() or text not in path.read_text().splitlines():
        note(step.actor, path=str(path), text=text)


def hang_step_once(step: Step) -> None:
    """As the job does."""
    hang_once(step.actor, path=str(step.params["path"]))


HANDLERS["test.note@1"] = note_step
HANDLERS["test.hang_once@1"] = hang_step_once
JOBS["test.note"] = Job(note, as_system=True)
JOBS["test.hang_once"] = Job(hang_once, as_system=True)

if __name__ == "__main__":
    die_with(int(sys.argv[2]))
    telemetry.configure(process="worker-under-test")
    worker.work(sys.argv[1])  # type: ignore[arg-type]
