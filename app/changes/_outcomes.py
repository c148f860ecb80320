"""What became of items, collected by a step and written in the transaction that ends it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, and_, col, delete, or_, select

from app import config, db
from app.changes import _reading, _values
from app.changes._current import Place
from app.errors import Busy
from app.models import ChangeItem, Person, RecordLock
from app.models import ChangePlan as Row
from app.sagas import Step

LOCKED_AGAIN_SECONDS = 1.0
MOST_LATER = 20


@dataclass
class Outcome:
    """How one item ended. What is None stays as it is."""

    state: str
    sentence: str = ""
    found: dict[str, Any] | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    record_id: str = ""
    record_name: str = ""
    details: dict[str, Any] = field(default_factory=dict)


Outcomes = dict[int, Outcome]


def begin_sending(session: Session, step: Step, plan: Row, items: Sequence[ChangeItem]) -> None:
    """Lock the records of the items and mark the items as being sent. Raises Busy when another write is at one."""
    now = db.now(session)
    held = [item.record_id for item in items if item.record_id]
    known = session.exec(
        select(RecordLock)
        .where(RecordLock.base_id == plan.base_id, col(RecordLock.record_id).in_(held))
        .with_for_update()
    ).all()
    for lock in known:
        if lock.step_id != step.step_id and lock.until > now:
            raise Busy(
                "Another change is being made to this record.", retry_after_seconds=LOCKED_AGAIN_SECONDS
            )
    until = now + timedelta(seconds=2 * config.limits().lease_seconds)
    mine = {lock.record_id: lock for lock in known}
    for record_id in dict.fromkeys(held):
        if record_id in mine:
            mine[record_id].step_id, mine[record_id].until = step.step_id, until
        else:
            session.add(
                RecordLock(
                    team_id=plan.team_id,
                    base_id=plan.base_id,
                    record_id=record_id,
                    step_id=step.step_id,
                    until=until,
                )
            )
    for item in _rows(session, [item.id for item in items]):
        item.state = "sending"


def store(session: Session, step: Step, plan: Row, outcomes: Outcomes) -> None:
    """Write what became of the items, and release their records."""
    now = db.now(session)
    for item in _rows(session, outcomes):
        assert item.id is not None
        outcome = outcomes[item.id]
        item.state, item.changed_at = outcome.state, now
        if outcome.before is not None:
            item.before = outcome.before
        if outcome.after is not None:
            item.after = outcome.after
        item.found = outcome.found
        item.record_id = outcome.record_id or item.record_id
        item.record_name = outcome.record_name or item.record_name
        item.details = {**{k: v for k, v in item.details.items() if k != "content_base64"}, **outcome.details}
        item.sentence = outcome.sentence[:1000]
        if outcome.state == "kept":
            item.sentence = f"{outcome.sentence} {who_changed(session, item, plan.created_at)}".strip()[:1000]
    session.exec(delete(RecordLock).where(col(RecordLock.step_id) == step.step_id))


def keep_look(session: Session, outcomes: Outcomes) -> None:
    """Write what a look at written items found."""
    for item in _rows(session, outcomes):
        assert item.id is not None
        outcome = outcomes[item.id]
        item.state, item.found, item.sentence = outcome.state, outcome.found, outcome.sentence[:1000]


def differing(place: Place, item: ChangeItem, cells: dict[str, Any], wanted: dict[str, Any]) -> list[str]:
    """The fields in which a record does not hold what is wanted."""
    known = {each.id: each for each in place.table(item.table_id).fields}
    return [
        field_id
        for field_id, cell in wanted.items()
        if field_id in known and not _values.same(known[field_id], cells.get(field_id), cell)
    ]


def names_in(place: Place, table_id: str, field_ids: Iterable[str]) -> str:
    known = {each.id: each.name for each in place.table(table_id).fields}
    return ", ".join(known.get(field_id, field_id) for field_id in field_ids)


def who_changed(session: Session, item: ChangeItem, since: datetime) -> str:
    """Who of us changed the record since, as a sentence; else it was changed outside."""
    later = _writes_of_others(session, item, _made_since(since), limit=1)
    return f"{later[0][1]} changed it here." if later else "It was changed outside of this platform."


def written_over_by(session: Session, place: Place, item: ChangeItem, found: dict[str, Any]) -> str:
    """Who of us wrote over these cells next, having seen in them what this item wrote; empty when nobody did.

    A write is compared with what it saw before it is made, so that it proves what stood there; so does one that is
    under way, when its values are what was `found`.
    """
    assert item.changed_at is not None
    wanted = or_(_made_since(item.changed_at), col(ChangeItem.state) == "sending")
    written = {field_id: item.after.get(field_id) for field_id in found}
    for other, name in _writes_of_others(session, item, wanted, limit=MOST_LATER):
        if not found.keys() <= (other.before or {}).keys() or differing(
            place, item, other.before or {}, written
        ):
            continue
        if other.state != "sending" or not differing(place, item, other.after, found):
            return name
    return ""


def _made_since(since: datetime) -> Any:
    return and_(col(ChangeItem.changed_at) >= since, col(ChangeItem.state).in_(_reading.MADE))


def _writes_of_others(
    session: Session, item: ChangeItem, wanted: Any, *, limit: int
) -> Sequence[tuple[ChangeItem, str]]:
    """What other plans wrote to the record of this item, the newest first, with the name of who made the plan."""
    statement = (
        select(ChangeItem, Person.name)
        .join(Row, col(Row.id) == ChangeItem.plan_id)
        .join(Person, col(Person.id) == Row.person_id)
        .where(
            ChangeItem.table_id == item.table_id,
            ChangeItem.record_id == item.record_id,
            ChangeItem.plan_id != item.plan_id,
            wanted,
        )
        .order_by(col(ChangeItem.id).desc())
    )
    return session.exec(statement.limit(limit)).all()


def _rows(session: Session, item_ids: Collection[int | None]) -> Sequence[ChangeItem]:
    wanted = [item_id for item_id in item_ids if item_id is not None]
    statement = select(ChangeItem).where(col(ChangeItem.id).in_(wanted))
    return session.exec(statement.execution_options(populate_existing=True)).all()
