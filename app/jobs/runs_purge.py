"""Runs of sagas that ended long ago are thrown away."""

from app import db, queueing, sagas
from app.actor import Actor

JOB = "runs.purge"


def ask(actor: Actor, day: str) -> None:
    """Ask for one purge a day."""
    with db.uow(actor) as session:
        queueing.enqueue(session, actor, JOB, dedupe_key=f"{JOB}:{day}", queue="bulk")


def purge(actor: Actor) -> None:
    """Batch after batch, until none is old."""
    while sagas.purge(actor):
        pass
