"""The crash matrix: a process dies at a named place, others take over, and each effect is there once.

The rows are those of the specification (C1 to C22); what needs Redis or a database that dies is in tests/jobs and
tests/chaos.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session

from app import config, sagas
from app.actor import Actor
from app.errors import ConfigurationError, Unavailable
from app.sagas import StepSpec, _points
from app.sagas._points import Broken
from app.supervisor import run as supervisor
from tests.harness.databases import Database
from tests.harness.processes import wait_until
from tests.sagas import running
from tests.sagas.running import Outside, drive, handlers, making, run_of, start, step_of

pytestmark = pytest.mark.usefixtures("database")


def die_driving(run_id: str, outside: Outside, fault: str) -> int:
    """Another process drives the run until the fault; gives how it ended."""
    environment = {
        **{
            name: value
            for name, value in os.environ.items()
            if name.startswith("PLATFORM_") or name == "DATABASE_URL"
        },
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(config.ROOT),
        "PLATFORM_SAGA_FAULT": fault,
    }
    command = [sys.executable, "-m", "tests.sagas.driver_process", run_id, str(outside.path)]
    return subprocess.run(command, env=environment, check=False, timeout=60, capture_output=True).returncode


def take_over(run_id: str, outside: Outside, phase: str = "do") -> None:
    """Leases of the dead end, the sweep takes their steps back, and this process goes on."""
    for step in running.steps_of(run_id, phase):
        if step.status == "running":
            running.expire_lease(run_id, step.seq, phase)
    sagas.sweep(running.SYSTEM)
    drive(run_id, handlers(outside))


CRASHES = {
    # place: (fault, status of the first step then, its attempt in the end)
    "C7 before the claim is committed": ("before_claim_commit:1:kill", "ready", 1),
    "C7 after the claim": ("after_claim:1:kill", "running", 2),
    "C8 before the intent is committed": ("before_intent_commit:1:kill", "running", 2),
    "C8 after the intent, before the call": ("after_intent:1:kill", "running", 2),
    "C9 after the call, before the end": ("after_call:1:kill", "running", 2),
    "C9 before the end is committed": ("before_finish_commit:1:kill", "running", 2),
    "C11 after the end": ("after_finish:1:kill", "done", 1),
}


@pytest.mark.parametrize("crash", CRASHES)
def test_killed_driver_leaves_each_effect_once(crash: str, editor: Actor, outside: Outside) -> None:
    fault, status, attempt = CRASHES[crash]
    run_id = start(editor, making("a", "b", "c"))

    assert die_driving(run_id, outside, fault) == -signal.SIGKILL
    assert step_of(run_id, 0).status == status
    assert run_of(run_id).status == "running"
    take_over(run_id, outside)
    if step_of(run_id, 1).status != "done":
        take_over(run_id, outside)

    assert run_of(run_id).status == "completed"
    assert outside.lines() == ["a", "b", "c"]
    assert step_of(run_id, 0).attempt == attempt


@pytest.mark.parametrize("nth", [1, 2, 3])
@pytest.mark.parametrize("place", ["after_claim", "after_intent", "after_call", "before_finish_commit"])
def test_c16_driver_killed_anywhere_in_a_compensation_leaves_nothing(
    place: str, nth: int, editor: Actor, outside: Outside
) -> None:
    run_id = start(editor, [*making("a", "b"), StepSpec(name="Knock", handler="refuse@1")])
    # The forward lane passes the place twice (after_claim once) before the undo lane does.
    forward = {"after_claim": 0, "after_intent": 2, "after_call": 2, "before_finish_commit": 3}[place]

    code = die_driving(run_id, outside, f"{place}:{forward + nth}:kill")
    while run_of(run_id).status not in sagas.ENDED:
        for phase in ("do", "undo"):
            take_over(run_id, outside, phase)

    assert code in (-signal.SIGKILL, 0)
    assert run_of(run_id).status == "compensated"
    assert outside.live() == []
    assert outside.lines() == ["a", "b", "-b", "-a"]


def test_c1_start_that_dies_before_its_commit_leaves_nothing_and_can_be_repeated(
    editor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLATFORM_SAGA_FAULT", "before_start_commit:1:raise")
    config.reload()
    _points._passed.clear()
    with pytest.raises(Broken):
        sagas.start(editor, "once", making("a"), idempotency_key="k")
    monkeypatch.delenv("PLATFORM_SAGA_FAULT")
    config.reload()
    assert sagas.list_runs(editor).items == []

    first = sagas.start(editor, "once", making("a"), idempotency_key="k")
    again = sagas.start(editor, "once", making("a"), idempotency_key="k")

    assert first.id == again.id


def test_c2_c3_c5_run_whose_message_was_never_sent_or_was_lost_is_sent_again(
    editor: Actor, outside: Outside
) -> None:
    run_id = start(editor, making("a"))
    running.change_run(run_id, dispatched_at=None)
    assert running.due() == [run_id]

    # The message is gone with its Redis.
    running.change_run(run_id, dispatched_at=run_of(run_id).created_at.replace(year=2020))
    assert running.due() == [run_id]
    drive(run_id, handlers(outside))

    assert outside.lines() == ["a"]


def test_c4_c6_two_messages_make_one_effect(editor: Actor, outside: Outside) -> None:
    run_id = start(editor, making("a"))
    table = handlers(outside)

    def driven_again(step: sagas.Step) -> object:
        drive(step.run_id, table)
        return table["make@1"](step)

    drive(run_id, {**table, "make@1": driven_again})

    assert outside.lines() == ["a"]
    assert step_of(run_id, 0).attempt == 1


def test_c10_reply_that_is_lost_is_looked_for_and_the_effect_is_there_once(
    editor: Actor, outside: Outside
) -> None:
    table = handlers(outside)
    lost = []

    def reply_lost(step: sagas.Step) -> object:
        done = table["make@1"](step)
        if not lost:
            lost.append(done)
            raise Unavailable("The line broke.")
        return done

    run_id = start(editor, making("a"))
    drive(run_id, {**table, "make@1": reply_lost})
    assert (step_of(run_id, 0).status, step_of(run_id, 0).effect) == ("ready", "intent")
    running.make_due(run_id, 0)
    drive(run_id, table)

    assert outside.lines() == ["a"]
    assert run_of(run_id).status == "completed"


@pytest.fixture(params=["commit was done", "commit was not done"])
def commit_is_unclear(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The next commits named in the list are reported as failed, after or before they were really done."""
    wanted: list[str] = []

    def fail(_connection: object) -> None:
        if wanted:
            wanted.pop()
            raise Unavailable("The database went away.")

    real = Session.commit

    def commit(self: Session) -> None:
        if wanted and request.param == "commit was not done":
            fail(self)
        real(self)
        fail(self)

    monkeypatch.setattr(Session, "commit", commit)
    yield wanted
    assert wanted == []


