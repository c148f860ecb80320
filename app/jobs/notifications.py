"""Old notifications are thrown away."""

from app import db, notifications, queueing
from app.actor import Actor

JOB = "notifications.purge"


def ask(actor: Actor, day: str) -> None:
    """Ask for one purge a day."""
    with db.uow(actor) as session:
        queueing.enqueue(session, actor, JOB, dedupe_key=f"{JOB}:{day}", queue="bulk")


def purge(actor: Actor) -> None:
    """Deletes notifications of more than three months ago."""
    notifications.purge(actor)
