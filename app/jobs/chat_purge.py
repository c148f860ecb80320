"""What chats left behind: files that no question took along, and long results, after a day."""

from app import db, files, queueing, tools
from app.actor import Actor

JOB = "chat.purge"


def ask(actor: Actor, day: str) -> None:
    """Asks for the purge of one day, if nobody has."""
    with db.uow(actor) as session:
        queueing.enqueue(session, actor, JOB, dedupe_key=f"{JOB}:{day}")


def purge(actor: Actor) -> None:
    """Deletes files that were never asked about, and results that were kept to be read on in, after a day."""
    files.purge(actor)
    tools.purge_results(actor)
