"""The step `changes.write@1`: one batch is locked, compared with what was shown, written, and its outcome kept.

A repeat of a step that may have made its call reads first. What is there already as it should be was done by the call
whose answer was lost; what is there as it was before is written; anything else is kept and told.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from sqlmodel import col

from app import airtable, db
from app.airtable import Record
from app.changes import _creating, _current, _others, _outcomes, _reading
from app.changes._batch import Batch
from app.changes._current import FEATURE
from app.changes._items import name_in, writable_cells
from app.changes._outcomes import Outcome, Outcomes
from app.errors import (
    Busy,
    Conflict,
    ConnectionRefused,
    Forbidden,
    InvalidInput,
    NotFound,
    OutcomeUnknown,
    TooLarge,
    TooMany,
    Unavailable,
    UpstreamRefused,
)
from app.models import ChangeItem
from app.sagas import Step

# A request whose answer was lost may still be carried out for so long; looking earlier would prove nothing.
SETTLING_SECONDS = 30.0
REFUSALS = (Conflict, UpstreamRefused, ConnectionRefused, NotFound, InvalidInput, TooLarge, Forbidden)


def write(step: Step) -> dict[str, int]:
    """Write one batch; gives how many items ended in which state. See the contract of a saga's handler."""
    with db.uow(step.actor, read_only=True) as session:
        plan = _reading.found(session, str(step.params["plan"]))
        items = _reading.items_of(
            session,
            plan.id,
            ChangeItem.batch == int(step.params["batch"]),
            col(ChangeItem.state).in_(_reading.OPEN),
        )
    if not items:
        return {}
    place = _current.open_place(step.actor, plan.base_id, plan.connection_id)
    batch = Batch(step, plan, place, items, step.params.get("lane", "bulk"), step.effect == "intent")
    step.intend(also=lambda session: _outcomes.begin_sending(session, step, plan, items))
    outcomes = _carried_out(batch)
    step.finish_with(partial(_outcomes.store, step=step, plan=plan, outcomes=outcomes))
    ended: dict[str, int] = {}
    for outcome in outcomes.values():
        ended[outcome.state] = ended.get(outcome.state, 0) + 1
    return ended


def _carried_out(batch: Batch) -> Outcomes:
    """The outcome of each item. What may get better by trying again is raised, except at the last attempt."""
    is_last = batch.step.attempt >= batch.step.work.max_attempts
    try:
        return _WRITERS.get(batch.items[0].kind, _others.carry_out)(batch)
    except OutcomeUnknown as exc:
        if is_last:
            return _all(batch.items, "unknown", exc.user_text)
        raise Busy(
            "It is not known yet whether this was written.", retry_after_seconds=SETTLING_SECONDS
        ) from exc
    except (Busy, TooMany) as exc:
        if is_last:
            return _all(batch.items, "failed", exc.user_text)
        raise
    except Unavailable as exc:
        if is_last:
            return _all(batch.items, "unknown", exc.user_text)
        raise
    except REFUSALS as exc:
        return _all(batch.items, "failed", exc.user_text)


def _updated(batch: Batch) -> Outcomes:
    there = _read(batch)
    outcomes: Outcomes = {}
    to_write: list[ChangeItem] = []
    for item in batch.items:
        assert item.id is not None
        record = there.get(item.record_id)
        if record is None:
            outcomes[item.id] = Outcome("failed", "The record does not exist any more.")
            continue
        _compare(batch, item, record, outcomes)
        if item.id not in outcomes:
            to_write.append(item)
    _remember_moved(batch, there, outcomes)
    _written_or_single(batch, to_write, there, outcomes, _send_updates)
    return outcomes


def _compare(batch: Batch, item: ChangeItem, record: Record, outcomes: Outcomes) -> None:
    """Nothing when the item is to be written; its outcome when the record holds it already, or something else."""
    assert item.id is not None
    if not _outcomes.differing(batch.place, item, record.cells, item.after):
        before = None if item.before is not None else _before(item, record)
        outcomes[item.id] = Outcome("applied", before=before, record_name=_name(batch, item, record))
        return
    if item.before is None:
        return
    # Cells that hold the new value already are no conflict.
    moved = [
        field_id
        for field_id in _outcomes.differing(batch.place, item, record.cells, item.before)
        if _outcomes.differing(batch.place, item, record.cells, {field_id: item.after.get(field_id)})
    ]
    if moved:
        names = _outcomes.names_in(batch.place, item.table_id, moved)
        found = {field_id: record.cells.get(field_id) for field_id in moved}
        outcomes[item.id] = Outcome("kept", f"{names} was changed since the plan was made.", found=found)


