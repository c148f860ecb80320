"""What the room gives out."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.actor import Role

Kind = Literal["browser", "api", "key"]


class SignedIn(BaseModel):
    """Who a session or an API key belongs to, and what that person may do in which team, as of a few seconds ago at
    most. A key has no session and its password was never given, so `session_id` is "" and `confirmed_at` None."""

    model_config = ConfigDict(frozen=True)

    session_id: str = Field(description="64 hex digits; of a browser the SHA-256 of its cookie's value.")
    kind: Kind = "browser"
    person_id: str
    person_name: str
    person_email: str
    team_id: str
    team_name: str
    role: Role
    is_operator: bool = False
    email_is_verified: bool = False
    key_id: str = ""
    writes_need_approval: bool = False
    client_may_confirm: bool = False
    confirmed_at: datetime | None = Field(default=None, description="When the password was given last.")


class NewSession(BaseModel):
    """A session that was just made. `cookie_value` and `device_value` are kept nowhere else; they go into the cookies
    and are forgotten."""

    model_config = ConfigDict(frozen=True)

    cookie_value: str = Field(repr=False)
    session_id: str
    person_id: str
    team_id: str
    expires_at: datetime
    device_value: str = Field(default="", repr=False, description="For the cookie of a known device.")


class NewTokens(BaseModel):
    """What a program gets that signed in: a token for its requests, and one that brings the next pair. Kept nowhere."""

    model_config = ConfigDict(frozen=True)

    access_token: str = Field(repr=False)
    access_expires_at: datetime
    refresh_token: str = Field(repr=False)
    expires_at: datetime = Field(description="When the session ends, however often it is refreshed.")
    session_id: str
    person_id: str
    team_id: str


class SessionCard(BaseModel):
    """A session as its person sees it."""

    model_config = ConfigDict(frozen=True)

    id: str
    kind: Kind
    device: str = Field(description="Browser and system in words, such as `Firefox on Linux`.")
    address: str
    created_at: datetime
    last_seen_at: datetime
    is_current: bool


class PersonCard(BaseModel):
    """Somebody who can sign in."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    email: str
