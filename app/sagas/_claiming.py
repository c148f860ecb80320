"""T2 and T4: a step becomes ours for the length of a lease, and stays ours as long as we keep saying so."""

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import func
from sqlmodel import Session, col, select

from app import db
from app.models import SagaRun, SagaStep
from app.sagas import _rows
from app.sagas._points import point
from app.sagas._rows import Claim
from app.sagas._shapes import Phase

UNKNOWN_HANDLER = timedelta(seconds=60)
STANDING_IN_LINE = timedelta(seconds=1)
STARTS_COUNTED = timedelta(minutes=1)
_PHASE: dict[str, Phase] = {"running": "do", "compensating": "undo"}


@dataclass(frozen=True, slots=True)
class Work:
    """A claimed step with all that its handler needs. `leased_at` is by the monotonic clock, from before the claim."""

    claim: Claim
    leased_at: float
    person_id: str
    door: str
    name: str
    handler: str
    params: dict[str, Any]
    run_input: dict[str, Any]
    effect: str
    pre_image: Any
    max_attempts: int
    timeout_seconds: int
    retry: dict[str, Any]


def claim_next(
    session: Session,
    run: SagaRun,
    known: Collection[str],
    leased_at: float,
    *,
    readied: Sequence[SagaStep] = (),
) -> Work | None:
    """The next ready step of a run whose lock is held, now running and ours; None when there is nothing to do.

    `readied` are steps that became ready in this transaction by the end of ours: when only one works at a time, nothing
    has to be looked for then.

    A step whose handler nobody here knows is put off by a minute and its attempt is not counted: during an upgrade old
    and new workers run side by side.
    """
    phase = _PHASE.get(run.status)
    if phase is None or run.cancel_requested or run.pause_requested:
        return None
    now = db.now(session)
    for step in _ready(session, run, phase, now) if run.width > 1 or not readied else readied:
        if step.handler not in known:
            step.run_after, run.dispatched_at = now + UNKNOWN_HANDLER, None
            _rows.note(session, run, "unknown_handler", step, text=step.handler)
            continue
        if not _may_begin(session, run, phase, now):
            step.run_after, run.dispatched_at = now + STANDING_IN_LINE, None
            return None
        return _taken(session, run, step, now, leased_at)
    return None


def keep(claim: Claim) -> float:
    """Lengthens the lease; gives when by the monotonic clock it began. Raises LostLease."""
    leased_at = time.monotonic()
    with db.uow(_rows.scope(claim.team_id)) as session:
        _rows.fenced(session, claim, lease_until=db.now(session) + _rows.lease())
    return leased_at


def _ready(session: Session, run: SagaRun, phase: Phase, now: datetime) -> list[SagaStep]:
    width = run.width if phase == "do" else 1
    if width > 1:
        busy = select(func.count()).where(SagaStep.run_id == run.id, SagaStep.status == "running")
        is_full = session.exec(busy).one() >= width
    else:
        is_full = _rows.has_steps(session, run.id, phase, ("running",))
    if is_full:
        return []
    ready = select(SagaStep).where(
        SagaStep.run_id == run.id,
        SagaStep.phase == phase,
        SagaStep.status == "ready",
        SagaStep.run_after <= now,
    )
    ordered = ready.order_by(col(SagaStep.seq)).limit(width).execution_options(populate_existing=True)
    return list(session.exec(ordered).all())


def _may_begin(session: Session, run: SagaRun, phase: Phase, now: datetime) -> bool:
    """Whether the concurrency key and the rate key let this run work now."""
    if phase == "undo":
        return True
    if run.concurrency_key:
        older = select(SagaRun.id).where(
            SagaRun.concurrency_key == run.concurrency_key,
            SagaRun.id < run.id,
            col(SagaRun.status).in_(("running", "compensating")),
        )
        if session.exec(older.limit(1)).first() is not None:
            return False
    if run.rate_key and run.started_at is None:
        most = int(run.rate_key.rpartition(":")[2])
        begun = select(func.count()).where(
            SagaRun.rate_key == run.rate_key, col(SagaRun.started_at) > now - STARTS_COUNTED
        )
        return session.exec(begun).one() < most
    return True


def _taken(session: Session, run: SagaRun, step: SagaStep, now: datetime, leased_at: float) -> Work:
    step.status, step.fence, step.attempt = "running", step.fence + 1, step.attempt + 1
    step.lease_owner, step.lease_until = _rows.owner(), now + _rows.lease()
    step.started_at = step.started_at or now
    run.started_at = run.started_at or now
    _rows.note(session, run, "claimed", step)
    session.flush()
    point("before_claim_commit")
    assert step.id is not None
    return Work(
        claim=Claim(
            run.team_id, run.id, step.id, step.seq, cast(Phase, step.phase), step.fence, step.attempt
        ),
        leased_at=leased_at,
        person_id=run.person_id,
        door=run.door,
        name=step.name,
        handler=step.handler,
        params=step.params,
        run_input=run.input,
        effect=step.effect,
        pre_image=step.pre_image,
        max_attempts=step.max_attempts,
        timeout_seconds=step.timeout_seconds,
        retry=step.retry,
    )
