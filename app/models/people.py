"""People, teams, members, invites, sessions and the set-up link."""

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field

from app.models._columns import Row, id_column, time_column


class Person(Row, table=True):
    """Somebody who can sign in. `email` is lower case; `password_hash` is argon2id.

    The operator runs the installation; set-up makes the first. An erased person keeps the row, so that the audit
    can go on naming the id, and nothing that says who it was.
    """

    id: str = id_column()
    email: str = Field(max_length=254, unique=True)
    name: str = Field(max_length=120)
    password_hash: str = Field(max_length=255)
    is_operator: bool = Field(default=False)
    created_at: datetime = time_column()
    email_verified_at: datetime | None = time_column(nullable=True)
    password_changed_at: datetime | None = time_column(nullable=True)
    disabled_at: datetime | None = time_column(nullable=True)
    erased_at: datetime | None = time_column(nullable=True)


class Team(Row, table=True):
    """The tenant. `exported_at` is when an owner last took everything out, which deleting the team asks for."""

    id: str = id_column()
    name: str = Field(max_length=120)
    created_at: datetime = time_column()
    exported_at: datetime | None = time_column(nullable=True)


class Membership(Row, table=True):
    """A person's role in a team."""

    team_owned: ClassVar[bool] = True

    team_id: str = Field(foreign_key="team.id", primary_key=True, max_length=32)
    person_id: str = Field(foreign_key="person.id", primary_key=True, max_length=32, index=True)
    role: str = Field(max_length=16)
    created_at: datetime = time_column()


class Invite(Row, table=True):
    """A place in a team that waits for whoever holds the link; only the link's hash is kept."""

    team_owned: ClassVar[bool] = True

    id: str = id_column()
    team_id: str = Field(foreign_key="team.id", index=True, max_length=32)
    email: str = Field(max_length=254)
    role: str = Field(max_length=16)
    invited_by: str = Field(foreign_key="person.id", index=True, max_length=32)
    token_hash: str = Field(max_length=64, unique=True)
    created_at: datetime = time_column()
    expires_at: datetime = time_column(index=True)
    accepted_at: datetime | None = time_column(nullable=True)
    revoked_at: datetime | None = time_column(nullable=True)


class Session(Row, table=True):
    """A signed-in browser, or a program that signed in over REST (`kind` browser or api).

    A browser's `id` is the SHA-256 of the cookie's value, which is kept nowhere; no cookie opens that of a program.
    `confirmed_at` is when the password was given last.
    """

    __tablename__ = "session"
    credential: ClassVar[bool] = True

    id: str = Field(primary_key=True, max_length=64)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    team_id: str = Field(foreign_key="team.id", index=True, max_length=32)
    kind: str = Field(default="browser", max_length=16)
    created_at: datetime = time_column()
    confirmed_at: datetime = time_column()
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
