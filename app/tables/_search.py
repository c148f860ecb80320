"""Finds a text anywhere in the records of a base, in any case."""

from collections.abc import Mapping, Sequence

from sqlmodel import col, select

from app import airtable, db
from app.actor import Actor, Role
from app.airtable import Field, Record, Table, fold, mirror
from app.errors import InvalidInput
from app.models import MirrorDocument
from app.tables._bases import card
from app.tables._record_shapes import Freshness, SearchHit, SearchResult
from app.tables._rows import FEATURE, names_for
from app.tables._schema import OpenBase, open_base, open_table
from app.tables._show import freshness, refs, text_of
from app.tables._slots import Slots
from app.tables._sources import Reading, choose

MAX_HITS = 200
LONGEST_TEXT = 200
# A table that is not mirrored yet is looked through so far; its mirror is being filled meanwhile.
PAGES_WITHOUT_MIRROR = 10


def search(
    actor: Actor, base: str, text: str, *, tables: Sequence[str] = (), limit: int = 50
) -> SearchResult:
    """Records of a base, or of some of its tables, that hold a text in any field that can be read. Needs viewer.

    Upper and lower case are the same; numbers and dates are found as they are shown and as plain digits. Raises
    NotFound for an unknown base or table, InvalidInput for an empty or too long text, and what the service raises.
    """
    actor.require(Role.VIEWER)
    wanted = fold(text)
    if not wanted or len(text) > LONGEST_TEXT:
        raise InvalidInput(f"Search for a text of 1 to {LONGEST_TEXT} characters.", field="text")
    if not 1 <= limit <= MAX_HITS:
        raise InvalidInput(f"Ask for 1 to {MAX_HITS} records.", field="limit")
    opened = open_base(actor, base)
    chosen = [open_table(actor, opened.base.id, name)[1] for name in tables] or list(opened.tables)
    hits: list[SearchHit] = []
    read: list[Freshness] = []
    partly: list[str] = []
    for table in chosen:
        if len(hits) > limit:
            break
        reading = choose(actor, opened, table, table.fields)
        found, is_all = _in_table(actor, reading, text, limit + 1 - len(hits))
        hits += found
        read.append(freshness(reading))
        if not is_all:
            partly.append(table.name)
    return SearchResult(
        base=card(opened),
        text=text,
        hits=tuple(hits[:limit]),
        is_complete=len(hits) <= limit and not partly,
        partly=tuple(partly),
        freshness=tuple(read),
    )


def _in_table(actor: Actor, reading: Reading, text: str, most: int) -> tuple[list[SearchHit], bool]:
    if reading.known is None:
        return _at_service(reading.opened, reading.table, text, most)
    slots = Slots(reading.known)
    found = (
        slots.select(slots.record_id, slots.words)
        .where(slots.words.contains(fold(text), autoescape=True))
        .order_by(slots.record_id)
        .limit(most)
    )
    with db.uow(actor, read_only=True) as session:
        ids = [row[0] for row in session.exec(found)]
        documents = select(MirrorDocument).where(
            MirrorDocument.generation == slots.generation,
            col(MirrorDocument.record_id).in_(ids),
        )
        records = [
            Record(id=row.record_id, created_at=row.created_at, cells=row.cells)
            for row in session.exec(documents)
        ]
        linked = mirror.linked_ids(records, reading.table.fields)
        names = mirror.names_of(session, slots.generation, linked)
    records.sort(key=lambda record: record.id)
    return [_hit(reading.table, record, text, names) for record in records], True


def _at_service(opened: OpenBase, table: Table, text: str, most: int) -> tuple[list[SearchHit], bool]:
    """The hits of the first pages, and whether those are all pages."""
    hits: list[SearchHit] = []
    pages = airtable.iter_pages(opened.connection, opened.base.id, table.id, feature=FEATURE)
    for number, page in enumerate(pages, start=1):
        names = names_for(opened, table.fields, page.records)
        for record in page.records:
            if fold(text) in mirror.words_of(record, table.fields, names):
                hits.append(_hit(table, record, text, names))
        if len(hits) >= most or not page.offset:
            return hits[:most], True
        if number == PAGES_WITHOUT_MIRROR:
            break
    return hits, False


def _hit(table: Table, record: Record, text: str, names: Mapping[str, str]) -> SearchHit:
    by_id = {field.id: field for field in table.fields}
    primary = by_id.get(table.primary_field_id)
    name = text_of(primary, record.cells.get(primary.id), names) if primary else ""
    matched = [field for field in table.fields if _holds(field, record, text, names)]
    return SearchHit(
        table_id=table.id,
        table_name=table.name,
        record_id=record.id,
        name=name or record.id,
        matched=refs(matched),
        texts=tuple(text_of(field, record.cells.get(field.id), names) for field in matched),
    )


def _holds(field: Field, record: Record, text: str, names: Mapping[str, str]) -> bool:
    return fold(text) in mirror.words_of(record, [field], names)
