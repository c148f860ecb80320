"""Runs of sagas driven by real workers: from the start to the end, over the death of a worker and of Redis."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app import auth, config, sagas
from app.actor import Actor
from app.errors import NotSignedIn
from app.jobs import outbox, steps
from app.jobs.dispatcher import Dispatcher
from app.jobs.entry import drive_run
from app.sagas import StepSpec
from app.supervisor.environment import of_settings
from tests.harness import killer
from tests.harness.databases import Database
from tests.harness.processes import ROOT, child, clean_environment, wait_until
from tests.harness.redis import RedisServer
from tests.people import confirmed
from tests.sagas import running


def test_step_works_with_the_role_its_person_has_now(owner: Actor, editor: Actor) -> None:
    assert steps.actor_for(editor.team_id, editor.person_id, "chat").door == "chat"

    auth.remove_member(confirmed(owner), editor.person_id)

    with pytest.raises(NotSignedIn):
        steps.actor_for(editor.team_id, editor.person_id, "chat")


@contextmanager
def _worker(log: Path) -> Iterator[int]:
    environment = clean_environment(**of_settings(config.settings()))
    command = [sys.executable, "-m", "tests.jobs.worker_process", "default", str(os.getpid())]
    with child(command, log=log, env=environment, cwd=ROOT) as process:
        wait_until("the worker listens", lambda: "worker_started" in log.read_text())
        yield process.pid


def _notes(path: Path, *texts: str) -> list[StepSpec]:
    return [
        StepSpec(name=text, handler="test.note@1", params={"path": str(path), "text": text}) for text in texts
    ]


def test_one_wake_up_drives_a_run_to_its_end_without_another_fork(
    database: Database, redis_server: RedisServer, editor: Actor, tmp_path: Path
) -> None:
    with _worker(tmp_path / "worker.log"):
        run_id = sagas.start(editor, "notes", _notes(tmp_path / "notes", "a", "b", "c")).id
        wait_until("the run is over", lambda: running.run_of(run_id).status == "completed")

    assert (tmp_path / "notes").read_text() == "a\nb\nc\n"
    assert len({step.lease_owner for step in running.steps_of(run_id)}) == 1
    assert running.run_of(run_id).dispatch_no == 1


def test_run_of_a_killed_worker_goes_on_with_another_and_does_nothing_twice(
    database: Database, redis_server: RedisServer, editor: Actor, tmp_path: Path
) -> None:
    notes, pid_file = tmp_path / "notes", tmp_path / "pid"
    hang = StepSpec(name="hang", handler="test.hang_once@1", params={"path": str(pid_file)})
    with _worker(tmp_path / "first.log") as worker:
        run_id = sagas.start(editor, "notes", [*_notes(notes, "a"), hang, *_notes(notes, "b")]).id
        wait_until("the second step runs", pid_file.exists)
        killer.kill(worker)
        horse = int(pid_file.read_text().splitlines()[0])
        wait_until("its process has died with it", lambda: not killer.is_alive(horse))
    running.expire_lease(run_id, 1)

    with _worker(tmp_path / "second.log"):
        Dispatcher(outbox.host_now).tick()
        wait_until("the run is over", lambda: running.run_of(run_id).status == "completed")

    assert notes.read_text() == "a\nb\n"
    assert [step.attempt for step in running.steps_of(run_id)] == [1, 2, 1]


def test_run_goes_on_after_redis_lost_everything(
    database: Database, redis_server: RedisServer, editor: Actor, tmp_path: Path
) -> None:
    run_id = sagas.start(editor, "notes", _notes(tmp_path / "notes", "a")).id
    redis_server.flush()
    sent = running.run_of(run_id).dispatched_at
    assert sent is not None
    running.change_run(run_id, dispatched_at=sent.replace(year=2020))

    with _worker(tmp_path / "worker.log"):
        Dispatcher(outbox.host_now).tick()
        wait_until("the run is over", lambda: running.run_of(run_id).status == "completed")

    assert (tmp_path / "notes").read_text() == "a\n"


def test_worker_that_does_not_know_a_step_leaves_it_to_a_newer_one(
    sqlite_database: Database, redis_server: RedisServer, editor: Actor
) -> None:
    run_id = sagas.start(editor, "unknown", [StepSpec(name="x", handler="of.tomorrow@1")]).id

    drive_run(run_id)

    assert running.statuses(run_id) == ["ready"]
    assert "unknown_handler" in running.kinds_of_events(run_id)
