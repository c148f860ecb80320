"""How a plan ends, once none of its items is open any more."""

from sqlmodel import Session, col, select

from app import db, sagas
from app.actor import Actor
from app.changes import _reading
from app.changes._news import tell, tell_ended
from app.models import ChangeItem, SagaRun, utc_now
from app.models import ChangePlan as Row

# So many records are written before the reply; more than that by workers.
AT_ONCE = 10


def settle_ended(actor: Actor) -> None:
    """Plans whose run ended without their last look, because it was cancelled or failed, end here."""
    with db.uow(actor, read_only=True) as session:
        left = session.exec(
            select(Row.id)
            .join(SagaRun, col(SagaRun.id) == Row.run_id)
            .where(Row.status == "applying", col(SagaRun.status).in_(sagas.ENDED))
        ).all()
    for plan_id in left:
        with db.uow(actor) as session:
            plan = _reading.found(session, plan_id, for_update=True)
            if plan.status != "applying":
                continue
            for item in _reading.items_of(session, plan_id, col(ChangeItem.state).in_(_reading.OPEN)):
                if item.state == "sending":
                    item.state, item.sentence = "unknown", "The run ended while it was being written."
                else:
                    item.state, item.sentence = "failed", "The run ended before its turn; nothing was sent."
            session.flush()
            settle(session, plan, is_unread=True)


def settle(session: Session, plan: Row, *, is_unread: bool = False) -> None:
    """Say how the plan ended, once no item of it is open and all were read back; `is_unread`: nobody will read them."""
    progress = _reading.progress_of(session, plan.id)
    if progress.open or (progress.applied and not is_unread) or plan.status != "applying":
        return
    made = progress.verified + progress.applied
    wrong = progress.differs + progress.kept + progress.failed + progress.unknown
    plan.status = "applied" if not wrong else ("partly" if made or progress.differs else "failed")
    plan.finished_at = utc_now()
    if plan.undo_of and made:
        undone = _reading.found(session, plan.undo_of)
        undone.undone_by = plan.id
    tell_ended(session, plan, is_large=progress.total > AT_ONCE, is_late=bool(progress.differs) or is_unread)
    tell(plan)