def test_c12_end_of_which_nobody_knows_whether_it_was_written_is_there_once(
    editor: Actor, outside: Outside, commit_is_unclear: list[str]
) -> None:
    table = handlers(outside)

    def then_the_database_goes(step: sagas.Step) -> object:
        done = table["make@1"](step)
        commit_is_unclear.append("the end of this step")
        return done

    run_id = start(editor, making("a", "b"))

    with pytest.raises(Unavailable):
        drive(run_id, {**table, "make@1": then_the_database_goes})
    take_over(run_id, outside)
    take_over(run_id, outside)

    assert run_of(run_id).status == "completed"
    assert outside.lines() == ["a", "b"]


def test_c14_frozen_driver_that_wakes_up_writes_nothing(editor: Actor, outside: Outside) -> None:
    run_id = start(editor, making("a", "b"))
    environment = {**os.environ, "PYTHONPATH": str(config.ROOT), "PLATFORM_SAGA_FAULT": "after_intent:1:stop"}
    command = [sys.executable, "-m", "tests.sagas.driver_process", run_id, str(outside.path)]
    frozen = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until("it has written its intent", lambda: step_of(run_id, 0).effect == "intent")
    wait_until("it is frozen", lambda: _is_stopped(frozen.pid))
    take_over(run_id, outside)
    assert run_of(run_id).status == "completed"
    events = running.kinds_of_events(run_id)

    frozen.send_signal(signal.SIGCONT)
    frozen.wait(timeout=30)

    assert running.kinds_of_events(run_id) == events
    assert step_of(run_id, 0).fence == 2


def _is_stopped(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


def test_c19_step_that_always_kills_its_process_fails_in_the_end(editor: Actor, outside: Outside) -> None:
    steps = [*making("a"), StepSpec(name="Bomb", handler="make@1", params={"name": "b"}, max_attempts=2)]
    run_id = start(editor, steps)

    assert die_driving(run_id, outside, "after_intent:2:kill") == -signal.SIGKILL
    running.expire_lease(run_id, 1)
    sagas.sweep(running.SYSTEM)
    assert die_driving(run_id, outside, "after_intent:1:kill") == -signal.SIGKILL
    running.expire_lease(run_id, 1)
    sagas.sweep(running.SYSTEM)
    drive(run_id, handlers(outside))

    assert run_of(run_id).status == "compensated"
    assert outside.live() == []
    assert "died or was silent" in run_of(run_id).reason


def test_c18_two_sweeps_at_once_take_a_step_back_once(editor: Actor, outside: Outside) -> None:
    run_id = start(editor, making("a"))
    die_driving(run_id, outside, "after_claim:1:kill")
    running.expire_lease(run_id, 0)

    assert sagas.sweep(running.SYSTEM) == [run_id]
    assert sagas.sweep(running.SYSTEM) == []


def test_c22_old_worker_leaves_a_step_that_it_does_not_know_to_a_newer_one(
    editor: Actor, outside: Outside
) -> None:
    run_id = start(editor, [*making("a"), StepSpec(name="New", handler="make@2", params={"name": "n"})])
    drive(run_id, handlers(outside))
    assert (step_of(run_id, 1).status, step_of(run_id, 1).attempt) == ("ready", 0)

    running.make_due(run_id, 1)
    drive(run_id, {**handlers(outside), "make@2": handlers(outside)["make@1"]})

    assert outside.lines() == ["a", "n"]


def test_start_for_real_refuses_a_fault(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLATFORM_SAGA_FAULT", "after_claim:1:kill")
    config.reload()

    with pytest.raises(ConfigurationError, match="PLATFORM_SAGA_FAULT"):
        supervisor.run()
