"""What the fields of a table hold: fill rates, samples, and how often each choice is used."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session, func, select

from app import airtable, db
from app.actor import Actor, Role
from app.airtable import Field, Record, fold, kind_of, mirror
from app.models import MirrorDocument
from app.tables._bases import card
from app.tables._record_shapes import ChoiceUse, FieldProfile, TableProfile
from app.tables._rows import FEATURE, names_for
from app.tables._schema import open_table
from app.tables._show import freshness, text_of
from app.tables._slots import Slots
from app.tables._sources import Reading, choose

SAMPLES = 3
SAMPLED_RECORDS = 100
SAMPLE_CHARACTERS = 120


def describe_table(actor: Actor, base: str, table: str) -> TableProfile:
    """A table with what its fields hold, over all rows when it is mirrored, else over the first hundred. Needs viewer.

    Raises NotFound with a suggestion for an unknown base or table, and what asking the service raises.
    """
    actor.require(Role.VIEWER)
    opened, found = open_table(actor, base, table)
    reading = choose(actor, opened, found, found.fields)
    looked = _in_mirror(actor, reading) if reading.known else _at_service(reading)
    primary = next((field.name for field in found.fields if field.id == found.primary_field_id), "")
    return TableProfile(
        base=card(opened),
        id=found.id,
        name=found.name,
        description=found.description,
        primary_field=primary,
        rows=looked.rows,
        is_complete=looked.is_complete,
        fields=tuple(looked.profile(field) for field in found.fields),
        freshness=freshness(reading),
    )


class _Looked:
    """What was counted: filled rows by field id, and by field id the rows in which each choice (folded) is."""

    def __init__(
        self, rows: int, filled: Mapping[str, int], choices: Mapping[str, Counter[str]], *, is_complete: bool
    ) -> None:
        self.rows = rows
        self.is_complete = is_complete
        self._filled = filled
        self._choices = choices
        self._samples: dict[str, tuple[str, ...]] = {}

    def sample(self, records: Sequence[Record], fields: Sequence[Field], names: Mapping[str, str]) -> None:
        """Takes the first different values of each field."""
        for field in fields:
            texts = (text_of(field, record.cells.get(field.id), names) for record in records)
            different = dict.fromkeys(" ".join(text.split())[:SAMPLE_CHARACTERS] for text in texts if text)
            self._samples[field.id] = tuple(different)[:SAMPLES]

    def profile(self, field: Field) -> FieldProfile:
        used = self._choices.get(field.id, Counter())
        return FieldProfile(
            id=field.id,
            name=field.name,
            type=field.type,
            family=kind_of(field).family,
            description=field.description,
            filled=self._filled.get(field.id, 0),
            samples=self._samples.get(field.id, ()),
            choices=tuple(
                ChoiceUse(name=choice.name, color=choice.color, rows=used[fold(choice.name)])
                for choice in field.choices
            ),
        )


def _in_mirror(actor: Actor, reading: Reading) -> _Looked:
    assert reading.known is not None
    fields = reading.table.fields
    slots = Slots(reading.known)
    counts = [func.count(slots.column(field.id)) for field in fields]
    with db.uow(actor, read_only=True) as session:
        rows, *filled = session.exec(slots.select(func.count(), *counts)).one()
        choices = {field.id: _choices(session, slots, field) for field in fields if field.choices}
        by_id = dict(zip((field.id for field in fields), filled, strict=True))
        looked = _Looked(rows, by_id, choices, is_complete=True)
        first = select(MirrorDocument).where(MirrorDocument.generation == slots.generation)
        documents = session.exec(first.order_by(MirrorDocument.record_id).limit(SAMPLED_RECORDS))
        records = [Record(id=row.record_id, created_at=row.created_at, cells=row.cells) for row in documents]
        names = mirror.names_of(session, slots.generation, mirror.linked_ids(records, fields))
    looked.sample(records, fields, names)
    return looked


def _choices(session: Session, slots: Slots, field: Field) -> Counter[str]:
    """The rows in which each choice is; of several choices in one cell each counts."""
    column: Any = slots.column(field.id)
    statement = slots.select(column, func.count()).where(column.is_not(None)).group_by(column)
    used: Counter[str] = Counter()
    for slot, rows in session.exec(statement):
        for name in set(mirror.names_in(slot)):
            used[name] += rows
    return used


def _at_service(reading: Reading) -> _Looked:
    opened, table = reading.opened, reading.table
    page = airtable.read_page(opened.connection, opened.base.id, table.id, feature=FEATURE)
    names = names_for(opened, table.fields, page.records)
    filled: Counter[str] = Counter()
    choices: dict[str, Counter[str]] = {}
    for field in table.fields:
        for record in page.records:
            value = kind_of(field).read(field, record.cells.get(field.id))
            if value is None or value is False:
                continue
            filled[field.id] += 1
            if field.choices:
                chosen = {fold(name) for name in ([value] if isinstance(value, str) else value)}
                choices.setdefault(field.id, Counter()).update(chosen)
    looked = _Looked(len(page.records), filled, choices, is_complete=not page.offset)
    looked.sample(page.records, table.fields, names)
    return looked
