"""People, workspaces and tokens."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from app.sandbox.schema import compact
from app.sandbox.store.tables import PERSON, TOKEN, WORKSPACE


@dataclass(frozen=True)
class Person:
    id: str
    email: str
    name: str

    def shown(self) -> dict[str, str]:
        """The person as a collaborator cell shows them."""
        return {"id": self.id, "email": self.email, "name": self.name}


@dataclass(frozen=True)
class Token:
    """What a token allows. bases: ids of the bases that were granted; None means all of them. client_id: the OAuth
    integration that acts for the person, "" for a personal token.
    """

    person: Person
    scopes: frozenset[str]
    bases: frozenset[str] | None
    client_id: str = ""


def people(connection: Connection) -> dict[str, Person]:
    return {row.id: Person(row.id, row.email, row.name) for row in connection.execute(select(PERSON))}


def add_people(connection: Connection, persons: Iterable[Person]) -> None:
    for person in persons:
        connection.execute(insert(PERSON).values(id=person.id, email=person.email, name=person.name))


def workspace_exists(connection: Connection, workspace_id: str) -> bool:
    found = connection.execute(select(WORKSPACE.c.id).where(WORKSPACE.c.id == workspace_id))
    return found.one_or_none() is not None


def add_workspace(connection: Connection, workspace_id: str, name: str) -> None:
    connection.execute(insert(WORKSPACE).values(id=workspace_id, name=name))


def find_token(connection: Connection, secret: str) -> Token | None:
    row = connection.execute(
        select(TOKEN, PERSON)
        .join(PERSON, PERSON.c.id == TOKEN.c.person_id)
        .where(TOKEN.c.digest == digest(secret))
    ).one_or_none()
    if row is None:
        return None
    bases = None if row.bases is None else frozenset(json.loads(row.bases))
    return Token(Person(row.person_id, row.email, row.name), frozenset(json.loads(row.scopes)), bases)


def add_token(
    connection: Connection, secret: str, person_id: str, scopes: Iterable[str], bases: Iterable[str] | None
) -> None:
    """Keeps a token by its digest; one that is known already is replaced."""
    connection.execute(delete(TOKEN).where(TOKEN.c.digest == digest(secret)))
    connection.execute(
        insert(TOKEN).values(
            digest=digest(secret),
            person_id=person_id,
            scopes=compact(sorted(scopes)),
            bases=None if bases is None else compact(sorted(bases)),
        )
    )


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
