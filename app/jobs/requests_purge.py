"""Replies that were kept for an Idempotency-Key are deleted after a day."""

from datetime import timedelta

from sqlmodel import col, delete

from app import config, db, queueing
from app.actor import Actor
from app.models import IdempotentRequest

JOB = "requests.purge"


def ask(actor: Actor, day: str) -> None:
    """Asks for the purge of one day, if nobody has."""
    with db.uow(actor) as session:
        queueing.enqueue(session, actor, JOB, dedupe_key=f"{JOB}:{day}")


def purge(actor: Actor) -> None:
    """Deletes the replies to requests with an Idempotency-Key once they need not be given again."""
    actor.require_platform()
    with db.uow(actor) as session:
        since = db.now(session) - timedelta(hours=config.limits().idempotency_hours)
        session.exec(delete(IdempotentRequest).where(col(IdempotentRequest.created_at) < since))