def _remember_moved(batch: Batch, there: dict[str, Record], outcomes: Outcomes) -> None:
    """What somebody else changed is known from now on, so that the next plan begins with it and not with what was."""
    kept = [item for item in batch.items if item.id in outcomes and outcomes[item.id].state == "kept"]
    if kept:
        records = [there[item.record_id] for item in kept]
        _current.remember(batch.step.actor, batch.place, kept[0].table_id, records)


def _send_updates(batch: Batch, items: Sequence[ChangeItem], there: dict[str, Record]) -> Outcomes:
    records = airtable.update_records(
        batch.place.connection,
        batch.plan.base_id,
        items[0].table_id,
        {item.record_id: item.after for item in items},
        typecast=batch.plan.typecast,
        lane=batch.lane,
        feature=FEATURE,
    )
    table = batch.place.table(items[0].table_id)
    _current.remember(batch.step.actor, batch.place, table.id, records)
    if any(table.primary_field_id in item.after for item in items):
        _current.remember_names(batch.step.actor, batch.place, table.id, records)
    outcomes: Outcomes = {}
    for item in items:
        assert item.id is not None
        was = there[item.record_id]
        before = None if item.before is not None else _before(item, was)
        outcomes[item.id] = Outcome("applied", before=before, record_name=_name(batch, item, was))
    return outcomes


def _deleted(batch: Batch) -> Outcomes:
    there = _read(batch)
    outcomes: Outcomes = {}
    to_delete: list[ChangeItem] = []
    for item in batch.items:
        assert item.id is not None
        record = there.get(item.record_id)
        if record is None:
            said = "" if batch.is_repeat else "It had been deleted already."
            outcomes[item.id] = Outcome("applied", said)
            continue
        moved = _outcomes.differing(batch.place, item, record.cells, _comparable(batch, item))
        if item.before is not None and moved:
            names = _outcomes.names_in(batch.place, item.table_id, moved)
            found = {field_id: record.cells.get(field_id) for field_id in moved}
            outcomes[item.id] = Outcome("kept", f"{names} was changed since the plan was made.", found=found)
            continue
        to_delete.append(item)
    _remember_moved(batch, there, outcomes)
    _written_or_single(batch, to_delete, there, outcomes, _send_deletes)
    return outcomes


def _send_deletes(batch: Batch, items: Sequence[ChangeItem], there: dict[str, Record]) -> Outcomes:
    gone = airtable.delete_records(
        batch.place.connection,
        batch.plan.base_id,
        items[0].table_id,
        [item.record_id for item in items],
        lane=batch.lane,
        feature=FEATURE,
    )
    _current.remember(batch.step.actor, batch.place, items[0].table_id, (), gone)
    return {
        item.id: Outcome(
            "applied",
            before=dict(there[item.record_id].cells),
            record_name=_name(batch, item, there[item.record_id]),
        )
        for item in items
        if item.id is not None
    }


Send = Callable[[Batch, Sequence[ChangeItem], dict[str, Record]], Outcomes]


def _written_or_single(
    batch: Batch, items: Sequence[ChangeItem], there: dict[str, Record], outcomes: Outcomes, send: Send
) -> None:
    """Write the items with one call; when it is refused, one by one, so that only what is wrong is left out."""
    if not items:
        return
    batch.step.guard()
    try:
        outcomes.update(send(batch, items, there))
    except UpstreamRefused as exc:
        if len(items) == 1:
            assert items[0].id is not None
            outcomes[items[0].id] = Outcome("failed", exc.user_text)
            return
        for item in items:
            _written_or_single(batch, [item], there, outcomes, send)


def _read(batch: Batch) -> dict[str, Record]:
    records = airtable.get_records(
        batch.place.connection,
        batch.plan.base_id,
        batch.items[0].table_id,
        [item.record_id for item in batch.items],
        lane=batch.lane,
        feature=FEATURE,
    )
    return {record.id: record for record in records}


def _comparable(batch: Batch, item: ChangeItem) -> dict[str, Any]:
    """The cells of a record to be deleted that people write; what is computed changes by itself."""
    return writable_cells(batch.place, item.table_id, item.before or {})


def _before(item: ChangeItem, record: Record) -> dict[str, Any]:
    return {field_id: record.cells.get(field_id) for field_id in item.after}


def _name(batch: Batch, item: ChangeItem, record: Record) -> str:
    return item.record_name or name_in(batch.place, item.table_id, record.cells)


def _all(items: Sequence[ChangeItem], state: str, sentence: str) -> Outcomes:
    return {item.id: Outcome(state, sentence) for item in items if item.id is not None}


_WRITERS: dict[str, Callable[[Batch], Outcomes]] = {
    "create": _creating.created,
    "update": _updated,
    "delete": _deleted,
}
