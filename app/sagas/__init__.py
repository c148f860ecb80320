"""Sagas: runs of steps that end done, taken back, or before a person, whatever dies on the way.

The rows are the truth and the queue is a hint. A step is claimed with a fence and a lease, says before an outside
effect that it may exist from now on, and looks first when it is repeated. The engine knows no other room: what its
steps do comes as a table of handlers, `name@version` -> function.
"""

from app.sagas._driving import ActorFor, drive
from app.sagas._operating import (
    cancel,
    compensate_now,
    edit_input,
    mark_handled,
    pause,
    resume,
    retry_step,
    settle_ambiguous,
    skip_step,
)
from app.sagas._reading import get_run, list_approvals, list_runs, timeline
from app.sagas._rows import NEWS
from app.sagas._schedules import fire_schedules, list_schedules, schedule, unschedule
from app.sagas._shapes import (
    ENDED,
    Approval,
    Event,
    RetryPolicy,
    Run,
    RunDetail,
    RunKind,
    RunStatus,
    Schedule,
    Settlement,
    StepSpec,
    StepView,
)
from app.sagas._signals import Ambiguous, WaitFor
from app.sagas._starting import start
from app.sagas._step import Handler, Step
from app.sagas._sweeping import QueueState, Wake, due_runs, purge, sweep
from app.sagas._waiting import WAITS, approve_step, reject_step, send_event

__all__ = [
    "ENDED",
    "NEWS",
    "WAITS",
    "ActorFor",
    "Ambiguous",
    "Approval",
    "Event",
    "Handler",
    "QueueState",
    "RetryPolicy",
    "Run",
    "RunDetail",
    "RunKind",
    "RunStatus",
    "Schedule",
    "Settlement",
    "Step",
    "StepSpec",
    "StepView",
    "WaitFor",
    "Wake",
    "approve_step",
    "cancel",
    "compensate_now",
    "drive",
    "due_runs",
    "edit_input",
    "fire_schedules",
    "get_run",
    "list_approvals",
    "list_runs",
    "list_schedules",
    "mark_handled",
    "pause",
    "purge",
    "reject_step",
    "resume",
    "retry_step",
    "schedule",
    "send_event",
    "settle_ambiguous",
    "skip_step",
    "start",
    "sweep",
    "timeline",
    "unschedule",
]
