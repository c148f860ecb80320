"""The people of the tests: three roles of one team, and a stranger who owns another team.

The stranger's team holds rows too, so that a leak would show.
"""

from dataclasses import replace
from functools import cache

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app import db
from app.actor import Actor, Role
from app.auth import _passwords
from app.models import Membership, Person, Team, utc_now
from tests.harness.databases import Database

PASSWORD = "violet anchor seventy three mornings"


@cache
def password_hash() -> str:
    """The hash of PASSWORD, made once: argon2id is slow on purpose."""
    return PasswordHash.recommended().hash(PASSWORD)


@pytest.fixture
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords take no time, for tests that try many: everything but the cost of argon2id is as it is."""
    quick = PasswordHash((Argon2Hasher(memory_cost=64, time_cost=1, parallelism=1),))
    stored = quick.hash(PASSWORD)
    monkeypatch.setattr(_passwords, "_hashes", quick)
    monkeypatch.setattr(_passwords, "_NOBODYS_HASH", quick.hash("nobody's"))
    monkeypatch.setattr("tests.people.password_hash", lambda: stored)


def make_team(name: str) -> str:
    """A team without members; gives its id."""
    team = Team(name=name)
    with db.uow(Actor.system("test")) as session:
        session.add(team)
    return team.id


def make_member(team_id: str, name: str, role: Role) -> Actor:
    """A person `<name>@example.test` with PASSWORD and a role in the team, acting through the door `test`."""
    person = Person(email=f"{name.lower()}@example.test", name=name, password_hash=password_hash())
    with db.uow(Actor.system("test")) as session:
        session.add(person)
        session.flush()
        session.add(Membership(team_id=team_id, person_id=person.id, role=role.value))
    return Actor(team_id=team_id, person_id=person.id, role=role, door="test")


def confirmed(actor: Actor) -> Actor:
    """The same person, who gave the password a moment ago."""
    return replace(actor, confirmed_at=utc_now())


@pytest.fixture
def team_id(database: Database) -> str:
    """The team of owner, admin, editor and viewer."""
    return make_team("Northwind")


@pytest.fixture
def owner(team_id: str) -> Actor:
    return make_member(team_id, "Olivia", Role.OWNER)


@pytest.fixture
def admin(team_id: str) -> Actor:
    return make_member(team_id, "Adam", Role.ADMIN)


@pytest.fixture
def editor(team_id: str) -> Actor:
    return make_member(team_id, "Edith", Role.EDITOR)


@pytest.fixture
def viewer(team_id: str) -> Actor:
    return make_member(team_id, "Victor", Role.VIEWER)


@pytest.fixture
def stranger(database: Database) -> Actor:
    """The owner of another team."""
    return make_member(make_team("Contoso"), "Sasha", Role.OWNER)
