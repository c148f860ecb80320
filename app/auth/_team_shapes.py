"""What the room gives out about teams, members, invites and API keys."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from app.actor import Role


class TeamCard(BaseModel):
    """A team of the person who asks, with that person's role in it."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    role: Role
    members: int = Field(description="How many people are in it.")
    is_current: bool = Field(description="Whether the session or key that asks works in it.")
    created_at: datetime
    exported_at: datetime | None = Field(description="When everything of it was last exported.")


class MemberCard(BaseModel):
    """A person in a team."""

    model_config = ConfigDict(frozen=True)

    person_id: str
    name: str
    email: str
    role: Role
    is_disabled: bool = Field(description="Whether the account is disabled everywhere.")
    joined_at: datetime


class InviteCard(BaseModel):
    """An invite that can still be accepted."""

    model_config = ConfigDict(frozen=True)

    id: str
    email: str
    role: Role
    inviter_id: str
    inviter_name: str
    created_at: datetime
    expires_at: datetime


class NewInvite(BaseModel):
    """An invite that was just made. `link` is kept nowhere else; it is shown once."""

    model_config = ConfigDict(frozen=True)

    invite: InviteCard
    link: str = Field(repr=False)
    is_mailed: bool = Field(description="False when the address got too many letters within the hour.")


class InviteView(BaseModel):
    """What somebody who holds an invite's link may know."""

    model_config = ConfigDict(frozen=True)

    team_name: str
    email: str
    role: Role
    inviter_name: str
    has_account: bool = Field(description="Whether there is an account with this e-mail.")


class ApiKeyCard(BaseModel):
    """An API key without its secret."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    hint: str = Field(description="The key's first characters, to tell keys apart.")
    scope: str = Field(description="read, write or admin: the most that the key may do.")
    writes_need_approval: bool
    client_may_confirm: bool = Field(
        description="Whether a yes that its client asks the person for counts, where writes need approval."
    )
    person_id: str
    person_name: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None = Field(description="To the minute.")


class NewApiKey(BaseModel):
    """A key that was just made. `key` is kept nowhere else; it is shown once."""

    model_config = ConfigDict(frozen=True)

    api_key: ApiKeyCard
    key: str = Field(repr=False)
