"""People, teams, members, sessions and the set-up link."""

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field

from app.models._columns import Row, id_column, time_column


class Person(Row, table=True):
    """Somebody who can sign in. `email` is lower case; `password_hash` is argon2id."""

    id: str = id_column()
    email: str = Field(max_length=254, unique=True)
    name: str = Field(max_length=120)
    password_hash: str = Field(max_length=255)
    created_at: datetime = time_column()
    disabled_at: datetime | None = time_column(nullable=True)


class Team(Row, table=True):
    """The tenant."""

    id: str = id_column()
    name: str = Field(max_length=120)
    created_at: datetime = time_column()


class Membership(Row, table=True):
    """A person's role in a team."""

    team_owned: ClassVar[bool] = True

    team_id: str = Field(foreign_key="team.id", primary_key=True, max_length=32)
    person_id: str = Field(foreign_key="person.id", primary_key=True, max_length=32, index=True)
    role: str = Field(max_length=16)
    created_at: datetime = time_column()


class Session(Row, table=True):
    """A signed-in browser. `id` is the SHA-256 of the cookie's value, which is kept nowhere."""

    __tablename__ = "session"

    id: str = Field(primary_key=True, max_length=64)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    team_id: str = Field(foreign_key="team.id", max_length=32)
    created_at: datetime = time_column()
    last_seen_at: datetime = time_column()
    expires_at: datetime = time_column(index=True)
    revoked_at: datetime | None = time_column(nullable=True)
    user_agent: str = Field(default="", max_length=300)
    address: str = Field(default="", max_length=64)


class SetupLink(Row, table=True):
    """The one-time link that makes the first owner. One row at most; only the token's hash is kept."""

    __tablename__ = "setup_link"

    id: int = Field(default=1, primary_key=True)
    token_hash: str = Field(max_length=64)
    created_at: datetime = time_column()
    used_at: datetime | None = time_column(nullable=True)
