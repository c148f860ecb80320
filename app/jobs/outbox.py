"""The outbox: claiming a job's row, keeping it, ending it, and finding the rows of the dead.

A claim raises the row's fence and takes a lease. Every later write names the fence, so a worker that was taken
for dead and wakes up again changes nothing. Leases are compared by the database's clock.
"""

import os
import random
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Update
from sqlmodel import Session, col, or_, select, update

from app import config, db
from app.actor import Actor
from app.errors import LostLease
from app.models import OutboxJob

BACKOFF_BASE_SECONDS = 2.0
BACKOFF_CAP_SECONDS = 300.0
UNKNOWN_JOB_SECONDS = 60.0
REDISPATCH = timedelta(seconds=30)
REDISPATCH_ANYWAY = timedelta(minutes=10)
# A row is marked before its message is sent, so its own message is a little younger than the mark.
SENDING = timedelta(seconds=5)
DISPATCH_BATCH = 100
# A row is due by the clock of the host that wrote it; a little ahead of the database's is not "later".
CLOCK_TOLERANCE = timedelta(seconds=1)
_SYSTEM = "outbox"
_ERROR_CHARACTERS = 1_000


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that is ours until the lease ends; `fence` proves it in every later write."""

    id: str
    job: str
    args: dict[str, str]
    team_id: str
    person_id: str
    attempt: int
    max_attempts: int
    fence: int


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A message to send: which row, to which queue, the how many-eth time."""

    outbox_id: str
    queue: str
    dispatch_no: int


def claim(outbox_id: str) -> Claim | None:
    """The job, now RUNNING and ours; None when it is taken, ended or not due, which is not an error."""
    with db.uow(Actor.system(_SYSTEM)) as session:
        now = db.now(session)
        taken = update(OutboxJob).where(
            col(OutboxJob.id) == outbox_id,
            col(OutboxJob.status) == "ready",
            col(OutboxJob.run_after) <= now + CLOCK_TOLERANCE,
        )
        changes = {
            "status": "running",
            "attempt": OutboxJob.attempt + 1,
            "fence": OutboxJob.fence + 1,
            "lease_owner": f"{socket.gethostname()[:60]}:{os.getpid()}",
            "lease_until": now + lease(),
        }
        if not _changed(session, taken.values(**changes)):
            return None
        row = session.exec(select(OutboxJob).where(OutboxJob.id == outbox_id)).one()
        return Claim(
            row.id, row.job, row.args, row.team_id, row.person_id, row.attempt, row.max_attempts, row.fence
        )


def keep(held: Claim) -> None:
    """Lengthens the lease. Raises LostLease when the row is not ours any more."""
    with db.uow(Actor.system(_SYSTEM)) as session:
        _fenced(session, held, lease_until=db.now(session) + lease())


def finish(held: Claim) -> None:
    """Marks the job done. Raises LostLease when the row is not ours any more."""
    with db.uow(Actor.system(_SYSTEM)) as session:
        _fenced(session, held, status="done", lease_until=None, error="", finished_at=db.now(session))


def fail(held: Claim, error: str) -> None:
    """Marks the job failed for good. Raises LostLease when the row is not ours any more."""
    with db.uow(Actor.system(_SYSTEM)) as session:
        _fenced(session, held, **_failed(db.now(session), error))


def try_again(held: Claim, error: str, *, after_seconds: float | None = None) -> bool:
    """Makes the job READY again after a pause, or failed when its attempts are used up; says which.

    The pause doubles with each attempt, from two seconds to five minutes, and varies by half so that jobs that
    failed together do not return together. `after_seconds` is the other side's own wish.
    """
    if held.attempt >= held.max_attempts:
        fail(held, error)
        return False
    pause = backoff_seconds(held.attempt) if after_seconds is None else after_seconds
    with db.uow(Actor.system(_SYSTEM)) as session:
        _fenced(session, held, **_ready(db.now(session) + timedelta(seconds=pause), error))
    return True


def put_back(held: Claim, error: str) -> None:
    """Makes the job READY in a minute without counting the attempt: this worker does not know the job.

    During an upgrade old and new workers run side by side; a newer one will take it.
    """
    with db.uow(Actor.system(_SYSTEM)) as session:
        due = db.now(session) + timedelta(seconds=UNKNOWN_JOB_SECONDS)
        _fenced(session, held, attempt=held.attempt - 1, **_ready(due, error))


