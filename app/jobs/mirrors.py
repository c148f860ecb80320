"""Mirrors of tables are filled and kept up to date while they are used, and thrown away when they are not."""

from app import db, queueing, tables
from app.actor import Actor

JOB = tables.REFRESH_JOB
PURGE_JOB = "mirror.purge"


def refresh(actor: Actor, *, base: str, table: str) -> None:
    """Fills one mirror, or brings it up to date, as the person who asked last."""
    tables.refresh_mirror(actor, base, table)


def ask_purge(actor: Actor, day: str) -> None:
    """Asks for the purge of one day, if nobody has."""
    with db.uow(actor) as session:
        queueing.enqueue(session, actor, PURGE_JOB, dedupe_key=f"{PURGE_JOB}:{day}")


def purge(actor: Actor) -> None:
    """Deletes mirrors unused for a week, replaced generations, and history older than 90 days."""
    tables.purge_mirrors(actor)
