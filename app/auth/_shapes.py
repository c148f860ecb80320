"""What the room gives out."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from app.actor import Role


class SignedIn(BaseModel):
    """Who a session belongs to, and what that person may do in which team, as of a few seconds ago at most."""

    model_config = ConfigDict(frozen=True)

    session_id: str = Field(description="SHA-256 of the cookie's value, 64 hex digits.")
    person_id: str
    person_name: str
    person_email: str
    team_id: str
    team_name: str
    role: Role


class NewSession(BaseModel):
    """A session that was just made. `cookie_value` is kept nowhere else; it goes into the cookie and is forgotten."""

    model_config = ConfigDict(frozen=True)

    cookie_value: str = Field(repr=False)
    session_id: str
    person_id: str
    team_id: str
    expires_at: datetime


class PersonCard(BaseModel):
    """Somebody who can sign in."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    email: str
