"""What opens the door besides a browser's session: refresh tokens, one-time tokens, API keys."""

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Field

from app.models._columns import Json, Row, id_column, time_column


class RefreshToken(Row, table=True):
    """One link of the chain of a program's session; each works once. `id` is the token's SHA-256.

    `successor` is the token that came of it, sealed: a client that lost the reply gets the same one for a moment.
    """

    __tablename__ = "refresh_token"
    credential: ClassVar[bool] = True
    sealed: ClassVar[dict[str, str]] = {"successor": "refresh-token"}

    id: str = Field(primary_key=True, max_length=64)
    session_id: str = Field(foreign_key="session.id", index=True, max_length=64, ondelete="CASCADE")
    created_at: datetime = time_column()
    expires_at: datetime = time_column(index=True)
    used_at: datetime | None = time_column(nullable=True)
    successor: str = Field(default="", max_length=500)


class OneTimeToken(Row, table=True):
    """A link that was mailed to somebody. `id` is the token's SHA-256; it works once, for one purpose and e-mail.

    `purpose`: sign_up, verify_email, change_email, reset_password, new_device. `facts` are what the link was made for.
    """

    __tablename__ = "one_time_token"
    credential: ClassVar[bool] = True

    id: str = Field(primary_key=True, max_length=64)
    purpose: str = Field(max_length=20)
    person_id: str | None = Field(
        default=None, foreign_key="person.id", index=True, max_length=32, nullable=True
    )
    email: str = Field(max_length=254, index=True)
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=Json, nullable=False)
    created_at: datetime = time_column()
    expires_at: datetime = time_column(index=True)
    used_at: datetime | None = time_column(nullable=True)


class ApiKey(Row, table=True):
    """A key of a person for one team. Only its SHA-256 is kept; `hint` are its first characters, to tell keys apart.

    `client_may_confirm`: a yes that its client asks its person for counts, where writes need approval.
    """

    __tablename__ = "api_key"
    team_owned: ClassVar[bool] = True
    credential: ClassVar[bool] = True

    id: str = id_column()
    team_id: str = Field(foreign_key="team.id", index=True, max_length=32)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    name: str = Field(max_length=120)
    key_hash: str = Field(max_length=64, unique=True)
    hint: str = Field(max_length=16)
    scope: str = Field(max_length=16)
    writes_need_approval: bool = Field(default=True)
    client_may_confirm: bool = Field(default=False)
    created_at: datetime = time_column()
    expires_at: datetime | None = time_column(nullable=True)
    last_used_at: datetime | None = time_column(nullable=True)
    revoked_at: datetime | None = time_column(nullable=True)
