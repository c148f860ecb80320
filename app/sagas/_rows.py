"""The rows of a run: locking them, and writing down what happens to them.

One lock order everywhere: the run's row first, then its steps. Whoever holds the lock of the run may read a step and
change it; the two writes that do without (intent, heartbeat) name the fence in their condition.
"""

import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Update
from sqlmodel import Session, col, select, update

from app import bus, config, db, queueing
from app.actor import Actor
from app.errors import LostLease, NotFound
from app.models import SagaEvent, SagaRun, SagaStep
from app.sagas._shapes import Phase

NOTE_CHARACTERS = 1_000
# So many runs of a team are sent to workers at once; the others wait in the table, where teams take turns.
SENT_AT_ONCE = 5
NEWS = "run"


@dataclass(frozen=True, slots=True)
class Claim:
    """A step that is ours until the lease ends; `fence` proves it in every later write."""

    team_id: str
    run_id: str
    step_id: int
    seq: int
    phase: Phase
    fence: int
    attempt: int


def scope(team_id: str) -> Actor:
    """The engine at work inside one team: its statements see this team's rows and no others."""
    return Actor.inside(team_id, "sagas")


def owner() -> str:
    """This process, as it stands in a lease."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}"


def lease() -> timedelta:
    return timedelta(seconds=config.limits().lease_seconds)


def lock(session: Session, run_id: str) -> SagaRun:
    """The run, locked until the transaction ends. Raises NotFound."""
    statement = select(SagaRun).where(SagaRun.id == run_id).with_for_update()
    run = session.exec(statement.execution_options(populate_existing=True)).first()
    if run is None:
        raise NotFound("There is no such run.", what_to_do="Look for it in the list of runs.")
    return run


def lock_held(session: Session, claim: Claim) -> tuple[SagaRun, SagaStep]:
    """The run, locked, and the claimed step. Raises LostLease when the step is not ours any more."""
    run = lock(session, claim.run_id)
    statement = select(SagaStep).where(
        SagaStep.id == claim.step_id, SagaStep.fence == claim.fence, SagaStep.status == "running"
    )
    step = session.exec(statement.execution_options(populate_existing=True)).first()
    if step is None:
        raise LostLease("Another worker owns this step now.")
    return run, step


def fenced(session: Session, claim: Claim, **changes: Any) -> None:
    """Change the claimed step without the lock of its run. Raises LostLease when it is not ours any more."""
    ours = update(SagaStep).where(
        col(SagaStep.id) == claim.step_id,
        col(SagaStep.fence) == claim.fence,
        col(SagaStep.status) == "running",
    )
    if not _changed(session, ours.values(**changes)):
        raise LostLease("Another worker owns this step now.")


def step_at(session: Session, run_id: str, seq: int, phase: Phase = "do") -> SagaStep:
    """A step of a run whose lock is held. Raises NotFound."""
    statement = select(SagaStep).where(
        SagaStep.run_id == run_id, SagaStep.seq == seq, SagaStep.phase == phase
    )
    step = session.exec(statement.execution_options(populate_existing=True)).first()
    if step is None:
        raise NotFound("This run has no such step.", what_to_do="Look at the run's steps.")
    return step


def steps_of(session: Session, run_id: str, phase: Phase, statuses: Sequence[str] = ()) -> list[SagaStep]:
    """The steps of a run in one lane, of some statuses or of all, by their place."""
    statement = select(SagaStep).where(SagaStep.run_id == run_id, SagaStep.phase == phase)
    if statuses:
        statement = statement.where(col(SagaStep.status).in_(statuses))
    found = session.exec(
        statement.order_by(col(SagaStep.seq)).execution_options(populate_existing=True)
    ).all()
    return list(found)


def has_steps(session: Session, run_id: str, phase: Phase, statuses: Sequence[str]) -> bool:
    """Whether the run has a step of these statuses in that lane."""
    statement = select(SagaStep.id).where(
        SagaStep.run_id == run_id, SagaStep.phase == phase, col(SagaStep.status).in_(statuses)
    )
    return session.exec(statement.limit(1)).first() is not None


def note(
    session: Session,
    run: SagaRun,
    kind: str,
    step: SagaStep | None = None,
    *,
    person_id: str = "",
    text: str = "",
) -> None:
    """Write down a transition in its own transaction, and tell open tabs after it."""
    session.add(
        SagaEvent(
            team_id=run.team_id,
            run_id=run.id,
            seq=None if step is None else step.seq,
            phase="" if step is None else step.phase,
            kind=kind,
            fence=0 if step is None else step.fence,
            attempt=0 if step is None else step.attempt,
            person_id=person_id,
            owner=owner(),
            note=text[:NOTE_CHARACTERS],
        )
    )


def tell(run: SagaRun) -> None:
    """After the commit, open tabs of the team look at this run again."""
    bus.publish(f"team:{run.team_id}", NEWS, run_id=run.id)


def wake(session: Session, run: SagaRun, now: datetime) -> None:
    """Send the run to a worker after the commit; whatever is lost on the way is sent again by the dispatcher."""
    waiting = select(SagaRun.id).where(
        SagaRun.status == "running",
        SagaRun.queue == run.queue,
        col(SagaRun.started_at).is_(None),
        col(SagaRun.dispatched_at).is_not(None),
        SagaRun.id != run.id,
    )
    if len(session.exec(waiting.limit(SENT_AT_ONCE)).all()) >= SENT_AT_ONCE:
        run.dispatched_at = None
        return
    run.dispatched_at = now
    run.dispatch_no += 1
    run_id, queue, number = run.id, run.queue, run.dispatch_no
    db.after_commit(lambda: queueing.wake(run_id, queue, number))


def _changed(session: Session, statement: Update) -> bool:
    return cast("CursorResult[Any]", session.exec(statement)).rowcount == 1
