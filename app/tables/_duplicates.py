"""Finds records that are alike in some fields: texts without regard to case, numbers and dates by value."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, and_, col, func, select

from app import airtable, db
from app.actor import Actor, Role
from app.airtable import Field, Record, Table, kind_of, mirror
from app.errors import InvalidInput
from app.models import MirrorDocument
from app.tables._bases import card
from app.tables._record_shapes import DuplicateGroup, DuplicateRecord, Duplicates
from app.tables._rows import FEATURE, all_names
from app.tables._schema import find_field, open_table
from app.tables._show import freshness, refs, text_of
from app.tables._slots import Slots
from app.tables._sources import Reading, choose

MAX_COMPARED = 5
MAX_GROUPS = 100
SHOWN_RECORDS = 20
# Alike records with their values, and how many there are in all.
_Alike = tuple[list[Record], int]


def find_duplicates(
    actor: Actor, base: str, table: str, fields: Sequence[str], *, limit: int = 20
) -> Duplicates:
    """Groups of records that hold the same in all these fields, the largest first. Needs viewer.

    A record with an empty cell in one of them is alike to none. Raises NotFound for an unknown base or table,
    InvalidInput for an unknown field, and what asking the service raises.
    """
    actor.require(Role.VIEWER)
    if not 1 <= len(fields) <= MAX_COMPARED:
        raise InvalidInput(f"Compare 1 to {MAX_COMPARED} fields.", field="fields")
    if not 1 <= limit <= MAX_GROUPS:
        raise InvalidInput(f"Ask for 1 to {MAX_GROUPS} groups.", field="limit")
    opened, found = open_table(actor, base, table, fields)
    compared = list({field.id: field for field in (find_field(found, name) for name in fields)}.values())
    reading = choose(actor, opened, found, [*compared, *_primary(found)])
    finder = _InMirror(actor, reading) if reading.known else _AtService(reading)
    groups, groups_total, rows_total, names = finder.find(compared, limit)
    return Duplicates(
        base=card(opened),
        table_id=found.id,
        table_name=found.name,
        compared=refs(compared),
        groups=tuple(_group(found, compared, alike, rows, names) for alike, rows in groups),
        groups_total=groups_total,
        rows_total=rows_total,
        freshness=freshness(reading),
    )


def _group(
    table: Table, compared: Sequence[Field], alike: Sequence[Record], rows: int, names: dict[str, str]
) -> DuplicateGroup:
    primary = _primary(table)
    shown = [
        DuplicateRecord(
            id=record.id,
            name=(text_of(primary[0], record.cells.get(primary[0].id), names) if primary else "")
            or record.id,
        )
        for record in alike
    ]
    values = tuple(text_of(field, alike[0].cells.get(field.id), names) for field in compared)
    return DuplicateGroup(values=values, rows=rows, records=tuple(shown))


def _primary(table: Table) -> list[Field]:
    return [field for field in table.fields if field.id == table.primary_field_id]


_Result = tuple[list[_Alike], int, int, dict[str, str]]


class _InMirror:
    def __init__(self, actor: Actor, reading: Reading) -> None:
        self._actor = actor
        self._reading = reading

    def find(self, compared: Sequence[Field], limit: int) -> _Result:
        assert self._reading.known is not None
        slots = Slots(self._reading.known)
        columns = [slots.column(field.id) for field in compared]
        rows = func.count()
        # The totals stand beside each group: they count all groups, also those beyond the limit.
        totals = (func.count().over(), func.sum(rows).over())
        largest = (
            slots.select(*columns, rows, *totals)
            .where(and_(*(column.is_not(None) for column in columns)))
            .group_by(*columns)
            .having(rows > 1)
            .order_by(rows.desc(), *columns)
            .limit(limit)
        )
        with db.uow(self._actor, read_only=True) as session:
            found = session.exec(largest).all()
            groups = [(_first(session, slots, columns, key), count) for *key, count, _, _ in found]
            records = [record for members, _ in groups for record in members]
            linked = mirror.linked_ids(records, self._reading.table.fields)
            names = mirror.names_of(session, slots.generation, linked)
        groups_total, rows_total = (int(found[0][-2]), int(found[0][-1])) if found else (0, 0)
        return groups, groups_total, rows_total, names


def _first(session: Session, slots: Slots, columns: Sequence[Any], key: Sequence[Any]) -> list[Record]:
    same = [column == value for column, value in zip(columns, key, strict=True)]
    ids = slots.select(slots.record_id).where(*same).order_by(slots.record_id).limit(SHOWN_RECORDS)
    documents = select(MirrorDocument).where(
        MirrorDocument.generation == slots.generation, col(MirrorDocument.record_id).in_(ids)
    )
    return [
        Record(id=row.record_id, created_at=row.created_at, cells=row.cells)
        for row in session.exec(documents.order_by(MirrorDocument.record_id))
    ]


class _AtService:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def find(self, compared: Sequence[Field], limit: int) -> _Result:
        opened, table = self._reading.opened, self._reading.table
        needed = list({field.id: field for field in (*compared, *_primary(table))}.values())
        names = all_names(opened, needed)
        first: dict[tuple[Any, ...], list[Record]] = defaultdict(list)
        counts: dict[tuple[Any, ...], int] = defaultdict(int)
        wanted = [field.id for field in needed]
        for record in airtable.iter_records(
            opened.connection, opened.base.id, table.id, fields=wanted, feature=FEATURE
        ):
            key = _key(record, compared, names)
            if key is not None:
                counts[key] += 1
                if counts[key] <= SHOWN_RECORDS:
                    first[key].append(record)
        alike = sorted((key for key in counts if counts[key] > 1), key=lambda key: (-counts[key], key))
        groups = [(first[key], counts[key]) for key in alike[:limit]]
        return groups, len(alike), sum(counts[key] for key in alike), names


def _key(record: Record, compared: Sequence[Field], names: dict[str, str]) -> tuple[Any, ...] | None:
    """What makes records alike; None when a cell is empty."""
    key = []
    for field in compared:
        value = kind_of(field).read(field, record.cells.get(field.id))
        if value is None or value is False:
            return None
        key.append(mirror.slot_of(field, value, names))
    return tuple(key)
