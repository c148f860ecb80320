"""Threads, turns and messages."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from app.models._columns import Json, Row, id_column, time_column


class Thread(Row, table=True):
    """A conversation of one person. `head_id` is the last turn of the branch that is shown."""

    team_owned: ClassVar[bool] = True
    __table_args__ = (Index("ix_thread_list", "team_id", "person_id", "updated_at"),)

    id: str = id_column()
    team_id: str = Field(foreign_key="team.id", max_length=32)
    person_id: str = Field(foreign_key="person.id", max_length=32)
    title: str = Field(default="", max_length=200)
    pinned: bool = Field(default=False)
    archived: bool = Field(default=False)
    head_id: str = Field(default="", max_length=32)
    created_at: datetime = time_column()
    updated_at: datetime = time_column()


class Turn(Row, table=True):
    """One question and the work on its answer. The lease tells a dead process from a slow one.

    `parent_id` is the turn that it goes on from, empty at the beginning: turns with one parent are versions of each
    other, and the thread shows one branch of them.
    """

    team_owned: ClassVar[bool] = True
    __table_args__ = (
        UniqueConstraint("person_id", "client_id", name="uq_turn_client"),
        Index("ix_turn_lease", "status", "lease_until"),
    )

    id: str = id_column()
    team_id: str = Field(foreign_key="team.id", max_length=32)
    person_id: str = Field(foreign_key="person.id", max_length=32)
    thread_id: str = Field(foreign_key="thread.id", index=True, max_length=32, ondelete="CASCADE")
    parent_id: str = Field(default="", max_length=32)
    client_id: str = Field(max_length=64)
    status: str = Field(default="running", max_length=16)
    model: str = Field(default="", max_length=80)
    lease_owner: str = Field(default="", max_length=64)
    lease_until: datetime | None = time_column(nullable=True)
    stop_requested: bool = Field(default=False)
    problem: str = Field(default="", max_length=500)
    problem_code: str = Field(default="", max_length=40)
    started_at: datetime = time_column()
    finished_at: datetime | None = time_column(nullable=True)


class Message(Row, table=True):
    """A question or an answer. `body` holds steps, tables and proofs of an answer as plain JSON."""

    team_owned: ClassVar[bool] = True
    __table_args__ = (Index("ix_message_thread", "thread_id", "id"),)

    id: str = id_column()
    team_id: str = Field(foreign_key="team.id", max_length=32)
    thread_id: str = Field(foreign_key="thread.id", max_length=32, ondelete="CASCADE")
    turn_id: str = Field(foreign_key="turn.id", index=True, max_length=32, ondelete="CASCADE")
    role: str = Field(max_length=16)
    text: str = Field(default="")
    body: dict[str, Any] = Field(default_factory=dict, sa_type=Json, nullable=False)
    created_at: datetime = time_column()