def sweep() -> list[str]:
    """Takes the jobs of dead workers back: READY at once, or failed after the last attempt. Returns their ids."""
    with db.uow(Actor.system(_SYSTEM), read_only=True) as session:
        expired = select(OutboxJob).where(
            OutboxJob.status == "running", col(OutboxJob.lease_until) < db.now(session)
        )
        found = session.exec(expired.limit(DISPATCH_BATCH)).all()
    return [row.id for row in found if _take_back(row)]


def due_messages(queue_heads: Mapping[str, datetime | None]) -> list[Dispatch]:
    """Marks due rows as sent and returns the messages to send: new rows, and rows whose message seems lost.

    `queue_heads` says for each queue when its oldest message was put there, None for an empty queue. A message
    is lost when 30 seconds have passed and the queue is empty or begins with a later one, or after ten minutes.
    """
    with db.uow(Actor.system(_SYSTEM), read_only=True) as session:
        now = db.now(session)
        ready = select(OutboxJob).where(
            OutboxJob.status == "ready",
            OutboxJob.run_after <= now,
            or_(col(OutboxJob.dispatched_at).is_(None), col(OutboxJob.dispatched_at) < now - REDISPATCH),
        )
        rows = session.exec(ready.order_by(col(OutboxJob.run_after)).limit(DISPATCH_BATCH)).all()
    wanted = [row for row in rows if _is_to_be_sent(row, now, queue_heads)]
    return _mark_sent(wanted) if wanted else []


def backoff_seconds(attempt: int) -> float:
    """The pause after a failed attempt, the first being 1."""
    pause: float = min(BACKOFF_CAP_SECONDS, BACKOFF_BASE_SECONDS * 2 ** (attempt - 1))
    return pause * random.uniform(0.5, 1.5)


def lease() -> timedelta:
    return timedelta(seconds=config.limits().lease_seconds)


def host_now() -> datetime:
    """This host's time in UTC."""
    return datetime.now(UTC)


def _take_back(row: OutboxJob) -> bool:
    held = Claim(
        row.id, row.job, row.args, row.team_id, row.person_id, row.attempt, row.max_attempts, row.fence
    )
    error = f"The worker {row.lease_owner} died or was silent too long."
    with db.uow(Actor.system(_SYSTEM)) as session:
        now = db.now(session)
        changes = _failed(now, error) if row.attempt >= row.max_attempts else _ready(now, error)
        return _changed(session, _only_ours(held).where(col(OutboxJob.lease_until) < now).values(**changes))


def _mark_sent(rows: list[OutboxJob]) -> list[Dispatch]:
    with db.uow(Actor.system(_SYSTEM)) as session:
        now, sent = db.now(session), []
        for row in rows:
            # The number that was read is part of the condition, so of two dispatchers one sends.
            unsent = update(OutboxJob).where(
                col(OutboxJob.id) == row.id,
                col(OutboxJob.status) == "ready",
                col(OutboxJob.dispatch_no) == row.dispatch_no,
            )
            if _changed(session, unsent.values(dispatched_at=now, dispatch_no=row.dispatch_no + 1)):
                sent.append(Dispatch(row.id, row.queue, row.dispatch_no + 1))
        return sent


def _is_to_be_sent(row: OutboxJob, now: datetime, queue_heads: Mapping[str, datetime | None]) -> bool:
    if row.dispatched_at is None or row.dispatched_at < now - REDISPATCH_ANYWAY:
        return True
    head = queue_heads.get(row.queue)
    return head is None or head > row.dispatched_at + SENDING


def _ready(due: datetime, error: str) -> dict[str, Any]:
    return {
        "status": "ready",
        "run_after": due,
        "lease_until": None,
        "dispatched_at": None,
        "error": error[:_ERROR_CHARACTERS],
    }


def _failed(now: datetime, error: str) -> dict[str, Any]:
    return {"status": "failed", "lease_until": None, "finished_at": now, "error": error[:_ERROR_CHARACTERS]}


def _fenced(session: Session, held: Claim, **changes: Any) -> None:
    if not _changed(session, _only_ours(held).values(**changes)):
        raise LostLease("Another worker owns this job now.")


def _only_ours(held: Claim) -> Update:
    return update(OutboxJob).where(
        col(OutboxJob.id) == held.id, col(OutboxJob.fence) == held.fence, col(OutboxJob.status) == "running"
    )


def _changed(session: Session, statement: Update) -> bool:
    return cast("CursorResult[Any]", session.exec(statement)).rowcount == 1
