"""Rows of ended jobs are deleted once they tell nobody anything: done ones after a day, failed ones after 30."""

from datetime import timedelta

from sqlmodel import col, delete

from app import db, queueing
from app.actor import Actor
from app.models import OutboxJob

JOB = "outbox.purge"
KEPT = {"done": timedelta(days=1), "failed": timedelta(days=30)}


def ask(actor: Actor, day: str) -> None:
    """Asks for the purge of one day, if nobody has."""
    with db.uow(actor) as session:
        queueing.enqueue(session, actor, JOB, dedupe_key=f"{JOB}:{day}")


def purge(actor: Actor) -> None:
    """Deletes the rows of jobs that ended long enough ago."""
    actor.require_platform()
    with db.uow(actor) as session:
        now = db.now(session)
        for status, kept in KEPT.items():
            old = delete(OutboxJob).where(
                col(OutboxJob.status) == status, col(OutboxJob.finished_at) < now - kept
            )
            session.exec(old)
