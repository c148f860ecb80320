"""T8 and T9: taking over from the dead, noticing what is due, sending runs to workers, and throwing old ones away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Any, cast

from sqlalchemy import CursorResult
from sqlmodel import Session, col, delete, or_, select, update

from app import config, db
from app.actor import Actor
from app.models import SagaRun, SagaStep
from app.sagas import _advancing, _rows
from app.sagas._shapes import ENDED
from app.sagas._waiting import child_ended, time_is_up

REDISPATCH = timedelta(seconds=30)
REDISPATCH_ANYWAY = timedelta(minutes=10)
SENDING = timedelta(seconds=5)
BATCH = 100
_LIVE = ("running", "compensating")


@dataclass(frozen=True, slots=True)
class Wake:
    """A message to send: which run, to which queue, the how many-eth time."""

    run_id: str
    queue: str
    dispatch_no: int


@dataclass(frozen=True, slots=True)
class QueueState:
    """What a queue holds: when its oldest message was put there (None: it is empty), and how many there are."""

    head: datetime | None
    length: int


# So many messages wait in a queue at once; what is sent later is chosen later, so that teams take turns.
IN_LINE = 10


def sweep(actor: Actor) -> list[str]:
    """One round over all teams: leases that ended, waits and deadlines that passed, children that ended.

    Gives the runs whose steps were taken back from the dead. Platform only.
    """
    actor.require_platform()
    with db.uow(actor, read_only=True) as session:
        now = db.now(session)
        lost = _some(session, SagaStep.status == "running", col(SagaStep.lease_until) < now)
        late = _some(session, SagaStep.status == "blocked", col(SagaStep.wait_until) <= now)
        parents = session.exec(
            select(SagaStep.team_id, SagaStep.id)
            .join(SagaRun, col(SagaRun.id) == SagaStep.wait_key)
            .where(
                SagaStep.status == "blocked",
                SagaStep.blocked_on == "run",
                col(SagaRun.status).in_(ENDED),
            )
            .limit(BATCH)
        ).all()
        overdue = session.exec(
            select(SagaRun.team_id, SagaRun.id)
            .where(
                SagaRun.status == "running",
                col(SagaRun.deadline_at) < now,
                col(SagaRun.cancel_requested).is_(False),
            )
            .limit(BATCH)
        ).all()
    taken = [
        run_id for team_id, run_id, step_id, fence in lost if _take_back(team_id, run_id, step_id, fence)
    ]
    for team_id, run_id, step_id, _fence in late:
        time_is_up(team_id, run_id, step_id)
    for team_id, parent in parents:
        child_ended(team_id, cast(int, parent))
    for team_id, run_id in overdue:
        _end_overdue(team_id, run_id)
    return taken


def due_runs(actor: Actor, queues: Mapping[str, QueueState]) -> list[Wake]:
    """Marks runs with ready steps as sent and gives the messages to send: new ones, and ones whose message is lost.

    A message is lost when 30 seconds have passed and the queue is empty or begins with a later one, or after ten
    minutes. Runs of a higher priority come first; among the same, teams take turns. Platform only.
    """
    actor.require_platform()
    with db.uow(actor, read_only=True) as session:
        now = db.now(session)
        ready = (
            select(SagaStep.id)
            .where(SagaStep.run_id == SagaRun.id, SagaStep.status == "ready", SagaStep.run_after <= now)
            .exists()
        )
        rows = session.exec(
            select(SagaRun)
            .where(
                col(SagaRun.status).in_(_LIVE),
                or_(col(SagaRun.dispatched_at).is_(None), col(SagaRun.dispatched_at) < now - REDISPATCH),
                ready,
            )
            .order_by(col(SagaRun.priority).desc(), col(SagaRun.id))
            .limit(10 * BATCH)
        ).all()
    wanted: list[SagaRun] = []
    for queue, state in queues.items():
        room = max(0, IN_LINE - state.length)
        due = [run for run in rows if run.queue == queue and _is_to_be_sent(run, now, state.head)]
        wanted += _in_turns(due)[:room]
    return _mark_sent(actor, wanted) if wanted else []


def purge(actor: Actor) -> int:
    """Throws runs away that ended long ago; gives how many. Platform only."""
    actor.require_platform()
    with db.uow(actor) as session:
        since = db.now(session) - timedelta(days=config.limits().run_days)
        old = select(SagaRun.id).where(col(SagaRun.finished_at) < since).limit(BATCH)
        ids = list(session.exec(old).all())
        gone = session.exec(delete(SagaRun).where(col(SagaRun.id).in_(ids)))
        return cast("CursorResult[Any]", gone).rowcount


def _some(session: Session, *conditions: Any) -> list[tuple[str, str, int, int]]:
    found = select(SagaStep.team_id, SagaStep.run_id, SagaStep.id, SagaStep.fence).where(*conditions)
    return cast("list[tuple[str, str, int, int]]", list(session.exec(found.limit(BATCH)).all()))


def _take_back(team_id: str, run_id: str, step_id: int, fence: int) -> bool:
    """T8: the step of a dead worker is ready at once, or failed when it was its last attempt."""
    with db.uow(_rows.scope(team_id)) as session:
        run = _rows.lock(session, run_id)
        now = db.now(session)
        statement = select(SagaStep).where(
            SagaStep.id == step_id,
            SagaStep.fence == fence,
            SagaStep.status == "running",
            col(SagaStep.lease_until) < now,
        )
        step = session.exec(statement.execution_options(populate_existing=True)).first()
        if step is None:
            return False
        error = f"The worker {step.lease_owner} died or was silent too long."
        if step.attempt >= step.max_attempts:
            _advancing.fail(session, run, step, now, error=error)
        else:
            _advancing.later(step, run, now, error)
            _rows.note(session, run, "taken_back", step, text=error)
            if step.phase == "do" and run.cancel_requested:
                _advancing.compensate(session, run, run.reason, now)
        if run.pause_requested and not _rows.has_steps(session, run.id, "do", ("running",)):
            _advancing.pause_now(session, run)
        _rows.tell(run)
        return True


def _end_overdue(team_id: str, run_id: str) -> None:
    with db.uow(_rows.scope(team_id)) as session:
        run = _rows.lock(session, run_id)
        now = db.now(session)
        if run.status == "running" and run.deadline_at is not None and run.deadline_at < now:
            _advancing.compensate(session, run, "Its deadline has passed.", now)
            run.dispatched_at = None
            _rows.tell(run)


def _is_to_be_sent(run: SagaRun, now: datetime, head: datetime | None) -> bool:
    if run.dispatched_at is None or run.dispatched_at < now - REDISPATCH_ANYWAY:
        return True
    return head is None or head > run.dispatched_at + SENDING


def _in_turns(runs: list[SagaRun]) -> list[SagaRun]:
    """The runs of each priority, one of each team after another."""
    ordered: list[SagaRun] = []
    for priority in sorted({run.priority for run in runs}, reverse=True):
        teams: dict[str, list[SagaRun]] = {}
        for run in runs:
            if run.priority == priority:
                teams.setdefault(run.team_id, []).append(run)
        ordered += [run for turn in zip_longest(*teams.values()) for run in turn if run is not None]
    return ordered


def _mark_sent(actor: Actor, runs: list[SagaRun]) -> list[Wake]:
    with db.uow(actor) as session:
        now, sent = db.now(session), []
        for run in runs:
            # The number that was read is part of the condition, so of two dispatchers one sends.
            unsent = update(SagaRun).where(
                col(SagaRun.id) == run.id, col(SagaRun.dispatch_no) == run.dispatch_no
            )
            marked = session.exec(unsent.values(dispatched_at=now, dispatch_no=run.dispatch_no + 1))
            if cast("CursorResult[Any]", marked).rowcount == 1:
                sent.append(Wake(run.id, run.queue, run.dispatch_no + 1))
        return sent
