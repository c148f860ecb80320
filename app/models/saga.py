"""Sagas: runs of steps whose rows are the truth about what was done, what may have been done, and what comes next."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from app.models._columns import Json, Row, id_column, time_column
from app.models.mirror import SerialNumber


class SagaDefinition(Row, table=True):
    """The steps of a saga as they were started under a name. Never changed: another body is another version."""

    __tablename__ = "saga_definition"
    team_owned: ClassVar[bool] = True
    __table_args__ = (UniqueConstraint("team_id", "name", "version", name="uq_saga_definition"),)

    id: str = id_column()
    team_id: str = Field(foreign_key="team.id", max_length=32)
    name: str = Field(max_length=120)
    version: int
    body: list[dict[str, Any]] = Field(sa_type=Json, nullable=False)
    sha256: str = Field(max_length=64)
    created_at: datetime = time_column()


class SagaRun(Row, table=True):
    """One run. `status`: running, paused, compensating, completed, compensated, stuck.

    `attention` says for what a person is needed: ambiguous, stuck, approval, or nothing. `reason` is why it is
    compensated, cancelled or stuck. `dispatched_at` is when a worker was last woken for it, None when one has to be.
    """

    __tablename__ = "saga_run"
    team_owned: ClassVar[bool] = True
    __table_args__ = (
        UniqueConstraint("team_id", "idempotency_key", name="uq_saga_run_key"),
        Index("ix_saga_run_status", "status", "deadline_at"),
        Index("ix_saga_run_list", "team_id", "id"),
        Index("ix_saga_run_subject", "team_id", "subject_kind", "subject_id"),
        Index("ix_saga_run_concurrency", "team_id", "concurrency_key", "id"),
    )

    id: str = id_column()
    team_id: str = Field(foreign_key="team.id", max_length=32)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    door: str = Field(max_length=20)
    definition_id: str = Field(foreign_key="saga_definition.id", max_length=32)
    name: str = Field(max_length=120)
    title: str = Field(default="", max_length=300)
    kind: str = Field(max_length=16)
    status: str = Field(default="running", max_length=16)
    attention: str = Field(default="", max_length=16)
    reason: str = Field(default="", max_length=1000)
    input: dict[str, Any] = Field(default_factory=dict, sa_type=Json, nullable=False)
    idempotency_key: str | None = Field(default=None, max_length=120)
    cancel_requested: bool = Field(default=False)
    pause_requested: bool = Field(default=False)
    deadline_at: datetime | None = time_column(nullable=True)
    done_counter: int = Field(default=0)
    queue: str = Field(default="default", max_length=20)
    priority: int = Field(default=0)
    width: int = Field(default=1)
    concurrency_key: str = Field(default="", max_length=120)
    rate_key: str = Field(default="", max_length=120)
    parent_step_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    subject_kind: str = Field(default="", max_length=20)
    subject_id: str = Field(default="", max_length=32)
    dispatched_at: datetime | None = time_column(nullable=True)
    dispatch_no: int = Field(default=0)
    created_at: datetime = time_column()
    started_at: datetime | None = time_column(nullable=True)
    finished_at: datetime | None = time_column(nullable=True, index=True)


class SagaStep(Row, table=True):
    """A step of a run, or in phase undo the compensation of the step with the same `seq`.

    `status`: waiting, ready, running, done, failed, ambiguous, blocked, skipped. `effect` says what may exist outside:
    none, intent (a call may have been made), done. `fence` rises with each claim; an older one has lost.
    """

    __tablename__ = "saga_step"
    team_owned: ClassVar[bool] = True
    __table_args__ = (
        UniqueConstraint("run_id", "phase", "seq", name="uq_saga_step"),
        Index("ix_saga_step_ready", "status", "run_after"),
        Index("ix_saga_step_lease", "status", "lease_until"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=SerialNumber)
    team_id: str = Field(foreign_key="team.id", index=True, max_length=32)
    run_id: str = Field(foreign_key="saga_run.id", max_length=32, ondelete="CASCADE")
    seq: int
    phase: str = Field(default="do", max_length=8)
    name: str = Field(max_length=300)
    handler: str = Field(max_length=80)
    undo: str = Field(default="", max_length=80)
    params: dict[str, Any] = Field(default_factory=dict, sa_type=Json, nullable=False)
    deps: list[int] = Field(default_factory=list, sa_type=Json, nullable=False)
    deps_left: int = Field(default=0)
    successors: list[int] = Field(default_factory=list, sa_type=Json, nullable=False)
    status: str = Field(default="waiting", max_length=16)
    blocked_on: str = Field(default="", max_length=16)
    wait_key: str = Field(default="", index=True, max_length=120)
    wait_until: datetime | None = time_column(nullable=True)
    attempt: int = Field(default=0)
    max_attempts: int = Field(default=5)
    retry: dict[str, Any] = Field(default_factory=dict, sa_type=Json, nullable=False)
    timeout_seconds: int = Field(default=60)
    fence: int = Field(default=0)
    lease_owner: str = Field(default="", max_length=80)
    lease_until: datetime | None = time_column(nullable=True)
    run_after: datetime = time_column()
    effect: str = Field(default="none", max_length=8)
    pre_image: Any = Field(default=None, sa_type=Json, nullable=True)
    result: Any = Field(default=None, sa_type=Json, nullable=True)
    error: str = Field(default="", max_length=1000)
    done_seq: int | None = Field(default=None, nullable=True)
    started_at: datetime | None = time_column(nullable=True)
    finished_at: datetime | None = time_column(nullable=True)


class SagaEvent(Row, table=True):
    """One transition, written in its own transaction: the timeline, and what a checker from outside reads."""

    __tablename__ = "saga_event"
    team_owned: ClassVar[bool] = True
    __table_args__ = (Index("ix_saga_event_run", "run_id", "id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=SerialNumber)
    team_id: str = Field(foreign_key="team.id", index=True, max_length=32)
    run_id: str = Field(foreign_key="saga_run.id", max_length=32, ondelete="CASCADE")
    seq: int | None = Field(default=None, nullable=True)
    phase: str = Field(default="", max_length=8)
    kind: str = Field(max_length=24)
    fence: int = Field(default=0)
    attempt: int = Field(default=0)
    person_id: str = Field(default="", max_length=32)
    owner: str = Field(default="", max_length=80)
    note: str = Field(default="", max_length=1000)
    at: datetime = time_column()


class SagaSchedule(Row, table=True):
    """When a saga starts by itself. `rhythm` is a cron line or seconds; `misfire` skip or once for missed slots."""

    __tablename__ = "saga_schedule"
    team_owned: ClassVar[bool] = True
    __table_args__ = (
        UniqueConstraint("team_id", "name", name="uq_saga_schedule"),
        Index("ix_saga_schedule_due", "is_enabled", "next_at"),
    )

    id: str = id_column()
    team_id: str = Field(foreign_key="team.id", max_length=32)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    name: str = Field(max_length=120)
    rhythm: str = Field(max_length=120)
    time_zone: str = Field(default="UTC", max_length=60)
    misfire: str = Field(default="once", max_length=8)
    steps: list[dict[str, Any]] = Field(sa_type=Json, nullable=False)
    input: dict[str, Any] = Field(default_factory=dict, sa_type=Json, nullable=False)
    is_enabled: bool = Field(default=True)
    next_at: datetime = time_column()
    created_at: datetime = time_column()
