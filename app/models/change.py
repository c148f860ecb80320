"""Change plans: every write to a base, seen before it happens, and what became of each record."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from app.models._columns import Json, Row, id_column, time_column
from app.models.mirror import SerialNumber


class ChangePlan(Row, table=True):
    """What somebody wants to change in one base.

    `status`: draft (of a transaction), pending, applying, applied, partly, failed, denied, expired. `fields` are
    those that its items name, by table in their order, as they were when it was made; `names` the records that its link
    cells show. `digest` is what an approval is bound to. `undo_of` is the plan that this one takes back.
    """

    __tablename__ = "change_plan"
    team_owned: ClassVar[bool] = True
    __table_args__ = (
        UniqueConstraint("team_id", "idempotency_key", name="uq_change_plan_key"),
        Index("ix_change_plan_list", "team_id", "status", "id"),
        Index("ix_change_plan_deadline", "status", "deadline_at"),
    )

    id: str = id_column()
    team_id: str = Field(foreign_key="team.id", max_length=32)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    door: str = Field(max_length=20)
    key_id: str = Field(default="", max_length=32)
    connection_id: str = Field(max_length=32)
    base_id: str = Field(max_length=20)
    base_name: str = Field(max_length=300)
    title: str = Field(max_length=300)
    link: str = Field(default="", max_length=300)
    status: str = Field(default="pending", max_length=16)
    digest: str = Field(max_length=64)
    typecast: bool = Field(default=False)
    counts: dict[str, int] = Field(default_factory=dict, sa_type=Json, nullable=False)
    fields: dict[str, Any] = Field(default_factory=dict, sa_type=Json, nullable=False)
    names: dict[str, str] = Field(default_factory=dict, sa_type=Json, nullable=False)
    not_undoable: str = Field(default="", max_length=500)
    idempotency_key: str | None = Field(default=None, max_length=120)
    asked_person_id: str = Field(default="", max_length=32)
    decided_by: str = Field(default="", max_length=32)
    decided_at: datetime | None = time_column(nullable=True)
    reason: str = Field(default="", max_length=1000)
    run_id: str = Field(default="", index=True, max_length=32)
    undo_of: str = Field(default="", index=True, max_length=32)
    undone_by: str = Field(default="", max_length=32)
    deadline_at: datetime = time_column()
    created_at: datetime = time_column()
    finished_at: datetime | None = time_column(nullable=True)


class ChangeItem(Row, table=True):
    """What a plan does to one record, comment, table or field, and what became of it.

    `state`: planned, invalid, dropped, sending, applied, verified, differs, kept, failed, unknown. `before` and `after`
    are raw cells by field id; before a record is deleted all of them, and None when it is read only when the change is
    made. `found` is what a look found instead. `details` holds what is not a cell.
    """

    __tablename__ = "change_item"
    team_owned: ClassVar[bool] = True
    __table_args__ = (
        Index("ix_change_item_plan", "plan_id", "seq"),
        Index("ix_change_item_record", "team_id", "table_id", "record_id", "id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=SerialNumber)
    team_id: str = Field(foreign_key="team.id", max_length=32)
    plan_id: str = Field(foreign_key="change_plan.id", max_length=32, ondelete="CASCADE")
    seq: int
    kind: str = Field(max_length=16)
    table_id: str = Field(default="", max_length=20)
    table_name: str = Field(default="", max_length=300)
    record_id: str = Field(default="", max_length=20)
    record_name: str = Field(default="", max_length=300)
    before: dict[str, Any] | None = Field(default=None, sa_type=Json, nullable=True)
    after: dict[str, Any] = Field(default_factory=dict, sa_type=Json, nullable=False)
    found: dict[str, Any] | None = Field(default=None, sa_type=Json, nullable=True)
    details: dict[str, Any] = Field(default_factory=dict, sa_type=Json, nullable=False)
    warnings: list[dict[str, str]] = Field(default_factory=list, sa_type=Json, nullable=False)
    state: str = Field(default="planned", max_length=16)
    batch: int = Field(default=-1)
    sentence: str = Field(default="", max_length=1000)
    changed_at: datetime | None = time_column(nullable=True)


class RecordLock(Row, table=True):
    """A record that one of our writes is at work on; another waits until it is released or its time is over."""

    __tablename__ = "record_lock"
    team_owned: ClassVar[bool] = True

    team_id: str = Field(foreign_key="team.id", primary_key=True, max_length=32)
    base_id: str = Field(primary_key=True, max_length=20)
    record_id: str = Field(primary_key=True, max_length=20)
    step_id: int = Field(sa_type=SerialNumber)
    until: datetime = time_column()


class ChangeRule(Row, table=True):
    """What a team asks of approvals: above so many records, somebody else than who made the plan approves it."""

    __tablename__ = "change_rule"
    team_owned: ClassVar[bool] = True

    team_id: str = Field(foreign_key="team.id", primary_key=True, max_length=32)
    second_person_above: int | None = Field(default=None, nullable=True)
