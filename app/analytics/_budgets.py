"""How much money may go to language models: for one answer, a person a day, and the team a month."""

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, select

from app import audit, config, db, models
from app.actor import Actor, Role
from app.errors import InvalidInput

MOST_CENTS = 100_000_00
# The caps by name, each with what it says to a person.
CAPS = {
    "turn_cents": "one answer",
    "person_day_cents": "a person in a day (UTC)",
    "team_month_cents": "the team in a month (UTC)",
}


class ModelBudget(BaseModel):
    """The caps that hold, in cents of a dollar. `own` names those that the team set itself."""

    model_config = ConfigDict(frozen=True)

    turn_cents: int
    person_day_cents: int
    team_month_cents: int
    own: tuple[str, ...] = ()


def get_model_budget(actor: Actor) -> ModelBudget:
    """The caps of the team. Needs viewer."""
    actor.require(Role.VIEWER)
    with db.uow(actor, read_only=True) as session:
        return caps(session)


def set_model_budget(
    actor: Actor, *, turn_cents: int | None, person_day_cents: int | None, team_month_cents: int | None
) -> ModelBudget:
    """Set the caps of the team; None takes that of the platform. 0 lets nothing through. Needs admin.

    Raises InvalidInput for an amount below 0 or above 100,000 dollars.
    """
    actor.require(Role.ADMIN)
    wanted = {
        "turn_cents": turn_cents,
        "person_day_cents": person_day_cents,
        "team_month_cents": team_month_cents,
    }
    for name, cents in wanted.items():
        if cents is not None and not 0 <= cents <= MOST_CENTS:
            raise InvalidInput("Give an amount from $0 to $100,000.", field=name)
    with db.uow(actor) as session:
        row = session.exec(select(models.ModelBudget)).first() or models.ModelBudget(team_id=actor.team_id)
        for name, cents in wanted.items():
            setattr(row, name, cents)
        session.add(row)
        audit.record(session, actor, "model.budget_set", subject_id=actor.team_id, facts=wanted)
        session.flush()
        return caps(session)


def caps(session: Session) -> ModelBudget:
    """The caps that hold in the team of this unit of work."""
    limits = config.limits()
    row = session.exec(select(models.ModelBudget)).first()
    own = {name: getattr(row, name) for name in CAPS if row is not None and getattr(row, name) is not None}
    found = {name: own.get(name, getattr(limits, f"model_{name}")) for name in CAPS}
    return ModelBudget(**found, own=tuple(own))
