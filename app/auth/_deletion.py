"""Deleting a team, with every row that belongs to it but the audit."""

from datetime import timedelta

from sqlmodel import Session as Unit
from sqlmodel import col, delete, select

from app import audit, db, models
from app.actor import Actor, Role
from app.auth import _standing
from app.auth._confirming import require_confirmed
from app.auth._sessions import publish_change
from app.errors import Conflict, InvalidInput
from app.models import AuditChain, AuditEvent, Membership, Row, Session, Team, utc_now
from app.telemetry import logger

# What was done must be known after those who did it are gone.
KEPT = (AuditChain, AuditEvent)
EXPORT_HOURS = 24
log = logger(__name__)


def delete_team(actor: Actor, name: str) -> None:
    """Delete the actor's team for ever. Its exact name must be given and an export be at most a day old.

    Sessions and keys there end at once; people, and what they have in other teams, stay. Raises Forbidden for others
    than owners, ConfirmPassword, InvalidInput for another name, Conflict without an export or for the only team.
    """
    with db.uow(actor) as unit:
        actor = _standing.as_of_now(unit, actor, to_delete=True)
        actor.require(Role.OWNER)
        require_confirmed(actor)
        team = unit.get_one(Team, actor.team_id)
        _check_wish(unit, team, name)
        audit.record(unit, actor, "team.deleted", subject_id=team.id, facts={"name": team.name})
        erase_team(unit, team)
    log.info("team_deleted", team_id=team.id)


def erase_team(unit: Unit, team: Team) -> None:
    """Inside a unit of work that holds the team: every row that belongs to it, and its sessions, are gone."""
    for person_id in unit.exec(select(Membership.person_id).where(Membership.team_id == team.id)).all():
        publish_change(person_id)
    for cls in _rows_first():
        unit.exec(delete(cls).where(cls.team_id == team.id))  # type: ignore[attr-defined]
    unit.exec(delete(Session).where(col(Session.team_id) == team.id))
    unit.exec(delete(Team).where(col(Team.id) == team.id))


def _rows_first() -> list[type[Row]]:
    """The tables that belong to a team, each before those that its rows refer to."""
    order = [table.name for table in Row.metadata.sorted_tables]
    going = [cls for cls in models.team_owned() if cls not in KEPT]
    return sorted(going, key=lambda cls: order.index(str(cls.__tablename__)), reverse=True)


def _check_wish(unit: Unit, team: Team, name: str) -> None:
    if name != team.name:
        raise InvalidInput(
            "This is not the name of the team.", what_to_do=f"Type {team.name} to delete it.", field="name"
        )
    since = utc_now() - timedelta(hours=EXPORT_HOURS)
    if team.exported_at is None or team.exported_at < since:
        raise Conflict(
            f"There is no export of the last {EXPORT_HOURS} hours.",
            what_to_do="Export the team, keep the file, then delete it.",
        )
    if unit.exec(select(Team.id).where(Team.id != team.id)).first() is None:
        raise Conflict(
            "This is the only team of the installation: without one, nobody could sign in.",
            what_to_do="Make another team first.",
        )
