"""Side news: a plan was made, decided, or has ended."""

from app import bus
from app.models import ChangePlan

NEWS = "change"


def tell(plan: ChangePlan) -> None:
    """After the commit, open tabs of the team look at this plan, and at its base, again."""
    bus.publish(f"team:{plan.team_id}", NEWS, plan_id=plan.id, base_id=plan.base_id, person_id=plan.person_id)
