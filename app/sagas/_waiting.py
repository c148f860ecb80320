"""Steps that wait: for a time, for somebody's yes, for an event, for another run (T12)."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from app import audit, db
from app.actor import Actor, Role
from app.errors import Conflict, Forbidden, InvalidInput
from app.models import SagaRun, SagaStep, utc_now
from app.plain_json import require_storable
from app.sagas import _advancing, _rows
from app.sagas._shapes import ENDED, WAITED_FOR
from app.sagas._signals import WaitFor
from app.sagas._step import Handler, Step


def block(session: Session, run: SagaRun, step: SagaStep, now: datetime, *, wait: WaitFor) -> None:
    """The step waits from now on; it holds no lease, and nobody is woken for it before its time."""
    step.status, step.lease_until = "blocked", None
    step.blocked_on, step.wait_key, step.wait_until = wait.kind, wait.key, wait.until
    if wait.kind == "approval":
        run.attention = "approval"
    _rows.note(session, run, "blocked", step, text=WAITED_FOR[wait.kind])
    if step.phase == "do" and run.cancel_requested:
        _advancing.compensate(session, run, run.reason, now)


def approve_step(actor: Actor, run_id: str, seq: int, *, comment: str = "") -> None:
    """Say yes to a step that waits for approval; the run goes on. Needs the role or person that the step names.

    Raises Forbidden, NotFound, and Conflict when it was decided, or its time has passed.
    """
    with db.uow(actor) as session:
        run, step, now = _decided(session, actor, run_id, seq)
        result = {"approved_by": actor.person_id, "at": now.isoformat(), "comment": comment[:1000]}
        _rows.note(session, run, "approved", step, person_id=actor.person_id, text=comment)
        audit.record(session, actor, "run.approved", subject_id=run.id, facts={"step": seq})
        _advancing.done(session, run, step, result, now)
        _resume(session, run, now)


def reject_step(actor: Actor, run_id: str, seq: int, *, reason: str) -> None:
    """Say no to a step that waits for approval: the run is compensated. Raises like approve_step."""
    if not reason.strip():
        raise InvalidInput("Say why, so that whoever asked can do something about it.", field="reason")
    with db.uow(actor) as session:
        run, step, now = _decided(session, actor, run_id, seq)
        _rows.note(session, run, "rejected", step, person_id=actor.person_id, text=reason)
        audit.record(session, actor, "run.rejected", subject_id=run.id, facts={"step": seq})
        _advancing.fail(session, run, step, now, error=f"Rejected: {reason}")
        _resume(session, run, now)


def send_event(actor: Actor, key: str, payload: dict[str, Any] | None = None) -> int:
    """Wake the steps of the team that wait for this event; gives how many. Needs editor."""
    actor.require(Role.EDITOR)
    require_storable(payload, field="payload")
    with db.uow(actor, read_only=True) as session:
        waiting = select(SagaStep.run_id, SagaStep.seq).where(
            SagaStep.wait_key == key, SagaStep.status == "blocked", SagaStep.blocked_on == "event"
        )
        found = session.exec(waiting).all()
    return sum(_released(actor, run_id, seq, key, payload or {}) for run_id, seq in found)


def child_ended(team_id: str, step_id: int) -> None:
    """The step goes on when the run it waits for is over: done when that completed, failed when it was taken back."""
    with db.uow(_rows.scope(team_id)) as session:
        found = session.exec(select(SagaStep.run_id, SagaStep.wait_key).where(SagaStep.id == step_id)).first()
        if found is None or not found[1]:
            return
        run = _rows.lock(session, found[0])
        child = session.exec(select(SagaRun).where(SagaRun.id == found[1])).first()
        statement = select(SagaStep).where(
            SagaStep.id == step_id, SagaStep.status == "blocked", SagaStep.blocked_on == "run"
        )
        step = session.exec(statement.execution_options(populate_existing=True)).first()
        if child is None or step is None or child.status not in ENDED:
            return
        now = db.now(session)
        if child.status == "completed":
            _advancing.done(session, run, step, {"run_id": child.id}, now)
        else:
            _advancing.fail(session, run, step, now, error=f'"{child.title}" was taken back: {child.reason}')
        _resume(session, run, now)


def time_is_up(team_id: str, run_id: str, step_id: int) -> None:
    """What a step waited for has not come in time, or the time itself was what it waited for."""
    with db.uow(_rows.scope(team_id)) as session:
        run = _rows.lock(session, run_id)
        now = db.now(session)
        statement = select(SagaStep).where(
            SagaStep.id == step_id, SagaStep.status == "blocked", col(SagaStep.wait_until) <= now
        )
        step = session.exec(statement.execution_options(populate_existing=True)).first()
        if step is None:
            return
        if step.blocked_on == "time":
            _advancing.done(session, run, step, {"at": now.isoformat()}, now)
        else:
            _advancing.fail(
                session,
                run,
                step,
                now,
                error=f"It waited for {WAITED_FOR[step.blocked_on]}, which did not come in time.",
            )
        _resume(session, run, now)


def _resume(session: Session, run: SagaRun, now: datetime) -> None:
    if run.attention == "approval" and not _waits_for_approval(session, run):
        run.attention = ""
    _rows.wake(session, run, now)
    _rows.tell(run)


def _waits_for_approval(session: Session, run: SagaRun) -> bool:
    session.flush()
    waiting = select(SagaStep.id).where(
        SagaStep.run_id == run.id, SagaStep.status == "blocked", SagaStep.blocked_on == "approval"
    )
    return session.exec(waiting.limit(1)).first() is not None


def _released(actor: Actor, run_id: str, seq: int, key: str, payload: dict[str, Any]) -> bool:
    with db.uow(actor) as session:
        run = _rows.lock(session, run_id)
        step = _rows.step_at(session, run_id, seq)
        if step.status != "blocked" or step.blocked_on != "event" or step.wait_key != key:
            return False
        now = db.now(session)
        _rows.note(session, run, "event", step, person_id=actor.person_id, text=key)
        _advancing.done(session, run, step, payload, now)
        _resume(session, run, now)
        return True


def _decided(session: Session, actor: Actor, run_id: str, seq: int) -> tuple[SagaRun, SagaStep, datetime]:
    actor.require(Role.VIEWER)
    if actor.writes_need_approval:
        raise Forbidden("This key may not approve.", what_to_do="Approve it in the app.")
    run = _rows.lock(session, run_id)
    step = _rows.step_at(session, run_id, seq)
    role, _, person_id = step.wait_key.partition(":")
    if step.status != "blocked" or step.blocked_on != "approval":
        raise Conflict("This was decided already.", what_to_do="Look at the run's timeline.")
    now = db.now(session)
    if step.wait_until is not None and step.wait_until <= now:
        raise Conflict("The time to decide this has passed.", what_to_do="Start the run again.")
    if person_id and person_id != actor.person_id:
        raise Forbidden("Somebody else was asked to decide this.", what_to_do="Ask them, or an owner.")
    actor.require(Role(role))
    return run, step, now


def _until(step: Step) -> None:
    at = datetime.fromisoformat(str(step.params["at"])) if "at" in step.params else None
    raise WaitFor.time(at or utc_now() + timedelta(seconds=float(step.params["seconds"])))


def _approval(step: Step) -> None:
    raise WaitFor.approval(
        role=str(step.params.get("role", Role.EDITOR)),
        person_id=str(step.params.get("person_id", "")),
        until=_deadline(step),
    )


def _event(step: Step) -> None:
    raise WaitFor.event(str(step.params["key"]), until=_deadline(step))


def _deadline(step: Step) -> datetime | None:
    seconds = step.params.get("deadline_seconds")
    return None if seconds is None else utc_now() + timedelta(seconds=float(seconds))


WAITS: dict[str, Handler] = {
    "wait.until@1": _until,
    "wait.approval@1": _approval,
    "wait.event@1": _event,
}
