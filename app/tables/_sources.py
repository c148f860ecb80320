"""Decides where the rows of a table are read: out of its mirror when that is complete and fresh, else at the service.

A question costs one call at most when the mirror is complete: for what changed since the last look. A mirror that
does not exist, or does not fit the schema any more, is asked for in the background.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app import db, queueing
from app.actor import Actor
from app.airtable import Field, Table, mirror
from app.errors import Busy, TooMany, Unavailable
from app.models import utc_now
from app.tables._schema import OpenBase
from app.tables._shapes import Origin
from app.telemetry import logger

JOB = "mirror.refresh"
FRESH = timedelta(seconds=30)
# When the service does not answer, what the mirror knows is better than nothing, for a day.
BETTER_THAN_NOTHING = timedelta(days=1)
log = logger(__name__)


@dataclass(frozen=True)
class Reading:
    """A table opened for reading. known is its mirror, None when the service is read; rows hold as of read_at."""

    opened: OpenBase
    table: Table
    known: mirror.Mirror | None
    read_at: datetime
    rhythm: mirror.Rhythm

    @property
    def origin(self) -> Origin:
        return "mirror" if self.known else "service"


def choose(actor: Actor, opened: OpenBase, table: Table, fields: Sequence[Field]) -> Reading:
    """Where these fields of the table are read now. Raises what asking the service raises."""
    began = utc_now()
    known = mirror.open_table(actor, opened.connection, opened.base.id, table.id)
    if not known.is_complete or not known.covers(fields):
        ask_refresh(actor, opened, table, known, utc_now())
        return Reading(opened, table, None, began, known.rhythm)
    if began - known.checked_at > FRESH:
        ask_refresh(actor, opened, table, known, utc_now())
        known = _caught_up(actor, opened, table, known)
    is_usable = began - known.listed_at <= max(FRESH, 2 * known.rhythm.list_every)
    if not known.is_complete or not is_usable or not _is_fresh(known, began):
        return Reading(opened, table, None, began, known.rhythm)
    return Reading(opened, table, known, known.read_at, known.rhythm)


def source_of(opened: OpenBase, table: Table) -> mirror.Source:
    return mirror.Source(opened.connection, opened.base.id, table, opened.tables)


def ask_refresh(actor: Actor, opened: OpenBase, table: Table, known: mirror.Mirror, due: datetime) -> None:
    """Asks for the mirror to be filled or brought up to date then, once for each stretch of its rhythm."""
    slot = int(due.timestamp() // known.rhythm.check_every.total_seconds())
    with db.uow(actor) as session:
        queueing.enqueue(
            session,
            actor,
            JOB,
            {"base": opened.base.id, "table": table.id},
            queue="bulk",
            dedupe_key=f"{JOB}:{known.id}:{slot}",
            run_after=due,
        )


def _is_fresh(known: mirror.Mirror, now: datetime) -> bool:
    return now - known.checked_at <= FRESH or known.way != "reread"


def _caught_up(actor: Actor, opened: OpenBase, table: Table, known: mirror.Mirror) -> mirror.Mirror:
    """The mirror with what changed since its last check, as far as the service tells."""
    try:
        mirror.check(actor, source_of(opened, table), known)
    except (Busy, TooMany, Unavailable) as error:
        if known.age(utc_now()) > BETTER_THAN_NOTHING:
            raise
        log.warning("mirror_not_checked", mirror_id=known.id, code=error.code)
        return known
    return mirror.open_table(actor, opened.connection, opened.base.id, table.id)
