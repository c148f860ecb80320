"""`/api/v1/models`: the language model that answers, what the team spent on it, and what it may spend."""

from typing import Annotated

from pydantic import Field, StrictInt

from app import admin, analytics
from app.admin import ModelStatus
from app.analytics import ModelBudget
from app.api.inputs import Body
from app.api.route import resource
from app.api.visitor import Admin
from app.hops import to_room

router = resource("Models", "/api/v1/models")
Cents = Annotated[
    StrictInt | None,
    Field(ge=0, le=10_000_000, description="Cents of a dollar; null for what the platform allows."),
]


class BudgetAsked(Body):
    """What may be spent on language models."""

    turn_cents: Cents = None
    person_day_cents: Cents = None
    team_month_cents: Cents = None


@router.get("")
async def read_models(actor: Admin) -> ModelStatus:
    """The model, its price, and what the team used of it this month."""
    return await to_room(admin.model_status, actor)


@router.put("/budget")
async def set_model_budget(actor: Admin, asked: BudgetAsked) -> ModelBudget:
    """Cap what one answer, a person in a day and the team in a month may cost. A request that could cost more than is
    left is not sent."""
    return await to_room(
        analytics.set_model_budget,
        actor,
        turn_cents=asked.turn_cents,
        person_day_cents=asked.person_day_cents,
        team_month_cents=asked.team_month_cents,
    )
