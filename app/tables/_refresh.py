"""The background work of mirrors: fill, bring up to date, plan the next time, throw away."""

from datetime import timedelta

from app.actor import Actor, Role
from app.airtable import mirror
from app.models import utc_now
from app.tables._schema import DOUBTED_SECONDS, open_table
from app.tables._sources import ask_refresh, source_of

# A job has ten minutes; what is not finished then goes on in the next one.
LONGEST_FILL = timedelta(minutes=8)


def refresh_mirror(actor: Actor, base: str, table: str) -> None:
    """Fills the mirror of a table, or brings it up to date, and asks for the next time while people use it.

    Does nothing when another process is at it. Needs viewer. Raises what reading the service raises.
    """
    actor.require(Role.VIEWER)
    opened, found = open_table(actor, base, table, max_age=DOUBTED_SECONDS)
    known = mirror.open_table(actor, opened.connection, opened.base.id, found.id, is_use=False)
    source = source_of(opened, found)
    mirror.drop_retired(actor)
    if _needs_reading(known) or not known.covers(found.fields):
        # A webhook that is made before tells everything that happens meanwhile.
        mirror.follow(actor, source, lane="bulk")
        outcome = mirror.fill(actor, source, known.id, until=utc_now() + LONGEST_FILL)
        if outcome == "elsewhere":
            return
        if outcome == "unfinished":
            ask_refresh(actor, opened, found, known, utc_now() + known.rhythm.check_every)
            return
    else:
        # One look at the webhook of a base is a look for all of its mirrors.
        if utc_now() - known.checked_at > known.rhythm.check_every / 2:
            mirror.check(actor, source, known, lane="bulk")
        known = mirror.open_table(actor, opened.connection, opened.base.id, found.id, is_use=False)
        if utc_now() - known.listed_at > known.rhythm.list_every and known.way == "modified":
            mirror.list_deleted(actor, source, known)
    known = mirror.open_table(actor, opened.connection, opened.base.id, found.id, is_use=False)
    if utc_now() - known.used_at < mirror.IN_USE:
        pause = known.rhythm.list_every if known.way == "reread" else known.rhythm.check_every
        ask_refresh(actor, opened, found, known, utc_now() + pause)


def purge_mirrors(actor: Actor) -> None:
    """Deletes mirrors and generations that nobody reads any more, of all teams. For the platform itself."""
    actor.require_platform()
    mirror.purge(actor)


def _needs_reading(known: mirror.Mirror) -> bool:
    """Whether only reading the whole table brings the mirror up to date."""
    if not known.is_complete or utc_now() - known.filled_at > known.rhythm.reread_every:
        return True
    return known.way == "reread" and utc_now() - known.read_at > known.rhythm.list_every
