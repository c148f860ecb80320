"""Requests to models in the books: the most that one can cost is reserved before it is sent, then what it took."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from app import db, llm, models
from app.actor import Actor, Role
from app.analytics._budgets import CAPS, caps
from app.errors import BudgetSpent
from app.llm import Usage
from app.models import new_id, utc_now

CENT = 10_000_000


def reserve(actor: Actor, turn_id: str, most: Usage) -> str:
    """Book the most that a request can take, before it is sent; gives the id of the booking.

    A request whose price is unknown is booked without an amount, and no cap holds it back. Raises BudgetSpent, with
    which cap it is, and then nothing was booked.
    """
    actor.require(Role.VIEWER)
    now = utc_now()
    cost = llm.cost_of(most, most.model, now)
    with db.uow(actor) as session:
        # Two requests at one moment must not both fit into what is left. Rows that refer to the team go on being made.
        team = select(models.Team).where(models.Team.id == actor.team_id)
        session.exec(team.with_for_update(key_share=True)).one()
        if cost is not None:
            _require_left(session, actor, turn_id, cost.nanodollars, now)
        row = models.ModelCall(
            id=new_id(),
            team_id=actor.team_id,
            person_id=actor.person_id,
            turn_id=turn_id,
            provider=most.provider,
            asked_for=most.model,
            nanodollars=cost.nanodollars if cost else None,
            priced_as_of=cost.as_of if cost else None,
            started_at=now,
        )
        session.add(row)
        return row.id


def settle(actor: Actor, booking_id: str, usage: Usage | None) -> int | None:
    """Write what a request took in place of the most it could; None for one that was refused before its answer, which
    costs nothing. Gives its cost in billionths of a dollar, None when the price is unknown."""
    with db.uow(actor) as session:
        row = session.get_one(models.ModelCall, booking_id)
        used = usage or Usage(row.asked_for, row.provider)
        cost = llm.cost_of(used, row.asked_for, row.started_at)
        row.status, row.finished_at = "done", utc_now()
        row.served_by = used.model
        row.fresh, row.cached, row.output, row.thinking = used.fresh, used.cached, used.output, used.thinking
        row.nanodollars = cost.nanodollars if cost else None
        session.add(row)
        return row.nanodollars


def spent(session: Session, *conditions: object) -> int:
    """Billionths of a dollar that the calls of the team took which fit, with what is reserved."""
    total = select(func.coalesce(func.sum(models.ModelCall.nanodollars), 0)).where(*conditions)  # type: ignore[arg-type]
    return int(session.exec(total).one() or 0)


def _require_left(session: Session, actor: Actor, turn_id: str, most: int, now: datetime) -> None:
    allowed, call = caps(session), models.ModelCall
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    used = {
        "turn_cents": spent(session, call.turn_id == turn_id),
        "person_day_cents": spent(session, call.person_id == actor.person_id, col(call.started_at) >= day),
        "team_month_cents": spent(session, col(call.started_at) >= day.replace(day=1)),
    }
    for name, what in CAPS.items():
        cap = getattr(allowed, name) * CENT
        if used[name] + most > cap:
            raise BudgetSpent(
                f"The language model is not asked: ${cap / 1e9:,.2f} are set aside for {what}, "
                f"${used[name] / 1e9:,.4f} are spent, and this could take up to ${most / 1e9:,.4f}.",
                what_to_do="An admin can raise the budget under Admin, Models.",
            )
