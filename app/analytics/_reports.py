"""Use of language models in a month: by day, person and model, in tokens and money."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func
from sqlmodel import Session, col, select

from app import db, models
from app.actor import Actor, Role
from app.analytics._budgets import ModelBudget, caps
from app.models import utc_now

_TOKENS = ("fresh", "cached", "output", "thinking")


class UseLine(BaseModel):
    """What one person or model used. `nanodollars` are of the calls with a known price; `unpriced` calls have none."""

    model_config = ConfigDict(frozen=True)

    name: str
    calls: int
    fresh: int
    cached: int
    output: int
    thinking: int
    nanodollars: int
    unpriced: int


class ModelUse(BaseModel):
    """The month (UTC) that began on the first day. `expected` is where the last seven days lead by its end."""

    model_config = ConfigDict(frozen=True)

    month: date
    total: UseLine
    people: tuple[UseLine, ...]
    models: tuple[UseLine, ...]
    expected_nanodollars: int
    budget: ModelBudget


def model_use(actor: Actor) -> ModelUse:
    """This month's use of language models by the team, most expensive first. Needs admin."""
    actor.require(Role.ADMIN)
    now = utc_now()
    first = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    call = models.ModelCall
    with db.uow(actor, read_only=True) as session:
        people = _lines(session, call.person_id, first)
        by_model = _lines(session, call.asked_for, first)
        names = {
            row.id: row.name or row.email
            for row in session.exec(
                select(models.Person).where(col(models.Person.id).in_([each.name for each in people]))
            )
        }
        last_week = select(func.coalesce(func.sum(call.nanodollars), 0)).where(
            col(call.started_at) >= max(first, now - timedelta(days=7))
        )
        week = int(session.exec(last_week).one() or 0)
        budget = caps(session)
    total = _sum(by_model)
    return ModelUse(
        month=first.date(),
        total=total,
        people=tuple(
            each.model_copy(update={"name": names.get(each.name, "Somebody who left")}) for each in people
        ),
        models=tuple(by_model),
        expected_nanodollars=total.nanodollars + _rest(week, now),
        budget=budget,
    )


def _lines(session: Session, by: object, first: datetime) -> list[UseLine]:
    call = models.ModelCall
    sums = [func.sum(getattr(call, name)) for name in _TOKENS]
    statement = (
        select(  # type: ignore[call-overload]
            by,
            func.count(),
            *sums,
            func.coalesce(func.sum(call.nanodollars), 0),
            func.count() - func.count(col(call.nanodollars)),
        )
        .where(col(call.started_at) >= first)
        .group_by(by)
    )
    names = ("name", "calls", *_TOKENS, "nanodollars", "unpriced")
    lines = [UseLine(**dict(zip(names, row, strict=True))) for row in session.exec(statement)]
    return sorted(lines, key=lambda each: (-each.nanodollars, -each.calls, each.name))


def _sum(lines: Iterable[UseLine]) -> UseLine:
    found = list(lines)
    names = ("calls", *_TOKENS, "nanodollars", "unpriced")
    return UseLine(name="", **{name: sum(getattr(each, name) for each in found) for name in names})


def _rest(week: int, now: datetime) -> int:
    """What the rest of the month takes at the pace of the last seven days, or of the days of the month before that."""
    days = min(7, now.day)
    first_of_next = (now.replace(day=28) + timedelta(days=4)).replace(day=1)
    return week * (first_of_next.date() - now.date()).days // days
