"""Brings a complete mirror up to date with as few calls as its service allows.

Changes are asked for by the time of the last change (one call when there is none); what was deleted shows only in a
listing of all ids. A service that cannot tell changes is read again as a whole, at the rhythm of the listings.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from pyairtable.formulas import CREATED_TIME, IS_AFTER, LAST_MODIFIED_TIME, OR, Formula

from app.actor import Actor
from app.airtable._mirror._changes import (
    apply_deleted,
    apply_names,
    apply_records,
    mark_checked,
    missing_ids,
)
from app.airtable._mirror._feed import follow
from app.airtable._mirror._filling import FEATURE, Source, linked_tables
from app.airtable._mirror._handle import Mirror
from app.airtable._pages import Page, iter_pages
from app.airtable._shapes import Lane
from app.errors import UpstreamRefused
from app.models import utc_now

# The clocks of both sides may differ, and a change becomes visible a little after it was made.
OVERLAP = timedelta(seconds=10)


def check(actor: Actor, source: Source, mirror: Mirror, *, lane: Lane = "interactive") -> bool:
    """Applies what was added and changed since the last check, and new names of linked records.

    The webhook of the base tells it, deletions as well, when there is one that has told everything since the mirror
    was read; else it is asked for by the time of the last change. False when the service cannot tell, which the mirror
    remembers. Raises what asking the service raises.
    """
    told = follow(actor, source, lane=lane)
    if told is not None and min(mirror.checked_at, mirror.listed_at) >= told.since:
        return True
    if mirror.way == "reread":
        return False
    began = utc_now()
    since = _changed_since(mirror.checked_at - OVERLAP)
    try:
        for page in _pages(source, source.table.id, lane, formula=since):
            apply_records(actor, mirror.id, page.records)
        for linked, primary in linked_tables(source.table, source.tables):
            for page in _pages(source, linked.id, lane, formula=since, fields=[primary.id]):
                apply_names(actor, mirror.id, page.records, primary)
    except UpstreamRefused:
        mark_checked(actor, mirror.id, way="reread")
        return False
    mark_checked(actor, mirror.id, checked_at=began)
    return True


def list_deleted(actor: Actor, source: Source, mirror: Mirror) -> int:
    """Lists all ids of the table and takes out of the mirror what is not there any more; gives how many."""
    began = utc_now()
    listed: set[str] = set()
    for page in _pages(source, source.table.id, "bulk", fields=[source.table.primary_field_id]):
        listed.update(record.id for record in page.records)
    gone = missing_ids(actor, mirror.id, listed, known_before=began)
    apply_deleted(actor, mirror.id, gone)
    mark_checked(actor, mirror.id, listed_at=began)
    return len(gone)


def _pages(source: Source, table_id: str, lane: Lane, **options: Any) -> Iterator[Page]:
    return iter_pages(source.connection, source.base_id, table_id, lane=lane, feature=FEATURE, **options)


def _changed_since(moment: datetime) -> Formula:
    return OR(IS_AFTER(CREATED_TIME(), moment), IS_AFTER(LAST_MODIFIED_TIME(), moment))
