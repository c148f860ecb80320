"""Teams: those of a person, making, renaming and switching."""

from sqlmodel import Session as Unit
from sqlmodel import col, func, select, update

from app import audit, bus, db
from app.actor import Actor, Role
from app.auth import _people, _standing
from app.auth._confirming import require_person
from app.auth._sessions import TOPIC, forget
from app.auth._team_shapes import TeamCard
from app.errors import NotFound
from app.models import Membership, Session, Team


def list_teams(actor: Actor) -> list[TeamCard]:
    """The teams of the person, by name; a key sees its own team only."""
    actor.require(Role.VIEWER)
    # A person's teams are the one thing that reaches over teams, so the filter is written out here.
    with db.uow(Actor.system("teams"), read_only=True) as unit:
        found = unit.exec(
            select(Team, Membership.role)
            .join(Membership, col(Membership.team_id) == Team.id)
            .where(Membership.person_id == actor.person_id)
            .order_by(func.lower(Team.name), col(Team.id))
        ).all()
        shown = [(team, role) for team, role in found if not actor.key_id or team.id == actor.team_id]
        return [card_of(unit, actor, team, Role(role)) for team, role in shown]


def make_team(actor: Actor, name: str) -> TeamCard:
    """Another team, owned by the person who makes it. Owners and admins of a team may, with no key.

    Raises Forbidden, InvalidInput.
    """
    require_person(actor)
    actor.require(Role.ADMIN)
    team = Team(name=_people.clean_name(name, what="team_name"))
    with db.uow(Actor.system("teams")) as unit:
        unit.add(team)
        unit.flush()
        unit.add(Membership(team_id=team.id, person_id=actor.person_id, role=Role.OWNER.value))
        audit.record(unit, actor, "team.made", subject_id=team.id, facts={"name": team.name}, team_id=team.id)
        return card_of(unit, actor, team, Role.OWNER)


def rename_team(actor: Actor, name: str) -> TeamCard:
    """Give the actor's team another name. Raises Forbidden below admin, InvalidInput."""
    name = _people.clean_name(name, what="team_name")
    with db.uow(actor) as unit:
        actor = _standing.as_of_now(unit, actor)
        actor.require(Role.ADMIN)
        team = unit.get_one(Team, actor.team_id)
        facts = {"from": team.name, "to": name}
        team.name = name
        unit.add(team)
        audit.record(unit, actor, "team.renamed", subject_id=team.id, facts=facts)
        return card_of(unit, actor, team, actor.role or Role.ADMIN)


def switch_team(actor: Actor, team_id: str) -> None:
    """Let the session of the actor work in another team of the person. Raises NotFound, Forbidden for a key."""
    require_person(actor)
    with db.uow(Actor.system("teams")) as unit:
        team = _standing.lock_team(unit, team_id)
        if team is None or unit.get(Membership, (team_id, actor.person_id)) is None:
            raise NotFound("There is no such team.")
        unit.exec(
            update(Session)
            .where(col(Session.id) == actor.session_id, col(Session.person_id) == actor.person_id)
            .values(team_id=team_id)
        )
        bus.publish(TOPIC, "changed", session_id=actor.session_id)
        db.after_commit(lambda: forget(session_id=actor.session_id))


def card_of(unit: Unit, actor: Actor, team: Team, role: Role) -> TeamCard:
    """The team as one of its members sees it."""
    members = unit.exec(
        select(func.count()).select_from(Membership).where(Membership.team_id == team.id)
    ).one()
    return TeamCard(
        id=team.id,
        name=team.name,
        role=role,
        members=members,
        is_current=team.id == actor.team_id,
        created_at=team.created_at,
        exported_at=team.exported_at,
    )
