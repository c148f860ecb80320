"""Records page by page: out of the mirror by keyset, else from the service by its own offsets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func
from sqlmodel import Session, col, select

from app import airtable, db
from app.actor import Actor, Role
from app.airtable import Field, Record, Table, fold, mirror
from app.errors import Busy, Conflict, InvalidInput, UpstreamRefused
from app.models import MirrorDocument, utc_now
from app.tables._bases import card
from app.tables._cursors import list_key, pack, unpack
from app.tables._filters import Compiled, compile_filter, field_names
from app.tables._order import Order
from app.tables._record_shapes import RecordPage, Sort
from app.tables._rows import FEATURE, names_for, row_of
from app.tables._schema import OpenBase, find_field, find_view_id, open_table
from app.tables._shapes import Filter
from app.tables._show import freshness, record_row, refs
from app.tables._slots import Slots
from app.tables._sources import Reading, choose
from app.tables._time import Clock
from app.telemetry import logger

MAX_PAGE = 1_000
MAX_SEARCH = 200
# Pages of the service that are read for one of ours when a filter lets none of their records through.
PAGES_AT_ONCE = 10
log = logger(__name__)


@dataclass(frozen=True)
class Question:
    """What is listed: which records, in which order, with which fields."""

    where: Filter | None = None
    sort: tuple[Sort, ...] = ()
    fields: tuple[str, ...] | None = None
    view: str = ""
    search: str = ""
    time_zone: str = "UTC"
    marks: tuple[Filter, ...] = ()


def list_records(
    actor: Actor,
    base: str,
    table: str,
    *,
    where: Filter | None = None,
    sort: Sequence[Sort] = (),
    fields: Sequence[str] | None = None,
    view: str = "",
    search: str = "",
    cursor: str = "",
    skip: int = 0,
    limit: int = 100,
    time_zone: str = "UTC",
    marks: Sequence[Filter] = (),
) -> RecordPage:
    """Some records of a table: those that pass the filter and hold the searched text, sorted, from the cursor on.

    Base, table and fields by name (in any case) or id; all fields when none are named. view is one of Airtable's, by
    name or id, and is always read at the service. skip leaves out so many at the beginning or behind the cursor, for
    whoever looks somewhere into a long list; only the mirror can. Each record tells the first of the marks that it
    passes. Needs viewer.

    Raises Busy for a skip while the mirror is filled or a view is read, NotFound for an unknown base or table and for a
    cursor of another list, InvalidInput for what does not fit the table, and what asking the service raises.
    """
    if not 1 <= limit <= MAX_PAGE:
        raise InvalidInput(f"Ask for 1 to {MAX_PAGE:,} records.", field="limit")
    question = Question(
        where,
        tuple(sort),
        None if fields is None else tuple(fields),
        view,
        search,
        time_zone,
        tuple(marks),
    )
    listing = open_listing(actor, base, table, question)
    return _page(listing, listing.page(cursor, limit, skip=skip))


class Found(NamedTuple):
    """One page: records as they came with the time they were read, and the names of those that they link to."""

    records: tuple[tuple[Record, datetime], ...]
    names: Mapping[str, str]
    total: int | None
    next_cursor: str


@dataclass(frozen=True)
class Listing:
    """A list that was understood: names are resolved and it is decided where it is read."""

    actor: Actor
    opened: OpenBase
    table: Table
    question: Question
    shown: tuple[Field, ...]
    compiled: Compiled | None
    marks: tuple[Compiled, ...]
    reading: Reading

    def mark_of(self, record: Record, names: Mapping[str, str]) -> int | None:
        """The place of the first of the marks that the record passes."""
        for place, mark in enumerate(self.marks):
            if mark.test(row_of(record, mark.fields, names)):
                return place
        return None

    def page(self, cursor: str, limit: int, *, skip: int = 0, with_total: bool = True) -> Found:
        """The records from the cursor on, without the first of them. Raises NotFound for a cursor of another list, Busy
        for a skip that the service would have to read through."""
        place = unpack(self._key, cursor) if cursor else []
        # A list that was begun at the service goes on there: its places are the service's.
        if self.reading.known is None or (place and place[0] == "service"):
            if skip:
                raise Busy(
                    "Only the first records can be shown until the copy of this table is complete.",
                    what_to_do="Try again in a moment.",
                    retry_after_seconds=2,
                )
            return self._from_service(str(place[1]) if place else "", limit, narrow=not place or place[2])
        return self._from_mirror(self.reading.known, place[1:], skip, limit, with_total=with_total)

    def renewed(self) -> "Listing":
        """The same list over the generation that is current now, for whoever goes on for minutes. Raises Conflict when
        the mirror does not hold the fields any more."""
        if self.reading.known is None:
            return self
        known = mirror.open_table(self.actor, self.opened.connection, self.opened.base.id, self.table.id)
        if not known.is_complete or not known.covers(self._all_fields()):
            raise Conflict("The table was changed while it was read.", what_to_do="Start again.")
        return replace(self, reading=replace(self.reading, known=known))

    @property
    def _key(self) -> str:
        question, connection = self.question, self.opened.connection
        where = question.where.model_dump(mode="json") if question.where else None
        sort = [(find_field(self.table, each.field).id, each.descending) for each in question.sort]
        return list_key(
            self.actor.team_id,
            connection.identity,
            self.opened.base.id,
            self.table.id,
            where,
            sort,
            question.view,
            fold(question.search),
            question.time_zone,
        )

    def _from_mirror(
        self, known: mirror.Mirror, place: Sequence[Any], skip: int, limit: int, *, with_total: bool
    ) -> Found:
        slots = Slots(known)
        order = Order(self.table, self.question.sort, slots)
        clauses = [self.compiled.clause(slots)] if self.compiled else []
        if self.question.search:
            clauses.append(slots.words.contains(fold(self.question.search), autoescape=True))
        rows = slots.select(slots.record_id, *order.columns).where(*clauses).order_by(*order.clauses)
        if place:
            rows = rows.where(order.after(place))
        counted = slots.select(func.count()).where(*clauses)
        with db.uow(self.actor, read_only=True) as session:
            found = session.exec(rows.offset(skip).limit(limit + 1)).all()
            total = session.exec(counted).one() if with_total else None
            records = _documents(session, slots.generation, [row[0] for row in found[:limit]])
            read = [*self.shown, *_fields_of(self.marks)]
            linked = mirror.linked_ids((record for record, _ in records), read)
            names = mirror.names_of(session, slots.generation, linked)
        more = pack(self._key, ["mirror", *found[limit - 1][1:]]) if len(found) > limit else ""
        return Found(records, names, total, more)

    def _from_service(self, offset: str, limit: int, *, narrow: bool) -> Found:
        needed = self._needed()
        names: dict[str, str] = {}
        records: list[tuple[Record, datetime]] = []
        begin = offset
        for _ in range(PAGES_AT_ONCE):
            read_at = utc_now()
            page, narrow = self._service_page(offset, limit, needed, narrow=narrow)
            names.update(names_for(self.opened, needed, page.records))
            records += [(record, read_at) for record in page.records if self._passes(record, names)]
            offset = page.offset
            if records or not offset:
                break
        is_all = not begin and not offset
        more = pack(self._key, ["service", offset, narrow]) if offset else ""
        return Found(tuple(records), names, len(records) if is_all else None, more)

    def _needed(self) -> tuple[Field, ...]:
        """The fields that must be read to show and to test the records."""
        if self.question.search:
            return self.table.fields
        tested = _fields_of(self.marks if self.compiled is None else (self.compiled, *self.marks))
        return tuple({field.id: field for field in (*self.shown, *tested)}.values())

    def _all_fields(self) -> list[Field]:
        """Those, and the fields of the order."""
        return [*self._needed(), *(find_field(self.table, each.field) for each in self.question.sort)]

    def _service_page(
        self, offset: str, limit: int, needed: Sequence[Field], *, narrow: bool
    ) -> tuple[airtable.Page, bool]:
        sort = [(find_field(self.table, each.field).id, each.descending) for each in self.question.sort]
        options: dict[str, Any] = {
            "fields": [field.id for field in needed] or [self.table.primary_field_id],
            "sort": [f"-{field_id}" if descending else field_id for field_id, descending in sort],
            "view": self.question.view,
            "page_size": min(limit, 100),
            "offset": offset,
            "feature": FEATURE,
        }
        formula = self.compiled.formula if self.compiled and narrow else None
        return _narrowed_page(self.opened, self.table, formula, options)

    def _passes(self, record: Record, names: Mapping[str, str]) -> bool:
        if self.question.search:
            words = mirror.words_of(record, self.table.fields, names)
            if fold(self.question.search) not in words:
                return False
        return self.compiled is None or self.compiled.test(row_of(record, self.compiled.fields, names))


def _page(listing: Listing, found: Found) -> RecordPage:
    """What was found as people and programs get it."""
    return RecordPage(
        base=card(listing.opened),
        table_id=listing.table.id,
        table_name=listing.table.name,
        fields=refs(listing.shown),
        records=tuple(
            record_row(
                record,
                listing.shown,
                found.names,
                read_at=read_at,
                mark=listing.mark_of(record, found.names),
            )
            for record, read_at in found.records
        ),
        total=found.total,
        where=listing.compiled.understood if listing.compiled else None,
        where_text=listing.compiled.text if listing.compiled else "",
        next_cursor=found.next_cursor,
        freshness=freshness(listing.reading),
    )


def _fields_of(filters: Sequence[Compiled]) -> list[Field]:
    return [field for each in filters for field in each.fields]


def _documents(
    session: Session, generation: int, record_ids: Sequence[str]
) -> tuple[tuple[Record, datetime], ...]:
    """The records in this order."""
    statement = select(MirrorDocument).where(
        MirrorDocument.generation == generation, col(MirrorDocument.record_id).in_(record_ids)
    )
    found = {
        row.record_id: (
            Record(id=row.record_id, created_at=row.created_at, cells=row.cells),
            row.read_at,
        )
        for row in session.exec(statement)
    }
    return tuple(found[record_id] for record_id in record_ids if record_id in found)


def open_listing(actor: Actor, base: str, table: str, question: Question) -> Listing:
    """Understands what is to be listed, and decides where it is read. Raises as list_records."""
    actor.require(Role.VIEWER)
    if len(question.search) > MAX_SEARCH:
        raise InvalidInput(f"Search for at most {MAX_SEARCH} characters.", field="search")
    named = [*(question.fields or ()), *(each.field for each in question.sort)]
    filters = [*([question.where] if question.where else []), *question.marks]
    named += [name for each in filters for name in field_names(each)]
    opened, found = open_table(actor, base, table, named)
    shown = (
        found.fields
        if question.fields is None
        else tuple(
            {field.id: field for field in (find_field(found, name) for name in question.fields)}.values()
        )
    )
    clock = Clock.read(question.time_zone)
    compiled = compile_filter(found, question.where, clock) if question.where else None
    marks = tuple(compile_filter(found, each, clock) for each in question.marks)
    sorted_by = [find_field(found, each.field) for each in question.sort]
    needed = [*shown, *sorted_by, *(compiled.fields if compiled else ()), *_fields_of(marks)]
    reading = choose(actor, opened, found, found.fields if question.search else needed)
    if question.view:
        question = replace(question, view=find_view_id(actor, opened, found, question.view))
        reading = Reading(opened, found, None, utc_now(), reading.rhythm)
    listing = Listing(actor, opened, found, question, shown, compiled, marks, reading)
    if reading.known is not None:
        Order(found, question.sort, Slots(reading.known))
    return listing


def _narrowed_page(
    opened: OpenBase, table: Table, formula: Any, options: Mapping[str, Any]
) -> tuple[airtable.Page, bool]:
    """One page from the service, and whether the formula narrowed it: one that the service refuses is left out,
    because it only saves calls."""
    place = (opened.connection, opened.base.id, table.id)
    if formula is not None:
        try:
            return airtable.read_page(*place, formula=formula, **options), True
        except UpstreamRefused as error:
            if options.get("offset"):
                raise
            log.warning("formula_refused", reason=error.what_happened)
    return airtable.read_page(*place, **options), False
