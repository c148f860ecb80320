"""Work that leaves after commit: the outbox of jobs, and the probes that show workers make progress."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from app.models._columns import Json, Row, id_column, time_column


class OutboxJob(Row, table=True):
    """A job that was asked for. The row is the truth, the RQ message only wakes a worker.

    `status`: ready, running, done, failed. `fence` rises with each claim; whoever holds an older one has lost.
    """

    __tablename__ = "outbox_job"
    __table_args__ = (
        Index("ix_outbox_job_ready", "status", "run_after"),
        Index("ix_outbox_job_lease", "status", "lease_until"),
    )

    id: str = id_column()
    team_id: str = Field(default="", max_length=32)
    person_id: str = Field(default="", max_length=32)
    queue: str = Field(max_length=20)
    job: str = Field(max_length=80)
    args: dict[str, Any] = Field(default_factory=dict, sa_type=Json, nullable=False)
    dedupe_key: str | None = Field(default=None, max_length=120, unique=True)
    status: str = Field(default="ready", max_length=16)
    attempt: int = Field(default=0)
    max_attempts: int = Field(default=5)
    fence: int = Field(default=0)
    lease_owner: str = Field(default="", max_length=80)
    lease_until: datetime | None = time_column(nullable=True)
    run_after: datetime = time_column()
    dispatched_at: datetime | None = time_column(nullable=True)
    dispatch_no: int = Field(default=0)
    error: str = Field(default="", max_length=1000)
    created_at: datetime = time_column(index=True)
    finished_at: datetime | None = time_column(nullable=True)


class Probe(Row, table=True):
    """The last health probe of a queue that was asked for, and the last one that a worker answered."""

    queue: str = Field(primary_key=True, max_length=20)
    asked_at: datetime = time_column()
    done_at: datetime | None = time_column(nullable=True)
    milliseconds: int = Field(default=0)
