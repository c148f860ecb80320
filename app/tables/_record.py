"""One record with all its cells."""

import re

from sqlmodel import select

from app import airtable, db
from app.actor import Actor, Role
from app.airtable import Record, mirror
from app.errors import ConnectionRefused, NotFound
from app.models import MirrorDocument, utc_now
from app.tables._bases import card
from app.tables._record_shapes import RecordDetail, RecordRow
from app.tables._rows import FEATURE, names_for
from app.tables._schema import open_table
from app.tables._show import freshness, record_row, refs
from app.tables._sources import Reading, choose

_RECORD_ID = re.compile(r"rec[0-9A-Za-z]{14}")


def get_record(actor: Actor, base: str, table: str, record_id: str) -> RecordDetail:
    """A record with all its cells. Needs viewer.

    Read at the service when the mirror does not have it, or when the addresses of its attachments are too old. Raises
    NotFound for an unknown base, table or record, and what asking the service raises.
    """
    actor.require(Role.VIEWER)
    opened, found = open_table(actor, base, table)
    require_id(record_id)
    reading = choose(actor, opened, found, found.fields)
    row = _mirrored(actor, reading, record_id)
    if row is None or any(cell.is_stale for cell in row.cells.values()):
        reading = Reading(opened, found, None, utc_now(), reading.rhythm)
        row = _from_service(reading, record_id)
    primary = row.cells.get(found.primary_field_id)
    return RecordDetail(
        base=card(opened),
        table_id=found.id,
        table_name=found.name,
        name=primary.text if primary else row.id,
        fields=refs(found.fields),
        record=row,
        freshness=freshness(reading),
    )


def _mirrored(actor: Actor, reading: Reading, record_id: str) -> RecordRow | None:
    known = reading.known
    if known is None or known.generation is None:
        return None
    with db.uow(actor, read_only=True) as session:
        row = session.exec(
            select(MirrorDocument).where(
                MirrorDocument.generation == known.generation, MirrorDocument.record_id == record_id
            )
        ).first()
        if row is None:
            return None
        record = Record(id=row.record_id, created_at=row.created_at, cells=row.cells)
        fields = reading.table.fields
        names = mirror.names_of(session, known.generation, mirror.linked_ids([record], fields))
        return record_row(record, fields, names, read_at=row.read_at)


def _from_service(reading: Reading, record_id: str) -> RecordRow:
    opened, table = reading.opened, reading.table
    try:
        record = airtable.get_record(opened.connection, opened.base.id, table.id, record_id, feature=FEATURE)
    except ConnectionRefused as error:
        # The service says the same of a record that is not there and of one that must not be seen.
        raise unknown(record_id) from error
    names = names_for(opened, table.fields, [record])
    return record_row(record, table.fields, names, read_at=utc_now())


def require_id(record_id: str) -> None:
    if not _RECORD_ID.fullmatch(record_id):
        raise unknown(record_id)


def unknown(record_id: str) -> NotFound:
    return NotFound(f'There is no record "{record_id[:40]}" here.', what_to_do="It may have been deleted.")
