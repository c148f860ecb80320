"""What the engine takes and gives: steps as they are defined, and runs as a person reads them."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

RunKind = Literal["change", "undo", "transaction", "workflow", "import"]
RunStatus = Literal["running", "paused", "compensating", "completed", "compensated", "stuck"]
StepStatus = Literal["waiting", "ready", "running", "done", "failed", "ambiguous", "blocked", "skipped"]
Attention = Literal["", "ambiguous", "stuck", "approval"]
Phase = Literal["do", "undo"]
BlockedOn = Literal["", "time", "approval", "event", "run"]
Effect = Literal["none", "intent", "done"]
Settlement = Literal["happened", "did_not", "undo"]
ENDED: tuple[RunStatus, ...] = ("completed", "compensated")
WAITED_FOR: dict[str, str] = {
    "time": "its time",
    "approval": "somebody's approval",
    "event": "an event",
    "run": "another run",
}


class Shape(BaseModel):
    """Frozen; parts that are not known are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class RetryPolicy(Shape):
    """The pause before attempt n+1 is base * 2^(n-1), at most the cap, varied by half."""

    base_seconds: float = Field(default=2.0, gt=0, le=3_600)
    cap_seconds: float = Field(default=300.0, gt=0, le=86_400)


class StepSpec(Shape):
    """A step as it is defined. `handler` and `undo` are names with a version, such as "changes.write@1".

    `after` are the places (from 0) of the steps that must be done first; None means the step before this one.
    """

    name: str = Field(max_length=300)
    handler: str = Field(max_length=80)
    params: dict[str, Any] = {}
    undo: str = Field(default="", max_length=80)
    after: tuple[int, ...] | None = None
    max_attempts: int = Field(default=5, ge=1, le=100)
    retry: RetryPolicy = RetryPolicy()
    timeout_seconds: int = Field(default=60, ge=1, le=300)
    delay_seconds: float = Field(default=0, ge=0)


class Run(Shape):
    """A run as lists show it. `attention` says for what a person is needed; done and total count forward steps."""

    id: str
    name: str
    title: str
    kind: RunKind
    status: RunStatus
    attention: Attention
    reason: str
    person_id: str
    door: str
    subject_kind: str
    subject_id: str
    is_cancelling: bool
    is_pausing: bool
    done: int
    total: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    deadline_at: datetime | None


class StepView(Shape):
    """A step of either lane. `pre_image` is what was there before, which an undo restores."""

    seq: int
    phase: Phase
    name: str
    handler: str
    undo: str
    params: dict[str, Any]
    status: StepStatus
    blocked_on: BlockedOn
    wait_until: datetime | None
    attempt: int
    max_attempts: int
    effect: Effect
    pre_image: Any
    result: Any
    error: str
    run_after: datetime
    started_at: datetime | None
    finished_at: datetime | None


class RunDetail(Run):
    """A run with its steps, forward and undo, by their place. `waits_for` says why nothing happens now, or is empty."""

    input: dict[str, Any]
    version: int
    waits_for: str
    steps: tuple[StepView, ...]


class Event(Shape):
    """A transition of a run. `person_id` is who caused it, empty for the platform."""

    id: int
    at: datetime
    kind: str
    seq: int | None
    phase: str
    attempt: int
    person_id: str
    note: str


class Approval(Shape):
    """A step that waits for a yes or no of somebody with at least `role`, or of `person_id` when it is given."""

    run_id: str
    run_title: str
    seq: int
    name: str
    payload: dict[str, Any]
    role: str
    person_id: str
    asked_at: datetime
    deadline_at: datetime | None


class Schedule(Shape):
    """When a saga starts by itself."""

    id: str
    name: str
    rhythm: str
    time_zone: str
    misfire: Literal["skip", "once"]
    is_enabled: bool
    next_at: datetime
