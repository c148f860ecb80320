"""Who of the team looks at a table now. It is side news: nothing depends on it."""

from sqlmodel import col, select

from app import bus, db
from app.actor import Actor, Role
from app.models import Person
from app.tables._schema import open_table
from app.tables._shapes import Colleague

# Whoever has a table open says so more often than this.
SECONDS = 45
# An open tab asks again and again, and must not spend the team's calls to Airtable.
KNOWN_SECONDS = 3_600


def look_at(actor: Actor, base: str, table: str) -> tuple[Colleague, ...]:
    """Say that the actor looks at the table; gives which others of the team do. Needs viewer.

    Raises NotFound for an unknown base or table, and what reading the schema raises.
    """
    actor.require(Role.VIEWER)
    opened, found = open_table(actor, base, table, max_age=KNOWN_SECONDS)
    place = f"{actor.team_id}:{opened.base.id}:{found.id}"
    others = bus.be_at(place, actor.person_id, seconds=SECONDS)
    if not others:
        return ()
    with db.uow(actor, read_only=True) as session:
        names = dict(session.exec(select(Person.id, Person.name).where(col(Person.id).in_(others))).all())
    return tuple(Colleague(id=each, name=names[each]) for each in others if each in names)
