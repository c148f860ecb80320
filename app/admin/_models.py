"""The language model that answers: who serves it, what it costs, what was spent on it this month."""

from datetime import date, timedelta
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from app import analytics, llm
from app.actor import Actor, Role
from app.analytics import ModelUse
from app.models import utc_now

OLD_DAYS = 60


class ModelPrice(BaseModel):
    """Dollars for a million tokens that hold today, and from when on others do (None: none are known)."""

    model_config = ConfigDict(frozen=True)

    input: Decimal
    cached: Decimal
    output: Decimal
    changes_on: date | None


class ModelStatus(BaseModel):
    """The model; `name` is empty where the offline assistant answers. `price` is None when nobody knows it."""

    model_config = ConfigDict(frozen=True)

    name: str
    provider: str
    price: ModelPrice | None
    prices_as_of: date
    prices_are_old: bool
    retired_on: date | None
    replacement: str
    use: ModelUse


def model_status(actor: Actor) -> ModelStatus:
    """The model of this installation, and the team's use of it. Needs admin."""
    actor.require(Role.ADMIN)
    today, table, chosen = utc_now().date(), llm.price_table(), llm.chosen_model()
    known = table.find(chosen.provider, chosen.name) if chosen else None
    rates = known.rates(today) if known else None
    later = min((each.since for each in known.price if each.since > today), default=None) if known else None
    price = (
        ModelPrice(input=rates.input, cached=rates.cached, output=rates.output, changes_on=later)
        if rates
        else None
    )
    return ModelStatus(
        name=chosen.name if chosen else "",
        provider=chosen.provider if chosen else "",
        price=price,
        prices_as_of=table.as_of,
        prices_are_old=today - table.as_of > timedelta(days=OLD_DAYS),
        retired_on=known.retired if known else None,
        replacement=known.replacement if known else "",
        use=analytics.model_use(actor),
    )
