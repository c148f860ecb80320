"""Taking a plan back: by another plan, which is seen before it happens and can be taken back itself.

Cells that somebody changed since are kept. What was deleted comes back as a new record with the same cells.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, select

from app import airtable, db
from app.actor import Actor, Role
from app.airtable import Record
from app.changes import _current, _ending, _outcomes, _planning, _reading, _values
from app.changes._current import Place
from app.changes._items import writable_cells
from app.changes._shapes import ChangePlan, Operation
from app.errors import Conflict
from app.models import ChangeItem
from app.models import ChangePlan as Row


@dataclass
class _Wishes:
    """What an undo will do, and what it leaves as it is, with the reason."""

    operations: list[Operation] = field(default_factory=list)
    left: list[tuple[ChangeItem, str]] = field(default_factory=list)


def undo(actor: Actor, plan_id: str) -> ChangePlan:
    """A plan that takes back what this one did; it waits for approval like any other. Needs editor.

    Cells that were changed since are kept, and named with who changed them. Undoing an undo makes the change again.
    Raises Conflict when the plan is not over, was taken back already, or nothing of it is left to be taken back.
    """
    actor.require(Role.EDITOR)
    _ending.settle_ended(actor)
    with db.uow(actor, read_only=True) as session:
        plan = _undoable(session, plan_id)
        items = _reading.items_of(session, plan_id, col(ChangeItem.state).in_(_reading.MADE))
        waiting = session.exec(
            select(Row.id).where(Row.undo_of == plan_id, col(Row.status).in_(("pending", "applying")))
        ).first()
    if waiting:
        return _reading.get_plan(actor, waiting)
    place = _current.open_place(actor, plan.base_id, plan.connection_id)
    wishes = _wishes(actor, place, items)
    if not wishes.operations:
        why = wishes.left[0][1] if wishes.left else "It changed nothing."
        raise Conflict("Nothing of this is left to be taken back.", what_to_do=why)
    made = _planning.plan(
        actor,
        plan.base_id,
        wishes.operations,
        base_name=plan.base_name,
        title=f"Undo: {plan.title}",
        link=plan.link,
        undo_of=plan_id,
    )
    if wishes.left:
        _list_what_is_left(actor, made.id, wishes)
    return _reading.get_plan(actor, made.id)


def plan_rest(actor: Actor, plan_id: str) -> ChangePlan:
    """A plan of the rows that failed, were kept, or of which nobody knows, with the values as they are now.

    Needs editor. Raises Conflict when there are none.
    """
    actor.require(Role.EDITOR)
    with db.uow(actor, read_only=True) as session:
        plan = _reading.found(session, plan_id)
        items = _reading.items_of(session, plan_id, col(ChangeItem.state).in_(("failed", "kept", "unknown")))
    again = [_again(item) for item in items if item.kind in ("create", "update", "delete")]
    if not again:
        raise Conflict("Nothing is left to be done.", what_to_do="Look at the rows of the plan.")
    return _planning.plan(
        actor,
        plan.base_id,
        again,
        base_name=plan.base_name,
        title=f"The rest of: {plan.title}",
        typecast=plan.typecast,
        link=plan.link,
    )


def _undoable(session: Session, plan_id: str) -> Row:
    plan = _reading.found(session, plan_id)
    if plan.undone_by:
        raise Conflict("This was taken back already.", what_to_do="Undo the undo to make the change again.")
    if plan.status not in ("applied", "partly", "failed"):
        raise Conflict(
            "Only changes that were made can be taken back.", what_to_do="Wait until it has ended."
        )
    return plan


def _wishes(actor: Actor, place: Place, items: list[ChangeItem]) -> _Wishes:
    there: dict[str, dict[str, Record]] = {}
    for table_id in {item.table_id for item in items if item.kind in ("create", "update", "attach")}:
        ids = [item.record_id for item in items if item.table_id == table_id and item.kind != "delete"]
        read = airtable.get_records(
            place.connection,
            place.base_id,
            table_id,
            ids,
            lane=_current.lane_for(len(ids)),
            feature=_current.FEATURE,
        )
        there[table_id] = {record.id: record for record in read}
    wishes = _Wishes()
    # The newest first, as it was done.
    for item in reversed(items):
        _add(wishes, actor, place, item, there.get(item.table_id, {}).get(item.record_id))
    return wishes


def _add(wishes: _Wishes, actor: Actor, place: Place, item: ChangeItem, record: Record | None) -> None:
    if item.kind in ("create_table", "create_field"):
        wishes.left.append(
            (item, "Airtable's API deletes neither tables nor fields: delete it there by hand.")
        )
    elif item.kind in _REVERSED:
        wishes.operations.append(_REVERSED[item.kind](place, item))
    elif record is None:
        wishes.left.append((item, "The record does not exist any more."))
    else:
        _add_cells(wishes, actor, place, item, record)


def _recreated(place: Place, item: ChangeItem) -> Operation:
    cells = writable_cells(place, item.table_id, item.before or {})
    return Operation(kind="create", table_id=item.table_id, cells=_again_files(place, item, cells))


def _uncommented(_place: Place, item: ChangeItem) -> Operation:
    comment_id, text = item.details.get("comment_id", ""), item.details.get("text", "")
    return Operation(
        kind="delete_comment",
        table_id=item.table_id,
        record_id=item.record_id,
        comment_id=comment_id,
        text=text,
        mentioned=item.details.get("mentioned", {}),
    )


def _commented(_place: Place, item: ChangeItem) -> Operation:
    return Operation(
        kind="comment",
        table_id=item.table_id,
        record_id=item.record_id,
        text=item.details["text"],
        mentioned=item.details.get("mentioned", {}),
    )


def _renamed(_place: Place, item: ChangeItem) -> Operation:
    definition = {
        key: value for key, value in item.details["was"].items() if key in item.details["definition"]
    }
    return Operation(
        kind=item.kind,
        table_id=item.table_id,
        field_id=item.details.get("field_id", ""),
        definition=definition,
    )


_REVERSED: dict[str, Callable[[Place, ChangeItem], Operation]] = {
    "delete": _recreated,
    "comment": _uncommented,
    "delete_comment": _commented,
    "update_table": _renamed,
    "update_field": _renamed,
}


def _add_cells(wishes: _Wishes, actor: Actor, place: Place, item: ChangeItem, record: Record) -> None:
    moved = _outcomes.differing(place, item, record.cells, item.after)
    if moved:
        names = _outcomes.names_in(place, item.table_id, moved)
        with db.uow(actor, read_only=True) as session:
            assert item.changed_at is not None
            who = _outcomes.who_changed(session, item, item.changed_at)
        wishes.left.append((item, f"{names} was changed since and is kept. {who}"))
    if item.kind == "create":
        if not moved:
            wishes.operations.append(
                Operation(kind="delete", table_id=item.table_id, record_id=item.record_id)
            )
        return
    known = {each.id: each for each in place.table(item.table_id).fields}
    cells = {
        field_id: (item.before or {}).get(field_id)
        for field_id in item.after
        if field_id not in moved
        and field_id in known
        and not _values.same(known[field_id], (item.before or {}).get(field_id), record.cells.get(field_id))
    }
    if cells:
        wishes.operations.append(
            Operation(kind="update", table_id=item.table_id, record_id=item.record_id, cells=cells)
        )


def _again_files(place: Place, item: ChangeItem, cells: dict[str, Any]) -> dict[str, Any]:
    """A deleted record's files come back by their addresses, which work for two hours; its links as they were."""
    known = {each.id: each for each in place.table(item.table_id).fields}
    return {
        field_id: [
            {"url": each["url"], "filename": each.get("filename", "")} for each in cell if each.get("url")
        ]
        if known[field_id].type == "multipleAttachments" and isinstance(cell, list)
        else cell
        for field_id, cell in cells.items()
    }


def _again(item: ChangeItem) -> Operation:
    keys = tuple(item.details.get("key_fields", ()))
    if item.kind == "create":
        return Operation(
            kind="upsert" if keys else "create", table_id=item.table_id, cells=item.after, key_fields=keys
        )
    return Operation(
        kind=item.kind,
        table_id=item.table_id,
        record_id=item.record_id,
        cells=item.after if item.kind == "update" else {},
    )


def _list_what_is_left(actor: Actor, plan_id: str, wishes: _Wishes) -> None:
    """Rows of the undo that say what it leaves as it is, and why."""
    with db.uow(actor) as session:
        plan = _reading.found(session, plan_id, for_update=True)
        last = len(_reading.items_of(session, plan_id))
        for number, (item, why) in enumerate(wishes.left):
            session.add(
                ChangeItem(
                    team_id=plan.team_id,
                    plan_id=plan_id,
                    seq=last + number,
                    kind=item.kind,
                    table_id=item.table_id,
                    table_name=item.table_name,
                    record_id=item.record_id,
                    record_name=item.record_name,
                    state="dropped",
                    sentence=why[:1000],
                )
            )
        session.flush()
        plan.digest = _planning.digest_of(plan.base_id, _reading.items_of(session, plan_id))
