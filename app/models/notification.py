"""What people are told, and of what they want to hear."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from app.models._columns import Row, id_column, time_column


class Notification(Row, table=True):
    """Something that one person is told once. `by_person_id` is whose act it tells of; `key` makes it once.

    `is_shown` is False when the person wants this kind by mail only.
    """

    team_owned: ClassVar[bool] = True
    __table_args__ = (
        UniqueConstraint("team_id", "person_id", "key", name="uq_notification_key"),
        Index("ix_notification_list", "team_id", "person_id", "id"),
        Index("ix_notification_key", "key"),
    )

    id: str = id_column()
    team_id: str = Field(foreign_key="team.id", max_length=32)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    by_person_id: str = Field(default="", max_length=32)
    kind: str = Field(max_length=24)
    title: str = Field(max_length=300)
    text: str = Field(default="", max_length=1000)
    link: str = Field(default="", max_length=300)
    key: str = Field(max_length=80)
    is_shown: bool = Field(default=True)
    created_at: datetime = time_column(index=True)
    read_at: datetime | None = time_column(nullable=True)


class NotificationChoice(Row, table=True):
    """How one person in one team wants to hear of one kind; without a row the kind's own default holds."""

    __tablename__ = "notification_choice"
    team_owned: ClassVar[bool] = True

    team_id: str = Field(foreign_key="team.id", primary_key=True, max_length=32)
    person_id: str = Field(foreign_key="person.id", primary_key=True, max_length=32, index=True)
    kind: str = Field(primary_key=True, max_length=24)
    in_app: bool
    by_mail: bool
