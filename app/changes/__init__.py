"""Changes: the one way in which records, comments, files, tables and fields of a base are written.

A plan says cell by cell what would change. Its approval is bound to what was shown, and starts a saga of batches; each
is compared with what is there before it is written, and read back afterwards. What was done can be taken back by
another plan.
"""

from app.changes._approving import approve, ask_in_inbox, delegate, deny, set_rules
from app.changes._as_steps import handlers, steps_for
from app.changes._deadlines import watch_deadlines
from app.changes._ending import settle_ended
from app.changes._making import make
from app.changes._news import NEWS
from app.changes._planning import plan
from app.changes._reading import Only, change_log, count_waiting, get_plan, list_plans, plan_rows, rules
from app.changes._record_log import RecordChangeMade, changes_to_records
from app.changes._shapes import (
    Caveat,
    CellDiff,
    ChangePlan,
    Counts,
    ItemState,
    Kind,
    LogEntry,
    Operation,
    Person,
    PlanRow,
    PlanRows,
    PlanStatus,
    Progress,
    Rights,
    Rules,
    UndoStack,
    UndoStep,
)
from app.changes._stack import undo_stack
from app.changes._undoing import plan_rest, undo

__all__ = [
    "NEWS",
    "Caveat",
    "CellDiff",
    "ChangePlan",
    "Counts",
    "ItemState",
    "Kind",
    "LogEntry",
    "Only",
    "Operation",
    "Person",
    "PlanRow",
    "PlanRows",
    "PlanStatus",
    "Progress",
    "RecordChangeMade",
    "Rights",
    "Rules",
    "UndoStack",
    "UndoStep",
    "approve",
    "ask_in_inbox",
    "change_log",
    "changes_to_records",
    "count_waiting",
    "delegate",
    "deny",
    "get_plan",
    "handlers",
    "list_plans",
    "make",
    "plan",
    "plan_rest",
    "plan_rows",
    "rules",
    "set_rules",
    "settle_ended",
    "steps_for",
    "undo",
    "undo_stack",
    "watch_deadlines",
]
