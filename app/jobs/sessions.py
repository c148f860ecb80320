"""Sessions and mailed links that have expired are deleted once a day."""

from app import auth, db, queueing
from app.actor import Actor

JOB = "sessions.purge"


def ask(actor: Actor, day: str) -> None:
    """Asks for the purge of one day, if nobody has."""
    with db.uow(actor) as session:
        queueing.enqueue(session, actor, JOB, dedupe_key=f"{JOB}:{day}")


def purge(actor: Actor) -> None:
    """Deletes expired sessions with their refresh tokens, and expired mailed links."""
    auth.purge_expired_sessions(actor)
    auth.purge_links(actor)
