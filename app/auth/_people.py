"""People, teams and members."""

import re

from sqlmodel import select

from app import audit, db
from app.actor import Actor, Role
from app.auth import _passwords
from app.auth._shapes import PersonCard
from app.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.models import Membership, Person, Team

EMAIL = re.compile(r"[^\s@<>\"'(),:;\\\[\]]{1,64}@[^\s@<>\"'(),:;\\\[\]]+\.[^\s@.<>\"'(),:;\\\[\]]{2,}")
NAME_CHARACTERS = 120
EMAIL_CHARACTERS = 254


def create_person(actor: Actor, *, name: str, email: str, password: str) -> PersonCard:
    """Somebody who can sign in once they are a member of a team. Only the platform may; people are invited.

    Raises Forbidden, InvalidInput, Conflict.
    """
    _require_platform(actor)
    name, email = clean_name(name), clean_email(email)
    _passwords.check_strength(password, about=(name, email))
    person = Person(name=name, email=email, password_hash=_passwords.hash_password(password))
    with db.uow(actor) as session:
        if session.exec(select(Person.id).where(Person.email == email)).first():
            raise Conflict("There is an account with this e-mail already.")
        session.add(person)
    return PersonCard(id=person.id, name=person.name, email=person.email)


def create_team(actor: Actor, *, name: str) -> str:
    """A team without members; its id. Only the platform may; people make teams that they own."""
    _require_platform(actor)
    team = Team(name=clean_name(name, what="team_name"))
    with db.uow(actor) as session:
        session.add(team)
        audit.record(session, actor, "team.made", subject_id=team.id, team_id=team.id)
    return team.id


def add_member(actor: Actor, *, person_id: str, team_id: str, role: Role) -> None:
    """Make a person a member. Only the platform may; people join by an invite. Raises Forbidden, NotFound, Conflict."""
    _require_platform(actor)
    with db.uow(actor) as session:
        if session.get(Person, person_id) is None or session.get(Team, team_id) is None:
            raise NotFound("There is no such person or team.")
        if session.get(Membership, (team_id, person_id)) is not None:
            raise Conflict("This person is a member already.")
        session.add(Membership(team_id=team_id, person_id=person_id, role=role.value))
        audit.record(
            session,
            actor,
            "member.joined",
            subject_id=person_id,
            facts={"role": role.value},
            team_id=team_id,
        )


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


def _require_platform(actor: Actor) -> None:
    if not actor.is_system:
        raise Forbidden("Only the platform does this.")
