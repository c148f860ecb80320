"""Two owners of one step, in every order: the older one changes nothing, whatever it does.

Random kills do not find a missing fence; these orders do.
"""

import threading
import time
from collections.abc import Callable
from itertools import product

import pytest
from sqlalchemy import func
from sqlmodel import select

from app import config, db, sagas
from app.actor import Actor
from app.errors import Conflict, LostLease, Unavailable
from app.sagas import StepSpec, _advancing, _claiming, _rows
from app.sagas._claiming import Work
from app.sagas._step import Step
from tests.harness.databases import Database
from tests.sagas import running
from tests.sagas.running import drive, making, run_of, start, step_of

pytestmark = pytest.mark.usefixtures("database")
KNOWN = ("make@1", "unmake@1")


def claim(run_id: str) -> Work | None:
    run = run_of(run_id)
    with db.uow(_rows.scope(run.team_id)) as session:
        return _claiming.claim_next(session, _rows.lock(session, run_id), KNOWN, time.monotonic())


def claimed(run_id: str) -> Work:
    work = claim(run_id)
    assert work is not None
    return work


def step(work: Work, actor: Actor) -> Step:
    return Step(actor, work)


def intend(work: Work, actor: Actor) -> None:
    step(work, actor).intend(pre_image={"by": work.claim.fence})


def keep(work: Work, _actor: Actor) -> None:
    _claiming.keep(work.claim)


def finish(work: Work, _actor: Actor) -> None:
    with db.uow(_rows.scope(work.claim.team_id)) as session:
        run, row = _rows.lock_held(session, work.claim)
        _advancing.done(session, run, row, {"by": work.claim.fence}, db.now(session))


def fail(work: Work, _actor: Actor) -> None:
    with db.uow(_rows.scope(work.claim.team_id)) as session:
        run, row = _rows.lock_held(session, work.claim)
        _advancing.fail(session, run, row, db.now(session), error="late")


ACTS: dict[str, Callable[[Work, Actor], None]] = {
    "intend": intend,
    "keep": keep,
    "finish": finish,
    "fail": fail,
}


@pytest.fixture
def two_owners(editor: Actor) -> tuple[str, Work, Work]:
    """A step whose first owner was silent too long, and which a second one has taken."""
    run_id = start(editor, making("a", "b"))
    first = claimed(run_id)
    running.expire_lease(run_id, 0)
    sagas.sweep(running.SYSTEM)
    return run_id, first, claimed(run_id)


@pytest.mark.parametrize("late", ACTS)
def test_older_owner_is_refused_before_the_newer_one_does_anything(
    late: str, two_owners: tuple[str, Work, Work], editor: Actor
) -> None:
    run_id, first, second = two_owners
    before = step_of(run_id, 0).model_dump()

    with pytest.raises(LostLease):
        ACTS[late](first, editor)

    assert step_of(run_id, 0).model_dump() == before
    assert second.claim.fence == first.claim.fence + 1


@pytest.mark.parametrize(("newer", "late"), list(product(ACTS, ACTS)))
def test_older_owner_is_refused_after_the_newer_one_did_something(
    newer: str, late: str, two_owners: tuple[str, Work, Work], editor: Actor
) -> None:
    run_id, first, second = two_owners
    ACTS[newer](second, editor)
    step_before, run_before = step_of(run_id, 0).model_dump(), run_of(run_id).model_dump()

    with pytest.raises(LostLease):
        ACTS[late](first, editor)

    assert step_of(run_id, 0).model_dump() == step_before
    assert run_of(run_id).model_dump() == run_before


def test_owner_that_kept_its_lease_is_not_swept(editor: Actor) -> None:
    run_id = start(editor, making("a"))
    work = claimed(run_id)
    running.expire_lease(run_id, 0)
    keep(work, editor)

    assert sagas.sweep(running.SYSTEM) == []
    finish(work, editor)

    assert run_of(run_id).status == "completed"


def test_owner_makes_no_call_that_could_end_after_its_lease(editor: Actor) -> None:
    work = claimed(start(editor, making("a")))
    held = step(work, editor)
    held.guard()

    held.leased_at -= config.limits().lease_seconds - 5
    with pytest.raises(LostLease):
        held.guard()


def test_claim_by_two_at_once_is_won_by_one(editor: Actor) -> None:
    run_id = start(editor, making("a"))

    found = at_once(4, lambda: claim(run_id))

    assert sum(work is not None for work in found) == 1
    assert step_of(run_id, 0).attempt == 1


@pytest.mark.parametrize("act", ["cancel", "pause", "sweep"])
def test_act_against_a_finish_leaves_one_truth(act: str, editor: Actor) -> None:
    run_id = start(editor, making("a", "b"))
    work = claimed(run_id)
    acts: dict[str, Callable[[], object]] = {
        "cancel": lambda: sagas.cancel(editor, run_id, reason="Stop"),
        "pause": lambda: sagas.pause(editor, run_id),
        "sweep": lambda: sagas.sweep(running.SYSTEM),
    }
    if act == "sweep":
        running.expire_lease(run_id, 0)

    outcomes = at_once(1, lambda: attempt(lambda: finish(work, editor)), lambda: attempt(acts[act]))

    run, first = run_of(run_id), step_of(run_id, 0)
    if act == "cancel":
        # Whoever came first, the finished step is taken back and the second never begins.
        assert (run.status, running.statuses(run_id)) == ("compensating", ["done", "skipped"])
        assert running.statuses(run_id, "undo") == ["ready"]
    elif act == "pause":
        assert (run.status, first.status) == ("paused", "done")
    else:
        is_lost = any(isinstance(outcome, LostLease) for outcome in outcomes)
        assert first.status == ("ready" if is_lost else "done")


def test_approval_by_two_at_once_is_won_by_one(editor: Actor, admin: Actor, owner: Actor) -> None:
    run_id = start(editor, [StepSpec(name="Boss", handler="wait.approval@1", params={"role": "admin"})])
    drive(run_id, {})

    outcomes = at_once(
        1,
        lambda: attempt(lambda: sagas.approve_step(admin, run_id, 0)),
        lambda: attempt(lambda: sagas.reject_step(owner, run_id, 0, reason="No")),
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict", "NoneType"]
    assert run_of(run_id).status in sagas.ENDED
    assert any(isinstance(outcome, Conflict) for outcome in outcomes)


def test_statements_lock_the_run_so_that_two_never_change_it_at_once(
    postgres_database: Database, stranger: Actor
) -> None:
    run_id = start(stranger, making("a"))
    refused: list[object] = []

    def change_it_too() -> None:
        try:
            with db.uow(_rows.scope(stranger.team_id)) as session:
                session.exec(select(func.set_config("lock_timeout", "50ms", True)))
                _rows.lock(session, run_id)
        except Unavailable as exc:
            refused.append(exc)

    with db.uow(_rows.scope(stranger.team_id)) as session:
        _rows.lock(session, run_id)
        other = threading.Thread(target=change_it_too)
        other.start()
        other.join(30)

    assert len(refused) == 1


def attempt(act: Callable[[], object]) -> object:
    try:
        return act()
    except (Conflict, LostLease) as exc:
        return exc


def at_once(times: int, *acts: Callable[[], object]) -> list[object]:
    """What the acts give when they begin together, each so many times."""
    begin = threading.Barrier(times * len(acts))
    results: list[object] = []

    def run(act: Callable[[], object]) -> None:
        begin.wait(10)
        results.append(act())

    threads = [threading.Thread(target=run, args=(act,)) for act in acts for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(results) == len(threads)
    return results
