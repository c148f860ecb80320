"""What a team keeps for its chats: shared threads, prompts, files of questions, and results that were too long."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlmodel import Field

from app.models._columns import Json, Row, id_column, time_column


class SharedThread(Row, table=True):
    """A thread as it was when its person shared it with the team; `messages` are those that were shown then."""

    __tablename__ = "shared_thread"
    team_owned: ClassVar[bool] = True
    __table_args__ = (UniqueConstraint("thread_id", name="uq_shared_thread_thread"),)

    id: str = id_column()
    team_id: str = Field(foreign_key="team.id", max_length=32)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    thread_id: str = Field(foreign_key="thread.id", max_length=32, ondelete="CASCADE")
    title: str = Field(max_length=200)
    messages: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json, nullable=False)
    shared_at: datetime = time_column()


class Prompt(Row, table=True):
    """A question of a team that is asked again and again. `version` is that of its newest text."""

    team_owned: ClassVar[bool] = True
    __table_args__ = (UniqueConstraint("team_id", "title", name="uq_prompt_title"),)

    id: str = id_column()
    team_id: str = Field(foreign_key="team.id", max_length=32)
    title: str = Field(max_length=80)
    version: int = Field(default=1)
    updated_at: datetime = time_column()


class PromptVersion(Row, table=True):
    """A text of a prompt, never changed; blanks stand in braces."""

    __tablename__ = "prompt_version"
    team_owned: ClassVar[bool] = True
    __table_args__ = (UniqueConstraint("prompt_id", "number", name="uq_prompt_version_number"),)

    id: str = id_column()
    team_id: str = Field(foreign_key="team.id", max_length=32)
    prompt_id: str = Field(foreign_key="prompt.id", max_length=32, ondelete="CASCADE")
    number: int
    text: str
    author: str = Field(max_length=200)
    created_at: datetime = time_column()


class ChatFile(Row, table=True):
    """A file that a person put to a question; without a turn it was never asked."""

    __tablename__ = "chat_file"
    team_owned: ClassVar[bool] = True
    __table_args__ = (Index("ix_chat_file_waiting", "turn_id", "created_at"),)

    id: str = id_column()
    team_id: str = Field(foreign_key="team.id", max_length=32)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    turn_id: str | None = Field(default=None, foreign_key="turn.id", max_length=32, ondelete="CASCADE")
    name: str = Field(max_length=200)
    media_type: str = Field(max_length=80)
    size: int
    content: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = time_column()


class KeptResult(Row, table=True):
    """The rows of a tool's result that were too many to be told at once. Only who asked for them, by the same key, may
    read on in them, for a day."""

    __tablename__ = "kept_result"
    team_owned: ClassVar[bool] = True

    id: str = id_column()
    team_id: str = Field(foreign_key="team.id", max_length=32)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    key_id: str = Field(default="", max_length=32)
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=Json, nullable=False)
    rows: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json, nullable=False)
    created_at: datetime = time_column(index=True)
