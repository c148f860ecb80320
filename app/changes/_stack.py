"""What a person can take back in a base, and what they can make again, newest first.

Nothing is kept for it: it follows from the plans of the person, so it outlives a reload and is the same in every tab.
"""

from collections.abc import Iterable
from typing import Any, cast

from sqlmodel import col, select

from app import db
from app.actor import Actor, Role
from app.changes._shapes import UndoStack, UndoStep
from app.models import ChangePlan as Row

MOST_PLANS = 200
SHOWN_STEPS = 20


def undo_stack(actor: Actor, base_id: str) -> UndoStack:
    """What this person changed in the base through the app: grid, chat and files, and no program with a key.

    An undo moves its plan from `undo` to `redo`, taking the undo back moves it again, and any other change empties
    `redo`. Needs editor.
    """
    actor.require(Role.EDITOR)
    made = col(Row.status).in_(("applying", "applied", "partly"))
    statement = (
        select(Row)
        .where(Row.base_id == base_id, Row.person_id == actor.person_id, Row.key_id == "", made)
        .order_by(col(Row.decided_at).desc(), col(Row.id).desc())
        .limit(MOST_PLANS)
    )
    with db.uow(actor, read_only=True) as session:
        rows = session.exec(statement).all()
        undo, redo = _stacked(reversed(rows))
        return UndoStack(undo=_shown(undo), redo=_shown(redo))


def _stacked(oldest_first: Iterable[Row]) -> tuple[list[Row], list[Row]]:
    undo: list[Row] = []
    redo: list[Row] = []
    for plan in oldest_first:
        if _taken(undo, plan.undo_of):
            redo.append(plan)
        elif _taken(redo, plan.undo_of):
            undo.append(plan)
        else:
            undo.append(plan)
            redo.clear()
    # What somebody else took back is over.
    return [each for each in undo if not each.undone_by], [each for each in redo if not each.undone_by]


def _taken(stack: list[Row], plan_id: str) -> bool:
    for at, plan in enumerate(stack):
        if plan_id and plan.id == plan_id:
            del stack[at]
            return True
    return False


def _shown(stack: list[Row]) -> tuple[UndoStep, ...]:
    return tuple(
        UndoStep(id=plan.id, title=plan.title, status=cast(Any, plan.status))
        for plan in reversed(stack[-SHOWN_STEPS:])
    )
