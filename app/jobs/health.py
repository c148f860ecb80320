"""The probe: a job a minute through each queue shows that its workers make progress."""

from datetime import datetime

from sqlmodel import col, select

from app import db, queueing
from app.actor import Actor
from app.models import OutboxJob, Probe

JOB = "health.probe"


def ask(actor: Actor, queue: queueing.QueueName, slot: str) -> bool:
    """Asks for the probe of one minute; False when it was asked for already or the last one still waits.

    The time of asking is written in any case: it also shows that a dispatcher lives.
    """
    with db.uow(actor) as session:
        row = session.get(Probe, queue) or Probe(queue=queue)
        row.asked_at = db.now(session)
        session.add(row)
        session.flush()
        waiting = select(OutboxJob.id).where(
            OutboxJob.job == JOB, OutboxJob.queue == queue, col(OutboxJob.status).in_(["ready", "running"])
        )
        if session.exec(waiting.limit(1)).first():
            return False
        key = f"{JOB}:{queue}:{slot}"
        added = queueing.enqueue(
            session, actor, JOB, {"queue": queue}, queue=queue, dedupe_key=key, max_attempts=3
        )
        return added is not None


def probe(actor: Actor, *, queue: str) -> None:
    """Writes when the probe of this queue was answered and how long it took, for /health."""
    actor.require_platform()
    with db.uow(actor) as session:
        row = session.get(Probe, queue)
        if row is not None:
            row.done_at = db.now(session)
            row.milliseconds = _milliseconds(row.asked_at, row.done_at)
            session.add(row)


def _milliseconds(begin: datetime, end: datetime) -> int:
    return max(0, round((end - begin).total_seconds() * 1000))
