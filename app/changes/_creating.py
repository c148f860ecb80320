"""Making records. A call whose answer was lost is never made again before a look for what it may have made."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import select

from app import airtable, db
from app.airtable import Record, formulas
from app.changes import _current, _outcomes
from app.changes._batch import Batch
from app.changes._current import FEATURE
from app.changes._items import name_in
from app.changes._outcomes import Outcome, Outcomes
from app.errors import UpstreamRefused
from app.models import ChangeItem, SagaStep

# Clocks of the two sides differ a little.
CLOCK_TOLERANCE = timedelta(minutes=2)


def created(batch: Batch) -> Outcomes:
    """Makes the records of the items, or finds those that an earlier attempt made. Raises OutcomeUnknown."""
    keys = tuple(batch.items[0].details.get("key_fields", ()))
    if keys:
        return _sent(batch, batch.items, keys)
    if not batch.is_repeat:
        return _sent(batch, batch.items, ())
    return _found_or_sent(batch)


def _sent(batch: Batch, items: Sequence[ChangeItem], keys: tuple[str, ...]) -> Outcomes:
    batch.step.guard()
    try:
        records = _call(batch, items, keys)
    except UpstreamRefused as exc:
        if len(items) == 1:
            assert items[0].id is not None
            return {items[0].id: Outcome("failed", exc.user_text)}
        outcomes: Outcomes = {}
        for item in items:
            outcomes |= _sent(batch, [item], keys)
        return outcomes
    _current.remember(batch.step.actor, batch.place, items[0].table_id, records)
    _current.remember_names(batch.step.actor, batch.place, items[0].table_id, records)
    return {
        item.id: _made(batch, item, record)
        for item, record in zip(items, records, strict=True)
        if item.id is not None
    }


def _call(batch: Batch, items: Sequence[ChangeItem], keys: tuple[str, ...]) -> tuple[Record, ...]:
    place = (batch.place.connection, batch.plan.base_id, items[0].table_id, [item.after for item in items])
    options: dict[str, Any] = {"typecast": batch.plan.typecast, "lane": batch.lane, "feature": FEATURE}
    if keys:
        return airtable.upsert_records(*place, key_fields=keys, **options).records
    return airtable.create_records(*place, **options)


def _made(batch: Batch, item: ChangeItem, record: Record) -> Outcome:
    return Outcome(
        "applied", record_id=record.id, record_name=name_in(batch.place, item.table_id, record.cells)
    )


def _found_or_sent(batch: Batch) -> Outcomes:
    """What an earlier attempt made is taken; nothing found means that it made nothing, since a call makes all or none.

    Some of them, or several for one, cannot be told apart from what others made: a person has to look.
    """
    since = _began(batch)
    made = _made_since(batch, since)
    taken: dict[int, Record] = {}
    for item in batch.items:
        assert item.id is not None
        fits = [
            record for record in made if not _outcomes.differing(batch.place, item, record.cells, item.after)
        ]
        free = [record for record in fits if record.id not in {each.id for each in taken.values()}]
        if len(fits) > sum(_alike(item, other) for other in batch.items):
            return _unclear(batch, f"{len(fits)} records like this were made since; one of them may be ours.")
        if free:
            taken[item.id] = free[0]
    if not taken:
        return _sent(batch, batch.items, ())
    if len(taken) < len(batch.items):
        return _unclear(batch, f"{len(taken)} of {len(batch.items)} records like these were made since.")
    return {item.id: _made(batch, item, taken[item.id]) for item in batch.items if item.id is not None}


def _began(batch: Batch) -> datetime:
    """When the first attempt of this step began."""
    with db.uow(batch.step.actor, read_only=True) as session:
        began = session.exec(select(SagaStep.started_at).where(SagaStep.id == batch.step.step_id)).one()
    assert began is not None
    return began - CLOCK_TOLERANCE


def _made_since(batch: Batch, since: datetime) -> list[Record]:
    formula = formulas.NOT(formulas.IS_BEFORE(formulas.CREATED_TIME(), since))
    records = airtable.iter_records(
        batch.place.connection,
        batch.plan.base_id,
        batch.items[0].table_id,
        formula=formula,
        lane=batch.lane,
        feature=FEATURE,
    )
    return list(records)


def _alike(one: ChangeItem, other: ChangeItem) -> bool:
    return one.after == other.after


def _unclear(batch: Batch, sentence: str) -> Outcomes:
    return {item.id: Outcome("unknown", sentence) for item in batch.items if item.id is not None}
