"""Connections to Airtable, the bases they see, sign-ins at Airtable on their way, and the calls that were made."""

from datetime import date, datetime
from typing import ClassVar

from sqlmodel import Field

from app.models._columns import Json, Row, id_column, time_column


class StoredConnection(Row, table=True):
    """A team's credential for Airtable, or its place in the sandbox.

    `kind`: sandbox, token (a personal access token), oauth. `state`: ready, reconnect (the credential is refused).
    `secret` is sealed JSON: {"token"} or {"access", "refresh"}. `identity` changes with what the credential may see.
    `plan_calls` are the calls a month of the workspace's plan, 0 for no limit. `scopes` are known for OAuth only;
    `refused` maps a base to the scopes that a write there was refused for. `lease_until` and `lease_owner` say which
    process renews the tokens now.
    """

    __tablename__ = "connection"
    team_owned: ClassVar[bool] = True
    sealed: ClassVar[dict[str, str]] = {"secret": "connection"}

    id: str = id_column()
    team_id: str = Field(foreign_key="team.id", index=True, max_length=32)
    kind: str = Field(max_length=16)
    name: str = Field(max_length=120)
    state: str = Field(default="ready", max_length=16)
    secret: str = Field(default="")
    identity: str = Field(max_length=24)
    owner_id: str = Field(default="", max_length=32)
    owner_email: str = Field(default="", max_length=254)
    scopes: list[str] = Field(default_factory=list, sa_type=Json, nullable=False)
    refused: dict[str, list[str]] = Field(default_factory=dict, sa_type=Json, nullable=False)
    plan_calls: int = Field(default=0)
    created_by: str = Field(default="", max_length=32)
    created_at: datetime = time_column()
    checked_at: datetime | None = time_column(nullable=True)
    expires_at: datetime | None = time_column(nullable=True)
    exhausted_until: datetime | None = time_column(nullable=True)
    removed_at: datetime | None = time_column(nullable=True)
    lease_owner: str = Field(default="", max_length=80)
    lease_until: datetime | None = time_column(nullable=True)


class SeenBase(Row, table=True):
    """Which of a team's connections a base is read through: the first that saw it, until that one sees it no more."""

    __tablename__ = "seen_base"
    team_owned: ClassVar[bool] = True

    team_id: str = Field(primary_key=True, max_length=32)
    base_id: str = Field(primary_key=True, max_length=17)
    connection_id: str = Field(max_length=32, index=True)
    name: str = Field(max_length=300)
    permission_level: str = Field(max_length=16)
    seen_at: datetime = time_column()


class OAuthAttempt(Row, table=True):
    """A person on the way to Airtable and back. `id` is the SHA-256 of the state that travels with them; `verifier` is
    sealed. Only the same person in the same session can end it, once."""

    __tablename__ = "oauth_attempt"
    team_owned: ClassVar[bool] = True
    sealed: ClassVar[dict[str, str]] = {"verifier": "oauth-verifier"}

    id: str = Field(primary_key=True, max_length=64)
    team_id: str = Field(foreign_key="team.id", index=True, max_length=32)
    person_id: str = Field(max_length=32)
    session_id: str = Field(max_length=64)
    connection_id: str = Field(default="", max_length=32)
    verifier: str = Field(default="")
    created_at: datetime = time_column()
    expires_at: datetime = time_column(index=True)
    used_at: datetime | None = time_column(nullable=True)


class CallCount(Row, table=True):
    """How many calls a day went to a base, by what asked for them. `base_id` is empty for calls that concern none."""

    __tablename__ = "call_count"
    team_owned: ClassVar[bool] = True

    team_id: str = Field(primary_key=True, max_length=32)
    connection_id: str = Field(primary_key=True, max_length=32)
    base_id: str = Field(primary_key=True, max_length=17)
    feature: str = Field(primary_key=True, max_length=40)
    day: date = Field(primary_key=True)
    calls: int = Field(default=0)
