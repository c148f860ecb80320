"""The step `changes.verify@1`: an independent look at what was written, a hundred records a call.

A service's reply to a write says what it meant to do; only reading it back says what is there.
"""

from functools import partial
from typing import Any

from sqlmodel import Session, col

from app import airtable, db
from app.airtable import Record
from app.changes import _current, _ending, _outcomes, _reading
from app.changes._current import FEATURE, Place
from app.changes._outcomes import Outcome, Outcomes
from app.models import ChangeItem
from app.models import ChangePlan as Row
from app.sagas import Step


def verify(step: Step) -> dict[str, int]:
    """Look at the written items of some batches; rows that differ are named. Gives how many fit and how many do not."""
    with db.uow(step.actor, read_only=True) as session:
        plan = _reading.found(session, str(step.params["plan"]))
        items = _reading.items_of(
            session,
            plan.id,
            col(ChangeItem.batch) >= int(step.params["first"]),
            col(ChangeItem.batch) < int(step.params["end"]),
            ChangeItem.state == "applied",
        )
    place = _current.open_place(step.actor, plan.base_id, plan.connection_id) if items else None
    outcomes = _looked_at(place, plan, items, step.params.get("lane", "bulk")) if place else {}
    if place:
        _forgive_written_over(step, place, items, outcomes)
    step.finish_with(partial(_store, plan_id=plan.id, outcomes=outcomes))
    differs = sum(outcome.state == "differs" for outcome in outcomes.values())
    return {"verified": len(outcomes) - differs, "differs": differs}


def _forgive_written_over(step: Step, place: Place, items: list[ChangeItem], outcomes: Outcomes) -> None:
    """What a colleague wrote over before this look was there, as their write has seen it."""
    for item in items:
        assert item.id is not None
        outcome = outcomes[item.id]
        if outcome.state != "differs" or not outcome.found:
            continue
        with db.uow(step.actor, read_only=True) as session:
            name = _outcomes.written_over_by(session, place, item, outcome.found)
        if name:
            outcomes[item.id] = Outcome("verified", f"{name} changed it afterwards.")


def _store(session: Session, *, plan_id: str, outcomes: Outcomes) -> None:
    plan = _reading.found(session, plan_id, for_update=True)
    _outcomes.keep_look(session, outcomes)
    session.flush()
    _ending.settle(session, plan)


def _looked_at(place: Place, plan: Row, items: list[ChangeItem], lane: Any) -> Outcomes:
    outcomes: Outcomes = {}
    by_table: dict[str, list[ChangeItem]] = {}
    for item in items:
        assert item.id is not None
        if item.kind in ("create", "update", "delete", "attach"):
            by_table.setdefault(item.table_id, []).append(item)
        else:
            # The id in the reply, or the name in the schema, is what a second look would ask for.
            outcomes[item.id] = Outcome("verified")
    for table_id, rows in by_table.items():
        records = airtable.get_records(
            place.connection,
            plan.base_id,
            table_id,
            [item.record_id for item in rows],
            lane=lane,
            feature=FEATURE,
        )
        there = {record.id: record for record in records}
        for item in rows:
            assert item.id is not None
            outcomes[item.id] = _look(place, item, there.get(item.record_id))
    return outcomes


def _look(place: Place, item: ChangeItem, record: Record | None) -> Outcome:
    if item.kind == "delete":
        return (
            Outcome("verified", item.sentence)
            if record is None
            else Outcome("differs", "The record is still there.")
        )
    if record is None:
        return Outcome("differs", "The record is not there.")
    wrong = _outcomes.differing(place, item, record.cells, item.after)
    if not wrong:
        return Outcome("verified", item.sentence)
    names = _outcomes.names_in(place, item.table_id, wrong)
    found = {field_id: record.cells.get(field_id) for field_id in wrong}
    return Outcome("differs", f"Read back, {names} is not what was written.", found=found)
