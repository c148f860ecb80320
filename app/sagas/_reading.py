"""Reading runs: the list, one with both lanes, its timeline, and what waits for somebody's yes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from app import db, paging
from app.actor import Actor, Role
from app.errors import NotFound
from app.models import SagaDefinition, SagaEvent, SagaRun, SagaStep
from app.paging import Page
from app.sagas._shapes import WAITED_FOR, Approval, Event, Phase, Run, RunDetail, RunKind, RunStatus, StepView

_UNDONE = ("compensating", "compensated", "stuck")


def list_runs(
    actor: Actor,
    *,
    status: RunStatus | None = None,
    kind: RunKind | None = None,
    subject: tuple[str, str] | None = None,
    needs_person: bool = False,
    cursor: str = "",
    limit: int = 0,
) -> Page[Run]:
    """The team's runs, newest first. Needs viewer."""
    actor.require(Role.VIEWER)
    size = paging.size_of(limit)
    after = paging.position_in(cursor, parts=1)
    statement = select(SagaRun)
    if status:
        statement = statement.where(SagaRun.status == status)
    if kind:
        statement = statement.where(SagaRun.kind == kind)
    if subject:
        statement = statement.where(SagaRun.subject_kind == subject[0], SagaRun.subject_id == subject[1])
    if needs_person:
        statement = statement.where(SagaRun.attention != "")
    if after:
        statement = statement.where(SagaRun.id < after[0])
    with db.uow(actor, read_only=True) as session:
        rows = session.exec(statement.order_by(col(SagaRun.id).desc()).limit(size + 1)).all()
        counts = _counts(session, [run.id for run in rows])
    return paging.page_of(
        rows, size, position=lambda run: (run.id,), card=lambda run: _run(run, *counts.get(run.id, (0, 0)))
    )


def get_run(actor: Actor, run_id: str) -> RunDetail:
    """One run with its steps of both lanes. Needs viewer. Raises NotFound."""
    actor.require(Role.VIEWER)
    with db.uow(actor, read_only=True) as session:
        run = _found(session, run_id)
        steps = session.exec(
            select(SagaStep).where(SagaStep.run_id == run_id).order_by(col(SagaStep.seq), col(SagaStep.phase))
        ).all()
        version = session.exec(
            select(SagaDefinition.version).where(SagaDefinition.id == run.definition_id)
        ).one()
        now = db.now(session)
    done = sum(step.phase == "do" and step.status == "done" for step in steps)
    total = sum(step.phase == "do" for step in steps)
    return RunDetail(
        **_run(run, done, total).model_dump(),
        input=run.input,
        version=version,
        waits_for=_waits_for(run, steps, now),
        steps=tuple(_step(step) for step in steps),
    )


def timeline(actor: Actor, run_id: str, *, cursor: str = "", limit: int = 0) -> Page[Event]:
    """What happened in a run, newest first. Needs viewer. Raises NotFound."""
    actor.require(Role.VIEWER)
    size = paging.size_of(limit)
    after = paging.position_in(cursor, parts=1)
    with db.uow(actor, read_only=True) as session:
        _found(session, run_id)
        statement = select(SagaEvent).where(SagaEvent.run_id == run_id)
        if after and after[0].isdigit():
            statement = statement.where(col(SagaEvent.id) < int(after[0]))
        rows = session.exec(statement.order_by(col(SagaEvent.id).desc()).limit(size + 1)).all()
    return paging.page_of(rows, size, position=lambda row: (str(row.id),), card=_event)


def list_approvals(actor: Actor) -> tuple[Approval, ...]:
    """The steps that wait for a decision which this actor may take, oldest first. Needs viewer."""
    actor.require(Role.VIEWER)
    waiting = (
        select(SagaStep, SagaRun)
        .join(SagaRun, col(SagaRun.id) == SagaStep.run_id)
        .where(SagaStep.status == "blocked", SagaStep.blocked_on == "approval")
        .order_by(col(SagaStep.id))
        .limit(200)
    )
    with db.uow(actor, read_only=True) as session:
        found = [_approval(run, step) for step, run in session.exec(waiting).all()]
    assert actor.role is not None
    role = actor.role
    return tuple(
        each for each in found if role.reaches(Role(each.role)) and each.person_id in ("", actor.person_id)
    )


def run_of(session: Session, run: SagaRun) -> Run:
    """A run as lists show it, inside the open unit of work."""
    return _run(run, *_counts(session, [run.id]).get(run.id, (0, 0)))


def _found(session: Session, run_id: str) -> SagaRun:
    run = session.exec(select(SagaRun).where(SagaRun.id == run_id)).first()
    if run is None:
        raise NotFound("There is no such run.", what_to_do="Look for it in the list of runs.")
    return run


def _counts(session: Session, run_ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    done = func.sum(case((SagaStep.status == "done", 1), else_=0))  # type: ignore[arg-type]
    counted = (
        select(SagaStep.run_id, done, func.count())
        .where(col(SagaStep.run_id).in_(run_ids), SagaStep.phase == "do")
        .group_by(col(SagaStep.run_id))
    )
    return {run_id: (int(ready), int(total)) for run_id, ready, total in session.exec(counted).all()}


def _run(run: SagaRun, done: int, total: int) -> Run:
    return Run.model_validate(
        {
            **run.model_dump(include=set(Run.model_fields) & set(SagaRun.model_fields)),
            "is_cancelling": run.cancel_requested,
            "is_pausing": run.pause_requested,
            "done": done,
            "total": total,
        }
    )


def _step(step: SagaStep) -> StepView:
    return StepView.model_validate(step.model_dump(include=set(StepView.model_fields)))


def _event(row: SagaEvent) -> Event:
    return Event.model_validate(row.model_dump(include=set(Event.model_fields)))


def _approval(run: SagaRun, step: SagaStep) -> Approval:
    role, _, person_id = step.wait_key.partition(":")
    return Approval(
        run_id=run.id,
        run_title=run.title,
        seq=step.seq,
        name=step.name,
        payload=step.params,
        role=role,
        person_id=person_id,
        asked_at=step.started_at or run.created_at,
        deadline_at=step.wait_until,
    )


def _waits_for(run: SagaRun, steps: Sequence[SagaStep], now: datetime) -> str:
    """Why nothing happens in the run at this moment, as a sentence; empty when something does, or nothing ever will."""
    if run.status == "paused":
        return "It is paused. Resume it to go on."
    if run.status not in ("running", "compensating"):
        return ""
    lane: Phase = "do" if run.status == "running" else "undo"
    open_steps = [step for step in steps if step.phase == lane]
    if any(step.status == "running" for step in open_steps):
        return ""
    for step in open_steps:
        if step.status == "ambiguous":
            return f'Somebody has to say whether "{step.name}" happened.'
        if step.status == "blocked":
            return f'"{step.name}" waits for {WAITED_FOR[step.blocked_on]}.'
    ready = [step for step in open_steps if step.status == "ready"]
    if ready and all(step.run_after > now for step in ready):
        return f'"{ready[0].name}" is tried again at {min(step.run_after for step in ready):%H:%M:%S} UTC.'
    return "It waits for a free worker." if ready else ""
