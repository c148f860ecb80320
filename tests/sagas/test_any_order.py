"""Whatever happens to a run, in any order: it ends done or taken back, and each effect is there once or not at all."""

import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app import sagas
from app.actor import Actor
from app.errors import Conflict, InvalidInput, NotFound
from app.sagas import StepSpec
from app.sagas._points import Broken
from tests.harness.databases import Database
from tests.sagas import running
from tests.sagas.running import Outside, drive, handlers, making, run_of, start

ACTS = ("drive", "die", "sweep", "cancel", "pause", "resume", "approve", "reject", "retry", "skip")
MOST_ROUNDS = 60


@example(acts=["drive", "reject", "drive", "skip"], dies_at=[])
@given(acts=st.lists(st.sampled_from(ACTS), max_size=14), dies_at=st.lists(st.integers(1, 6), max_size=4))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
def test_run_ends_with_each_effect_once_or_not_at_all(
    database: Database, owner: Actor, acts: list[str], dies_at: list[int]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        outside = Outside(Path(folder) / "outside")
        ask = StepSpec(name="Boss", handler="wait.approval@1", params={"role": "editor"})
        run_id = start(owner, [*making("a", "b"), ask, *making("c")])

        for act in acts:
            carry_out(act, owner, run_id, outside, dies_at)
            check_so_far(run_id, outside)
        bring_to_its_end(owner, run_id, outside)

        assert run_of(run_id).status in sagas.ENDED
        wanted = ["a", "b", "c"] if run_of(run_id).status == "completed" else []
        assert outside.live() == wanted
        made = [line for line in outside.lines() if not line.startswith("-")]
        assert len(made) == len(set(made))


def carry_out(act: str, owner: Actor, run_id: str, outside: Outside, dies_at: list[int]) -> None:
    with suppress(Conflict, NotFound, InvalidInput):
        if act == "drive":
            make_all_due(run_id)
            drive(run_id, handlers(outside))
        elif act == "die":
            die(run_id, outside, dies_at.pop() if dies_at else 1)
        elif act == "sweep":
            take_back(run_id)
        elif act == "cancel":
            sagas.cancel(owner, run_id)
        elif act == "pause":
            sagas.pause(owner, run_id)
        elif act == "resume":
            sagas.resume(owner, run_id)
        elif act == "approve":
            sagas.approve_step(owner, run_id, 2)
        elif act == "reject":
            sagas.reject_step(owner, run_id, 2, reason="No")
        elif act == "retry":
            sagas.retry_step(owner, run_id, 0)
        else:
            sagas.skip_step(owner, run_id, 2, reason="No time")


def die(run_id: str, outside: Outside, after: int) -> None:
    """A worker that is gone after so many calls of handlers: before the call, or behind it."""
    table = handlers(outside)
    left = [after]

    class Dead(BaseException):
        """Nobody catches it, as nobody catches a SIGKILL."""

    def dying(name: str) -> sagas.Handler:
        def handle(step: sagas.Step) -> object:
            left[0] -= 1
            if left[0] == 0 and after % 2:
                raise Dead
            done = table[name](step)
            if left[0] == 0:
                raise Dead
            return done

        return handle

    with suppress(Dead, Broken):
        drive(run_id, {name: dying(name) for name in table})


def take_back(run_id: str) -> None:
    for phase in ("do", "undo"):
        for step in running.steps_of(run_id, phase):
            if step.status == "running":
                running.expire_lease(run_id, step.seq, phase)
    sagas.sweep(running.SYSTEM)


def make_all_due(run_id: str) -> None:
    for phase in ("do", "undo"):
        for step in running.steps_of(run_id, phase):
            if step.status == "ready":
                running.make_due(run_id, step.seq, phase)


def bring_to_its_end(owner: Actor, run_id: str, outside: Outside) -> None:
    for _ in range(MOST_ROUNDS):
        if run_of(run_id).status in sagas.ENDED:
            return
        take_back(run_id)
        carry_out("resume", owner, run_id, outside, [])
        carry_out("approve", owner, run_id, outside, [])
        carry_out("drive", owner, run_id, outside, [])


def check_so_far(run_id: str, outside: Outside) -> None:
    """Nothing is made twice, and a run that has ended stays as it is."""
    live = outside.live()
    assert len(live) == len(set(live))
    if run_of(run_id).status in sagas.ENDED:
        assert not [step for step in running.steps_of(run_id) if step.status in ("ready", "running")]
