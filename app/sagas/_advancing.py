"""What follows the end of a step: the next one, the end of the run, or its compensation (T5 and T7)."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from app.models import SagaRun, SagaStep
from app.sagas import _rows
from app.sagas._shapes import Phase

UNDO_ATTEMPTS = 20
OPEN = ("waiting", "ready", "running", "blocked", "ambiguous", "failed")
NOT_BEGUN = ("waiting", "ready", "blocked")


def done(session: Session, run: SagaRun, step: SagaStep, result: Any, now: datetime) -> list[SagaStep]:
    """The step is done; whatever comes next becomes ready in the same transaction. Gives what is ready at once."""
    run.done_counter += 1
    step.status, step.result, step.error = "done", result, ""
    step.done_seq, step.finished_at, step.lease_until = run.done_counter, now, None
    step.blocked_on, step.wait_key, step.wait_until = "", "", None
    if step.effect == "intent":
        step.effect = "done"
    _rows.note(session, run, "done", step)
    return go_on(session, run, step, now)


def go_on(session: Session, run: SagaRun, step: SagaStep, now: datetime) -> list[SagaStep]:
    """Ready what waited for this step, or end the run, or begin to compensate it. Gives what is ready at once."""
    if step.phase == "do" and run.cancel_requested:
        compensate(session, run, run.reason, now)
        return []
    ready, is_last = _readied(session, run, step, now)
    is_undo = step.phase == "undo"
    if is_last and not _has_open(session, run, "undo" if is_undo else "do"):
        end(session, run, "compensated" if is_undo else "completed", now)
    elif run.pause_requested and not is_undo and not _is_running(session, run):
        pause_now(session, run)
    return ready


def _readied(session: Session, run: SagaRun, step: SagaStep, now: datetime) -> tuple[list[SagaStep], bool]:
    """What becomes ready at once by the end of this step, and whether nothing waited for it."""
    if not step.successors:
        return [], True
    waiting = select(SagaStep).where(
        SagaStep.run_id == run.id,
        SagaStep.phase == step.phase,
        SagaStep.status == "waiting",
        col(SagaStep.seq).in_(step.successors),
    )
    ready: list[SagaStep] = []
    found = session.exec(waiting.order_by(col(SagaStep.seq))).all()
    for following in found:
        following.deps_left -= 1
        if following.deps_left <= 0:
            pause = following.retry.get("delay_seconds", 0)
            following.status, following.run_after = "ready", now + timedelta(seconds=pause)
            if pause:
                run.dispatched_at = None
            else:
                ready.append(following)
    return ready, not found


def _has_open(session: Session, run: SagaRun, phase: Phase) -> bool:
    session.flush()
    return _rows.has_steps(session, run.id, phase, OPEN)


def pause_now(session: Session, run: SagaRun) -> None:
    """No step is running: the run stands still until it is resumed."""
    run.status, run.pause_requested = "paused", False
    _rows.note(session, run, "paused")


def end(session: Session, run: SagaRun, status: str, now: datetime) -> None:
    """The run is over."""
    run.status, run.finished_at, run.attention = status, now, ""
    run.cancel_requested = run.pause_requested = False
    _rows.note(session, run, status, text=run.reason)
    _rows.tell(run)


def fail(session: Session, run: SagaRun, step: SagaStep, now: datetime, *, error: str) -> None:
    """The step failed for good: its run is compensated, or when it was an undo, a person is needed."""
    step.status, step.error, step.finished_at, step.lease_until = "failed", error[:1000], now, None
    step.blocked_on, step.wait_key, step.wait_until = "", "", None
    _rows.note(session, run, "failed", step, text=error)
    if step.phase == "undo":
        run.status, run.attention = "stuck", "stuck"
        run.reason = f'Undoing "{step.name}" failed: {error}'[:1000]
        _rows.note(session, run, "stuck", step, text=error)
        _rows.tell(run)
        return
    compensate(session, run, f'"{step.name}" failed: {error}', now)


def compensate(session: Session, run: SagaRun, reason: str, now: datetime) -> None:
    """Undo what was done and what may have been done, the newest first. Waits for steps that are running."""
    run.reason = reason[:1000]
    session.flush()
    if _is_running(session, run):
        run.cancel_requested = True
        return
    run.status, run.attention = "compensating", ""
    run.cancel_requested = run.pause_requested = False
    steps = _rows.steps_of(session, run.id, "do")
    for step in steps:
        if step.status in NOT_BEGUN:
            step.status = "skipped" if step.effect == "none" else "failed"
            step.blocked_on, step.wait_key, step.wait_until = "", "", None
    to_undo = [step for step in steps if step.undo and (step.status == "done" or step.effect != "none")]
    # What may have happened last comes first; of what is done, the newest.
    to_undo.sort(key=lambda step: (step.done_seq is not None, -(step.done_seq or 0)))
    _rows.note(session, run, "compensating", text=reason)
    if not to_undo:
        end(session, run, "compensated", now)
        return
    for place, step in enumerate(to_undo):
        following = [to_undo[place + 1].seq] if place + 1 < len(to_undo) else []
        session.add(_undo_row(step, is_first=place == 0, successors=following, now=now))
    _rows.tell(run)


def _undo_row(step: SagaStep, *, is_first: bool, successors: list[int], now: datetime) -> SagaStep:
    return SagaStep(
        team_id=step.team_id,
        run_id=step.run_id,
        seq=step.seq,
        phase="undo",
        name=step.name,
        handler=step.undo,
        params=step.params,
        deps_left=0 if is_first else 1,
        successors=successors,
        status="ready" if is_first else "waiting",
        max_attempts=max(UNDO_ATTEMPTS, step.max_attempts),
        retry={**step.retry, "delay_seconds": 0},
        timeout_seconds=step.timeout_seconds,
        # Beginning anew at 1 would make the undo's calls look older than those of the step.
        fence=step.fence,
        pre_image=step.pre_image,
        run_after=now,
    )


def _is_running(session: Session, run: SagaRun) -> bool:
    return _rows.has_steps(session, run.id, "do", ("running",))


def later(step: SagaStep, run: SagaRun, due: datetime, error: str = "") -> None:
    """The step is ready again at `due`; a worker is sent for it then."""
    step.status, step.run_after, step.lease_until, step.error = "ready", due, None, error[:1000]
    run.dispatched_at = None
