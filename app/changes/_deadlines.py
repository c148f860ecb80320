"""Plans that nobody decided: a word to whom a program did not ask, a reminder a day before the end, and the end."""

from datetime import timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from app import db
from app.actor import Actor
from app.changes import _reading
from app.changes._news import tell, tell_expired, tell_of_deadline, tell_of_waiting
from app.models import ChangePlan as Row
from app.models import Notification, utc_now

REMIND_BEFORE = timedelta(days=1)
# A program that asks its person itself has so long for it.
ASKED_WITHIN = timedelta(minutes=10)
AT_ONCE = 100


def watch_deadlines(actor: Actor) -> int:
    """Tell of plans about which a program was to ask and has no answer, remind of those that end within a day, and end
    those whose time is up; gives how many. Platform only.

    Each once, whoever else looks at the same time.
    """
    actor.require_platform()
    with db.uow(actor, read_only=True) as session:
        waiting = select(Row.team_id, Row.id).where(Row.status == "pending").limit(AT_ONCE)
        late = session.exec(waiting.where(Row.deadline_at <= utc_now())).all()
        unanswered = session.exec(
            waiting.where(
                Row.door == "mcp",
                Row.created_at <= utc_now() - ASKED_WITHIN,
                Row.created_at > utc_now() - REMIND_BEFORE,
                _nobody_was_told("waits"),
            )
        ).all()
        soon = session.exec(
            waiting.where(
                Row.deadline_at > utc_now(),
                Row.deadline_at <= utc_now() + REMIND_BEFORE,
                # What was planned for hours only needs no reminder a day before.
                Row.created_at <= utc_now() - REMIND_BEFORE,
                _nobody_was_told("deadline"),
            )
        ).all()
    return (
        sum(_end(team_id, plan_id) for team_id, plan_id in late)
        + sum(_say_that_it_waits(team_id, plan_id) for team_id, plan_id in unanswered)
        + sum(_remind(team_id, plan_id) for team_id, plan_id in soon)
    )


def _nobody_was_told(what: str) -> ColumnElement[bool]:
    key = "plan:" + col(Row.id) + f":{what}"
    told = select(Notification.id).where(Notification.team_id == Row.team_id, Notification.key == key)
    return ~told.exists()


def _end(team_id: str, plan_id: str) -> bool:
    with db.uow(Actor.inside(team_id, "schedule")) as session:
        plan = _waiting(session, plan_id)
        if plan is None or plan.deadline_at > utc_now():
            return False
        plan.status, plan.finished_at = "expired", utc_now()
        tell_expired(session, plan)
        tell(plan)
    return True


def _say_that_it_waits(team_id: str, plan_id: str) -> bool:
    with db.uow(Actor.inside(team_id, "schedule")) as session:
        plan = _waiting(session, plan_id)
        if plan is None:
            return False
        tell_of_waiting(session, plan, by_key=True, needs_second=False)
    return True


def _remind(team_id: str, plan_id: str) -> bool:
    with db.uow(Actor.inside(team_id, "schedule")) as session:
        plan = _waiting(session, plan_id)
        if plan is None:
            return False
        tell_of_deadline(session, plan, by_second=_reading.needs_second(session, plan))
    return True


def _waiting(session: Session, plan_id: str) -> Row | None:
    """The plan, locked, while it waits still: who decides at the same moment waits for us, or we for them."""
    plan = _reading.found(session, plan_id, for_update=True)
    return plan if plan.status == "pending" else None
