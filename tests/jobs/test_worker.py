"""Real worker processes: a job end to end, and what a kill leaves behind."""

import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app import config, db, queueing
from app.jobs import outbox
from app.jobs.dispatcher import Dispatcher
from app.supervisor.environment import of_settings
from app.supervisor.run import QUEUES
from tests.harness import killer
from tests.harness.databases import Database
from tests.harness.processes import ROOT, child, clean_environment, wait_until
from tests.harness.redis import RedisServer
from tests.jobs.rows import SYSTEM, expire_lease, row_of

pytestmark = pytest.mark.integration


@contextmanager
def _worker(log: Path, queue: str = "default") -> Iterator[int]:
    environment = clean_environment(**of_settings(config.settings()))
    command = [sys.executable, "-m", "tests.jobs.worker_process", queue, str(os.getpid())]
    with child(command, log=log, env=environment, cwd=ROOT) as process:
        wait_until("the worker listens", lambda: "worker_started" in log.read_text())
        yield process.pid


def _ask(job: str, **args: str) -> str:
    with db.uow(SYSTEM) as session:
        row = queueing.enqueue(session, SYSTEM, job, args)
        assert row is not None
        return row.id


def test_job_runs_end_to_end(database: Database, redis_server: RedisServer, tmp_path: Path) -> None:
    with _worker(tmp_path / "worker.log"):
        outbox_id = _ask("test.note", path=str(tmp_path / "notes"), text="hello")
        wait_until("the job is done", lambda: row_of(outbox_id).status == "done")

    assert (tmp_path / "notes").read_text() == "hello\n"
    assert row_of(outbox_id).attempt == 1


def test_stopping_worker_finishes_its_job_first(
    sqlite_database: Database, redis_server: RedisServer, tmp_path: Path
) -> None:
    notes, log = tmp_path / "notes", tmp_path / "worker.log"
    with _worker(log) as worker:
        first, second = (
            _ask("test.hang_once", path=str(notes)),
            _ask("test.note", path=str(notes), text="second"),
        )
        wait_until("the first job runs", notes.exists)
        os.kill(worker, signal.SIGTERM)
        wait_until("the signal has been taken", lambda: _has_no_pending_signals(worker))
        (tmp_path / "notes.go").touch()

        wait_until("the worker has stopped", lambda: "worker_stopped" in log.read_text())

    assert row_of(first).status == "done"
    assert row_of(second).status == "ready"


def _has_no_pending_signals(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status").read_text()
    return re.search(r"^ShdPnd:\s*0+$", status, re.MULTILINE) is not None


def test_job_of_a_killed_worker_dies_with_it_and_runs_once_more(
    database: Database, redis_server: RedisServer, tmp_path: Path
) -> None:
    notes = tmp_path / "notes"
    with _worker(tmp_path / "first.log") as worker:
        outbox_id = _ask("test.hang_once", path=str(notes))
        wait_until("the job runs", notes.exists)
        killer.kill(worker)
        horse = int(notes.read_text().splitlines()[0])
        wait_until("its process has died with it", lambda: not killer.is_alive(horse))
    expire_lease(outbox_id)

    with _worker(tmp_path / "second.log"):
        clock = Dispatcher(outbox.host_now)
        clock.tick()
        wait_until("the job is done", lambda: row_of(outbox_id).status == "done")

    assert row_of(outbox_id).attempt == 2
    assert len(notes.read_text().splitlines()) == 2


def test_killed_job_process_is_swept_like_a_killed_worker(
    sqlite_database: Database, redis_server: RedisServer, tmp_path: Path
) -> None:
    notes = tmp_path / "notes"
    with _worker(tmp_path / "worker.log"):
        outbox_id = _ask("test.hang_once", path=str(notes))
        wait_until("the job runs", notes.exists)
        killer.kill(int(notes.read_text().splitlines()[0]))
        expire_lease(outbox_id)

        Dispatcher(outbox.host_now).tick()

        wait_until("the job is done", lambda: row_of(outbox_id).status == "done")
    assert row_of(outbox_id).attempt == 2


def test_queues_of_the_supervisor_are_those_of_the_product() -> None:
    assert QUEUES == queueing.QUEUES
