"""What happened, who did it, and the chain that shows when somebody tampers with it."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from app.models._columns import Json, Row, id_column, time_column


class AuditEvent(Row, table=True):
    """One act. Rows are only ever added; triggers refuse everything else but taking `personal` out.

    `personal` holds what says who somebody is (names, e-mails, addresses) and a salt; the chain goes over its
    SHA-256, so that erasing a person leaves the chain whole. `digest` is over `previous` and all other columns.
    An act that belongs to no team has the team "".
    """

    __tablename__ = "audit_event"
    team_owned: ClassVar[bool] = True
    __table_args__ = (
        Index("ix_audit_event_chain", "team_id", "seq", unique=True),
        Index("ix_audit_event_person", "person_id"),
        Index("ix_audit_event_subject", "subject_id"),
    )

    id: str = id_column()
    team_id: str = Field(max_length=32)
    seq: int
    at: datetime = time_column()
    act: str = Field(max_length=40)
    person_id: str = Field(default="", max_length=32)
    door: str = Field(max_length=40)
    request_id: str = Field(default="", max_length=40)
    subject_id: str = Field(default="", max_length=64)
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=Json, nullable=False)
    personal: dict[str, Any] | None = Field(default=None, sa_type=Json, nullable=True)
    personal_digest: str = Field(default="", max_length=64)
    previous: str = Field(max_length=64)
    digest: str = Field(max_length=64)


class AuditChain(Row, table=True):
    """The end of a team's chain. Whoever adds an event holds this row, so that no two events follow one."""

    __tablename__ = "audit_chain"
    team_owned: ClassVar[bool] = True

    team_id: str = Field(primary_key=True, max_length=32)
    seq: int = Field(default=0)
    digest: str = Field(default="", max_length=64)
