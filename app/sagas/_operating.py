"""What a person may do with a run: T10, T11, T13, T14. Each act is in the timeline and in the audit."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app import audit, db
from app.actor import Actor, Role
from app.errors import Conflict, InvalidInput
from app.models import SagaRun, SagaStep
from app.plain_json import require_storable
from app.sagas import _advancing, _rows
from app.sagas._shapes import ENDED, Phase, Settlement


def cancel(actor: Actor, run_id: str, *, reason: str = "") -> None:
    """Stop a run and take back what it did, after the step that is running now. Needs editor.

    Raises NotFound, and Conflict when it is over or being taken back already.
    """
    with _acting(actor, run_id, "run.cancelled", reason) as (session, run, now):
        if run.status not in ("running", "paused"):
            raise _not_now(run)
        text = reason.strip() or "It was cancelled."
        _rows.note(session, run, "cancel", person_id=actor.person_id, text=text)
        run.status = "running"
        _advancing.compensate(session, run, text, now)


def compensate_now(actor: Actor, run_id: str, *, reason: str) -> None:
    """Take back a run although it waits for a person or has ended well. Needs admin when it has ended.

    Raises NotFound, and Conflict when it is being taken back already.
    """
    with _acting(actor, run_id, "run.cancelled", reason, when_over=True) as (session, run, now):
        if run.status == "completed":
            actor.require(Role.ADMIN)
        elif run.status not in ("running", "paused"):
            raise _not_now(run)
        _rows.note(session, run, "compensate", person_id=actor.person_id, text=reason)
        run.status, run.finished_at = "running", None
        _advancing.compensate(session, run, reason.strip() or "It was taken back.", now)


def pause(actor: Actor, run_id: str) -> None:
    """Let the run stand still after the step that is running now. Needs editor. Raises NotFound, Conflict."""
    with _acting(actor, run_id, "run.paused") as (session, run, _now):
        if run.status != "running" or run.cancel_requested:
            raise _not_now(run)
        _rows.note(session, run, "pause", person_id=actor.person_id)
        if _rows.has_steps(session, run.id, "do", ("running",)):
            run.pause_requested = True
        else:
            _advancing.pause_now(session, run)


def resume(actor: Actor, run_id: str) -> None:
    """Let a paused run go on. Needs editor. Raises NotFound, Conflict."""
    with _acting(actor, run_id, "run.resumed") as (session, run, _now):
        if run.status != "paused" and not run.pause_requested:
            raise _not_now(run)
        run.status, run.pause_requested = "running", False
        _rows.note(session, run, "resumed", person_id=actor.person_id)


def skip_step(actor: Actor, run_id: str, seq: int, *, reason: str) -> None:
    """Go on without the step that is next, or waits for something, or whose undo failed. Needs admin.

    Raises NotFound, Conflict.
    """
    actor.require(Role.ADMIN)
    with _acting(actor, run_id, "run.step_skipped", reason) as (session, run, now):
        step = _rows.step_at(session, run_id, seq, _lane(run))
        if step.status not in ("ready", "blocked", "failed") or (
            step.effect == "intent" and _lane(run) == "do"
        ):
            raise Conflict(
                f'"{step.name}" cannot be skipped now.',
                what_to_do="Say first whether it happened."
                if step.effect == "intent"
                else "Wait until it ends.",
            )
        _rows.note(session, run, "skipped", step, person_id=actor.person_id, text=reason)
        _leave(session, run, step, "skipped", now)


def mark_handled(actor: Actor, run_id: str, seq: int, *, note: str) -> None:
    """Say that somebody has undone a step by hand, so that the run goes on. Needs admin. Raises NotFound, Conflict."""
    actor.require(Role.ADMIN)
    if not note.strip():
        raise InvalidInput("Say what was done by hand.", field="note")
    with _acting(actor, run_id, "run.handled_by_hand", note) as (session, run, now):
        step = _rows.step_at(session, run_id, seq, "undo")
        if step.status != "failed" or run.status != "stuck":
            raise Conflict(f'"{step.name}" does not wait for anybody.', what_to_do="Look at the run again.")
        _rows.note(session, run, "handled", step, person_id=actor.person_id, text=note)
        _leave(session, run, step, "done", now)


def retry_step(actor: Actor, run_id: str, seq: int) -> None:
    """Try a step at once that waits for its next attempt, or an undo that failed; attempts count anew.

    Whoever asks is whom the run works for from now on. Needs editor. Raises NotFound, Conflict.
    """
    with _acting(actor, run_id, "run.step_retried") as (session, run, now):
        step = _rows.step_at(session, run_id, seq, _lane(run))
        if step.status not in ("ready", "failed"):
            raise Conflict(f'"{step.name}" cannot be tried again now.', what_to_do="Look at the run again.")
        if run.status == "stuck":
            run.status, run.attention = "compensating", ""
        run.person_id = actor.person_id
        step.attempt = 0
        _rows.note(session, run, "retried", step, person_id=actor.person_id)
        _advancing.later(step, run, now)


def settle_ambiguous(actor: Actor, run_id: str, seq: int, answer: Settlement, *, result: Any = None) -> None:
    """Say whether a step happened of which nobody could tell: it did, it did not (and is done again), or take all back.

    Needs editor. Raises NotFound, and Conflict when it was answered.
    """
    with _acting(actor, run_id, "run.settled", answer) as (session, run, now):
        step = _rows.step_at(session, run_id, seq, _lane(run))
        if step.status != "ambiguous":
            raise Conflict("This was answered already.", what_to_do="Look at the run's timeline.")
        _rows.note(session, run, "settled", step, person_id=actor.person_id, text=answer)
        run.attention = ""
        if answer == "happened":
            _advancing.done(session, run, step, result, now)
        elif answer == "did_not":
            step.effect, step.attempt = "none", 0
            _advancing.later(step, run, now)
        else:
            step.status, step.finished_at = "failed", now
            _advancing.compensate(session, run, f'It is unknown whether "{step.name}" happened.', now)


def edit_input(actor: Actor, run_id: str, seq: int, params: dict[str, Any]) -> None:
    """Give a step that has not begun other parameters. Needs admin. Raises NotFound, Conflict."""
    actor.require(Role.ADMIN)
    require_storable(params, field="params")
    with _acting(actor, run_id, "run.step_edited") as (session, run, _now):
        step = _rows.step_at(session, run_id, seq)
        if step.status not in ("waiting", "ready", "blocked") or step.attempt:
            raise Conflict(
                f'"{step.name}" has begun.', what_to_do="Only steps that have not begun can be edited."
            )
        step.params = params
        _rows.note(session, run, "edited", step, person_id=actor.person_id)


@contextmanager
def _acting(
    actor: Actor, run_id: str, act: str, reason: str = "", *, when_over: bool = False
) -> Iterator[tuple[Session, SagaRun, datetime]]:
    """The run, locked, for somebody who may act on it; afterwards a worker looks at it again."""
    actor.require(Role.EDITOR)
    with db.uow(actor) as session:
        run = _rows.lock(session, run_id)
        if run.status in ENDED and not when_over:
            raise _not_now(run)
        now = db.now(session)
        yield session, run, now
        audit.record(session, actor, act, subject_id=run.id, facts={"reason": reason[:200]} if reason else {})
        session.flush()
        if run.status in ("running", "compensating"):
            _rows.wake(session, run, now)
        _rows.tell(run)


def _leave(session: Session, run: SagaRun, step: SagaStep, status: str, now: datetime) -> None:
    step.status, step.finished_at = status, now
    step.blocked_on, step.wait_key, step.wait_until = "", "", None
    if run.status == "stuck":
        run.status = "compensating"
    run.attention = ""
    _advancing.go_on(session, run, step, now)


def _lane(run: SagaRun) -> Phase:
    return "undo" if run.status in ("compensating", "stuck") else "do"


def _not_now(run: SagaRun) -> Conflict:
    if run.status in ENDED:
        return Conflict("This run is over.", what_to_do="Look at its steps; start another one if need be.")
    return Conflict(
        f"This cannot be done while the run is {run.status}.", what_to_do="Look at the run again."
    )
