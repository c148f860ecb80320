"""People, teams and members."""

import re

from sqlmodel import select

from app import db
from app.actor import Actor, Role
from app.auth import _passwords
from app.auth._sessions import publish_change
from app.auth._shapes import PersonCard
from app.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.models import Membership, Person, Team

EMAIL = re.compile(r"[^\s@<>\"'(),:;\\\[\]]{1,64}@[^\s@<>\"'(),:;\\\[\]]+\.[^\s@.<>\"'(),:;\\\[\]]{2,}")
NAME_CHARACTERS = 120
EMAIL_CHARACTERS = 254


def create_person(actor: Actor, *, name: str, email: str, password: str) -> PersonCard:
    """Somebody who can sign in once they are a member of a team. Raises InvalidInput, Conflict."""
    _require_staff(actor)
    name, email = clean_name(name), clean_email(email)
    _passwords.check_strength(password, about=(name, email))
    person = Person(name=name, email=email, password_hash=_passwords.hash_password(password))
    with db.uow(actor) as session:
        if session.exec(select(Person.id).where(Person.email == email)).first():
            raise Conflict("There is an account with this e-mail already.")
        session.add(person)
    return PersonCard(id=person.id, name=person.name, email=person.email)


def create_team(actor: Actor, *, name: str) -> str:
    """A team without members; its id. Only the platform may."""
    if not actor.is_system:
        raise Forbidden("Teams are made at set-up.")
    team = Team(name=clean_name(name, what="team_name"))
    with db.uow(actor) as session:
        session.add(team)
    return team.id


def add_member(actor: Actor, *, person_id: str, team_id: str, role: Role) -> None:
    """Make a person a member, or change their role, never above one's own. Raises Forbidden, NotFound."""
    _require_staff(actor)
    if not actor.is_system and (
        actor.team_id != team_id or actor.role is None or not actor.role.reaches(role)
    ):
        raise Forbidden("You cannot give a role above your own, or in another team.")
    with db.uow(actor) as session:
        if session.get(Person, person_id) is None or session.get(Team, team_id) is None:
            raise NotFound("There is no such person or team.")
        row = session.get(Membership, (team_id, person_id))
        if row is None:
            row = Membership(team_id=team_id, person_id=person_id, role=role.value)
        elif not actor.is_system:
            # Somebody of a higher role is not changed from below.
            actor.require(Role(row.role))
        row.role = role.value
        session.add(row)
        publish_change(person_id)


def clean_name(text: str, *, what: str = "name") -> str:
    """The name without spaces around it and without control characters. Raises InvalidInput."""
    name = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    if not name:
        raise InvalidInput("Give a name.", field=what)
    if len(name) > NAME_CHARACTERS:
        raise InvalidInput(f"Use a name of at most {NAME_CHARACTERS} characters.", field=what)
    return name


def clean_email(text: str) -> str:
    """The e-mail in lower case. Raises InvalidInput."""
    email = text.strip().lower()
    if len(email) > EMAIL_CHARACTERS or not email.isprintable() or not EMAIL.fullmatch(email):
        raise InvalidInput("Give an e-mail address like name@example.com.", field="email")
    return email


def _require_staff(actor: Actor) -> None:
    if not actor.is_system:
        actor.require(Role.ADMIN)
