"""What our own doors did to one record, with the raw cells, for whoever tells its whole story."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from app import db
from app.actor import Actor, Role
from app.changes import _reading
from app.changes._shapes import Shape
from app.models import ChangeItem
from app.models import ChangePlan as Row

_MADE = ("applied", "verified", "differs")
_KINDS = {
    "create": "created",
    "update": "updated",
    "replace": "updated",
    "attach": "updated",
    "delete": "deleted",
}


class RecordChangeMade(Shape):
    """A change that was written: `kind` created, updated or deleted; raw cells by field id."""

    id: int
    record_id: str
    kind: str
    at: datetime
    before: dict[str, Any]
    after: dict[str, Any]
    person_name: str
    door: str
    plan_id: str
    plan_title: str
    is_undo: bool


def changes_to_records(
    actor: Actor, record_ids: Collection[str], *, limit: int
) -> tuple[RecordChangeMade, ...]:
    """What was written to these records through any door of ours, newest first. Needs viewer."""
    actor.require(Role.VIEWER)
    statement = (
        select(ChangeItem, Row)
        .join(Row, col(Row.id) == ChangeItem.plan_id)
        .where(
            col(ChangeItem.record_id).in_(record_ids),
            col(ChangeItem.state).in_(_MADE),
            col(ChangeItem.kind).in_(_KINDS),
            col(ChangeItem.changed_at).is_not(None),
        )
        .order_by(col(ChangeItem.changed_at).desc(), col(ChangeItem.id).desc())
        .limit(limit)
    )
    with db.uow(actor, read_only=True) as session:
        rows = session.exec(statement).all()
        people = _reading.people_in(session, {plan.person_id for _, plan in rows})
    return tuple(_made(item, plan, people[plan.person_id].name) for item, plan in rows)


def _made(item: ChangeItem, plan: Row, person_name: str) -> RecordChangeMade:
    assert item.id is not None
    assert item.changed_at is not None
    return RecordChangeMade(
        id=item.id,
        record_id=item.record_id,
        kind=_KINDS[item.kind],
        at=item.changed_at,
        before=item.before or {},
        after=item.after,
        person_name=person_name,
        door=plan.door,
        plan_id=plan.id,
        plan_title=plan.title,
        is_undo=bool(plan.undo_of),
    )
