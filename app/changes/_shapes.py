"""What changes are made of, and what a person sees of them before and after."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal[
    "create",
    "update",
    "replace",
    "upsert",
    "delete",
    "comment",
    "delete_comment",
    "attach",
    "create_table",
    "update_table",
    "create_field",
    "update_field",
]
PlanStatus = Literal["draft", "pending", "applying", "applied", "partly", "failed", "denied", "expired"]
ItemState = Literal[
    "planned",
    "invalid",
    "dropped",
    "sending",
    "applied",
    "verified",
    "differs",
    "kept",
    "failed",
    "unknown",
]
WarningKind = Literal[
    "computed",
    "unknown_option",
    "coerced",
    "link_to_nothing",
    "stale",
    "duplicate_key",
    "no_change",
    "missing",
]
ON_RECORDS: tuple[Kind, ...] = ("create", "update", "delete")
SCHEMA_KINDS: tuple[Kind, ...] = ("create_table", "update_table", "create_field", "update_field")


class Shape(BaseModel):
    """Frozen; parts that are not known are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Operation(Shape):
    """One wish, by ids. Cells are by field id and as Airtable takes them, or as a person types them; None clears.

    upsert finds its record by `key_fields`, and makes one when there is none. replace clears what is not given. A
    comment has `text`, the names of those it mentions by their ids, and `parent_id` when it answers one. attach adds
    the content of `content_base64` to a cell. Table and field changes have `definition`: name, description, and for new
    ones type, options or fields as Airtable has them; `field_id` says which field.
    """

    kind: Kind
    table_id: str = Field(default="", max_length=20)
    record_id: str = Field(default="", max_length=20)
    cells: dict[str, Any] = {}
    key_fields: tuple[str, ...] = Field(default=(), max_length=3)
    text: str = Field(default="", max_length=10_000)
    mentioned: dict[str, str] = {}
    parent_id: str = Field(default="", max_length=20)
    comment_id: str = Field(default="", max_length=20)
    field_id: str = Field(default="", max_length=20)
    file_name: str = Field(default="", max_length=255)
    content_type: str = Field(default="", max_length=100)
    content_base64: str = Field(default="", max_length=7_000_000)
    definition: dict[str, Any] = {}


class Caveat(Shape):
    """Something to look at before a change is approved. `rows` counts the items it is about."""

    kind: WarningKind
    sentence: str
    rows: int = 1


class CellDiff(Shape):
    """A cell before and after, raw and as a person reads it. `found` is what a look found instead, if it did."""

    field_id: str
    field_name: str
    family: str
    before: Any
    after: Any
    before_text: str
    after_text: str
    found_text: str = ""
    warning: str = ""


class PlanRow(Shape):
    """What a plan does to one record, comment, table or field. `sentence` says why it is in this state."""

    id: int
    seq: int
    kind: Kind
    table_id: str
    table_name: str
    record_id: str
    record_name: str
    cells: tuple[CellDiff, ...]
    details: dict[str, str]
    state: ItemState
    sentence: str


class PlanRows(Shape):
    """Rows of a plan by their place. next_cursor is empty on the last page."""

    items: tuple[PlanRow, ...]
    total: int
    next_cursor: str


class Counts(Shape):
    """How many records are made, changed and deleted, and in how many cells; comments, files, and schema changes."""

    create: int = 0
    update: int = 0
    delete: int = 0
    cells: int = 0
    comments: int = 0
    files: int = 0
    schema_changes: int = 0
    invalid: int = 0

    @property
    def total(self) -> int:
        return self.create + self.update + self.delete + self.comments + self.files + self.schema_changes


class Progress(Shape):
    """How many of the items have come to an end, by how they ended."""

    total: int = 0
    open: int = 0
    verified: int = 0
    applied: int = 0
    differs: int = 0
    kept: int = 0
    failed: int = 0
    unknown: int = 0
    dropped: int = 0
    invalid: int = 0


class Person(Shape):
    """A member by id and name."""

    id: str
    name: str


class Rights(Shape):
    """What whoever asked may do with the plan now."""

    approve: bool
    deny: bool
    undo: bool
    finish_rest: bool


class ChangePlan(Shape):
    """A plan, before and after it is carried out.

    `digest` is what an approval names. `not_undoable` says what could not be taken back afterwards, or is empty.
    `second_person`: whoever made it may not approve it. `undo_of` and `undone_by` are ids of plans, or empty.
    """

    id: str
    title: str
    status: PlanStatus
    base_id: str
    base_name: str
    tables: tuple[str, ...]
    digest: str
    counts: Counts
    progress: Progress
    warnings: tuple[Caveat, ...]
    not_undoable: str
    person: Person
    asked: Person | None
    decided_by: Person | None
    decided_at: datetime | None
    reason: str
    door: str
    link: str
    created_at: datetime
    deadline_at: datetime
    finished_at: datetime | None
    second_person: bool
    run_id: str
    undo_of: str
    undone_by: str
    rights: Rights


class UndoStep(Shape):
    """A change that can be taken back, or an undo that can be: the change is made again then."""

    id: str
    title: str
    status: Literal["applying", "applied", "partly"]


class UndoStack(Shape):
    """What a person did in a base: changes to take back, and undone ones to make again, the newest first."""

    undo: tuple[UndoStep, ...]
    redo: tuple[UndoStep, ...]


class LogEntry(Shape):
    """A change that was made, or tried: who, through which door, what, and in which plan and run."""

    at: datetime
    plan_id: str
    plan_title: str
    run_id: str
    base_id: str
    base_name: str
    person: Person
    door: str
    is_undo: bool
    row: PlanRow


class Rules(Shape):
    """What the team asks of approvals. second_person_above: None means that one person is always enough."""

    second_person_above: int | None
