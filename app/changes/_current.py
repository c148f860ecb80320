"""The records as they are now: out of the mirror when there is one, else from the service."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from app import airtable, db
from app.actor import Actor
from app.airtable import Connection, Field, Record, Table, kind_of, mirror
from app.errors import InvalidInput, NotFound
from app.models import MirrorDocument

FEATURE = "changes"
AT_ONCE = 500
SCHEMA_SECONDS = 60.0


@dataclass(frozen=True)
class Place:
    """A base opened for changes: how it is reached, and its tables as they are."""

    connection: Connection
    base_id: str
    tables: tuple[Table, ...]

    def table(self, table_id: str) -> Table:
        """Raises NotFound."""
        for table in self.tables:
            if table.id == table_id:
                return table
        raise NotFound("This base has no such table.", what_to_do="Look at the tables of the base.")

    def field(self, table_id: str, field_id: str) -> Field:
        """Raises InvalidInput."""
        table = self.table(table_id)
        for field in table.fields:
            if field.id == field_id:
                return field
        raise InvalidInput(f"{table.name} has no field {field_id}.", field=field_id)

    def primary(self, table_id: str) -> Field:
        return self.field(table_id, self.table(table_id).primary_field_id)


def open_place(actor: Actor, base_id: str, connection_id: str = "") -> Place:
    """The base through its connection. Raises NotFound, ConnectionRefused, Unavailable."""
    connection = airtable.connection_for(actor, connection_id, base_id=base_id)
    tables = airtable.get_schema(connection, base_id, max_age_seconds=SCHEMA_SECONDS, feature=FEATURE)
    return Place(connection, base_id, tables)


def records_now(actor: Actor, place: Place, table_id: str, record_ids: Iterable[str]) -> dict[str, Record]:
    """These records by id as far as they exist; from the service those that the mirror does not have."""
    wanted = list(dict.fromkeys(record_ids))
    known = mirrored(actor, place, table_id, wanted)
    missing = [record_id for record_id in wanted if record_id not in known]
    if missing:
        read = airtable.get_records(
            place.connection, place.base_id, table_id, missing, lane=lane_for(len(missing)), feature=FEATURE
        )
        known.update({record.id: record for record in read})
    return known


def mirrored(actor: Actor, place: Place, table_id: str, record_ids: Sequence[str]) -> dict[str, Record]:
    """These records out of the mirror, as far as it has them."""
    table = place.table(table_id)
    known = mirror.open_table(actor, place.connection, place.base_id, table_id)
    if known.generation is None or not known.covers(table.fields):
        return {}
    found: dict[str, Record] = {}
    with db.uow(actor, read_only=True) as session:
        for start in range(0, len(record_ids), AT_ONCE):
            rows = session.exec(
                select(MirrorDocument.record_id, MirrorDocument.created_at, MirrorDocument.cells).where(
                    MirrorDocument.generation == known.generation,
                    col(MirrorDocument.record_id).in_(record_ids[start : start + AT_ONCE]),
                )
            ).all()
            found.update(
                {
                    record_id: Record(id=record_id, created_at=made, cells=cells)
                    for record_id, made, cells in rows
                }
            )
    return found


def all_mirrored(actor: Actor, place: Place, table_id: str) -> list[Record] | None:
    """Every record of the table out of its mirror; None when there is none."""
    known = mirror.open_table(actor, place.connection, place.base_id, table_id)
    if known.generation is None or not known.covers(place.table(table_id).fields):
        return None
    with db.uow(actor, read_only=True) as session:
        rows = session.exec(
            select(MirrorDocument.record_id, MirrorDocument.created_at, MirrorDocument.cells).where(
                MirrorDocument.generation == known.generation
            )
        ).all()
    return [Record(id=record_id, created_at=made, cells=cells) for record_id, made, cells in rows]


def names_of(actor: Actor, place: Place, links: dict[str, set[str]]) -> dict[str, str]:
    """The names of linked records, by table. One that cannot be seen has none."""
    names: dict[str, str] = {}
    for table_id, record_ids in links.items():
        primary = place.primary(table_id)
        for record in records_now(actor, place, table_id, sorted(record_ids)).values():
            kind = kind_of(primary)
            value = kind.read(primary, record.cells.get(primary.id))
            names[record.id] = "" if value is None else kind.show(primary, value, None)
    return names


def remember(
    actor: Actor, place: Place, table_id: str, records: Sequence[Record], gone: Sequence[str] = ()
) -> None:
    """Put what was just written into the mirror, so that our own readers see it at once."""
    known = mirror.open_table(actor, place.connection, place.base_id, table_id, is_use=False)
    if known.generation is None:
        return
    if records:
        mirror.apply_records(actor, known.id, records)
    if gone:
        mirror.apply_deleted(actor, known.id, gone)


def remember_names(actor: Actor, place: Place, table_id: str, records: Sequence[Record]) -> None:
    """What was just written gave these records their names, which records that link to them show."""
    source = mirror.Source(place.connection, place.base_id, place.table(table_id), place.tables)
    mirror.tell_names(actor, source, records)


def lane_for(records: int) -> Any:
    """A handful of records is somebody waiting; more is work in the background."""
    return "interactive" if records <= 10 else "bulk"
