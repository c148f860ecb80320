"""Acts of people that belong to no one team are written down in each team they are a member of."""

from collections.abc import Iterable, Mapping

from sqlmodel import Session as Unit
from sqlmodel import col, select

from app import audit
from app.actor import Actor
from app.models import Membership

Fact = str | int | bool | None


def record(
    unit: Unit,
    actor: Actor,
    act: str,
    *,
    person_id: str,
    subject_id: str = "",
    facts: Mapping[str, Fact] | None = None,
    address: str = "",
    user_agent: str = "",
    team_ids: Iterable[str] | None = None,
) -> None:
    """Inside the platform's unit of work, after its other writes: what a person did, or what was done to one.

    The audit of a team is locked until the transaction ends, so nothing that may wait comes after.
    """
    where = {"address": address or actor.address, "user_agent": user_agent[:300]}
    for team_id in sorted(teams_of(unit, person_id) if team_ids is None else team_ids) or [""]:
        audit.record(
            unit,
            actor,
            act,
            subject_id=subject_id or person_id,
            facts=facts,
            personal={name: value for name, value in where.items() if value},
            team_id=team_id,
            person_id=actor.person_id or person_id,
        )


def teams_of(unit: Unit, person_id: str) -> list[str]:
    """The ids of the person's teams, the first that they joined first."""
    return list(
        unit.exec(
            select(Membership.team_id)
            .where(Membership.person_id == person_id)
            .order_by(col(Membership.created_at), col(Membership.team_id))
        ).all()
    )
