"""`/api/v1/changes`: plans, seen before they happen; their approval, what became of them, and the way back."""

from functools import partial
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Response
from pydantic import Field, StrictInt

from app import changes, tables
from app.actor import Actor
from app.api.answers import READING, Sourced, known_since, reply
from app.api.inputs import NAME, BaseQuery, Body, Id, Named, Paged, Paging, TableQuery
from app.api.route import raises, resource
from app.api.visitor import Admin, Editor, Viewer
from app.changes import ChangePlan, LogEntry, PlanRows, Rules, UndoStack
from app.errors import Conflict, NotFound
from app.hops import to_network, to_room
from app.paging import MAX_CHARACTERS, Page
from app.tables import Draft, OutsideChanges, Wish

router = resource("Changes", "/api/v1/changes")
WRITING = (*READING, Conflict)
PersonId = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
LogText = Annotated[str, Query(max_length=100, pattern=NAME, description="An id; empty for any.")]
RowLimit = Annotated[int, Query(ge=1, le=500, description="Most rows of the page.")]
RowSkip = Annotated[int, Query(ge=0, le=5_000, description="Rows to leave out at the beginning.")]
RowCursor = Annotated[str, Query(max_length=MAX_CHARACTERS, pattern=NAME)]
Decided = Literal["pending", "applying", "applied", "partly", "failed", "denied", "expired"]
Reason = Annotated[str, Field(default="", max_length=1_000, pattern=NAME)]


class PlanAsked(Body):
    """What is to be changed in one base; nothing happens before the plan is approved."""

    base: Named
    operations: tuple[Wish, ...] = Field(min_length=1, max_length=5_000)
    title: str = Field(default="", max_length=300, pattern=NAME)
    typecast: bool = False
    key: str = Field(
        default="", max_length=120, pattern=NAME, description="The same key gives the same plan."
    )


class CsvAsked(Body):
    """A file of comma-separated values, its first line with the names of fields. Rows are found by the key fields, or
    by a column "Record id"."""

    base: Named
    table: Named
    csv: str = Field(min_length=1, max_length=900_000)
    key_fields: tuple[Named, ...] = Field(default=(), max_length=3)
    clears: bool = Field(default=False, description="An empty cell empties what is there.")
    title: str = Field(default="", max_length=300, pattern=NAME)
    typecast: bool = False


class Outside(OutsideChanges, Sourced):
    """What was seen to change. is_complete is false: what was undone between two looks was not seen."""


class Approval(Body):
    """Which plan was seen, which rows are left out, and which cells are to hold something else."""

    digest: str = Field(pattern="^[0-9a-f]{64}$", description="The digest of the plan as it was shown.")
    drop: tuple[StrictInt, ...] = Field(default=(), max_length=5_000, description="Ids of rows.")
    edits: dict[int, dict[str, Any]] = Field(
        default={}, max_length=5_000, description="Cells by id of the row and id of the field."
    )


class Denial(Body):
    """Why not."""

    reason: Reason


class Delegation(Body):
    """Who is asked to decide."""

    person_id: PersonId


class RulesAsked(Body):
    """Above how many records somebody else has to approve; null for never."""

    second_person_above: StrictInt | None = Field(ge=0, le=10**6)


async def _log_asked(
    *,
    base: LogText = "",
    table: LogText = "",
    record: LogText = "",
    run: LogText = "",
    person: LogText = "",
    door: LogText = "",
) -> dict[str, str]:
    by_id = {"base": base, "table": table, "record": record, "run": run, "person": person}
    return {"door": door, **{f"{name}_id": value for name, value in by_id.items()}}


@router.get("")
async def list_plans(actor: Viewer, page: Paged, status: Decided | None = None) -> Page[ChangePlan]:
    """The team's change plans, newest first."""
    return await to_room(changes.list_plans, actor, status=status, cursor=page.cursor, limit=page.limit)


@router.post("", status_code=201)
@raises(*WRITING)
async def make_plan(actor: Editor, asked: PlanAsked, response: Response) -> ChangePlan:
    """What would change, cell by cell."""
    made = await to_network(_planned, actor, asked)
    response.headers["location"] = f"/api/v1/changes/{made.id}"
    return made


@router.post("/csv", status_code=201)
@raises(*WRITING)
async def make_plan_of_csv(actor: Editor, asked: CsvAsked, response: Response) -> ChangePlan:
    """What the rows of a file would make and change, cell by cell."""
    made = await to_network(_planned_csv, actor, asked)
    response.headers["location"] = f"/api/v1/changes/{made.id}"
    return made


@router.get("/log")
async def read_log(
    actor: Viewer, page: Paged, asked: Annotated[dict[str, str], Depends(_log_asked)]
) -> Page[LogEntry]:
    """What was changed through any door, newest first."""
    known: dict[str, Any] = {**asked}
    return await to_room(partial(changes.change_log, actor, cursor=page.cursor, limit=page.limit, **known))


@router.get("/outside", response_model=Outside)
@raises(*READING)
async def read_outside(actor: Viewer, base: BaseQuery, table: TableQuery, page: Paged) -> Response:
    """What others changed in a table outside of this platform, as its mirror saw it, newest first."""
    return await reply(_outside, actor, base, table, page)


@router.get("/rules")
async def read_rules(actor: Viewer) -> Rules:
    """What the team asks of approvals."""
    return await to_room(changes.rules, actor)


@router.put("/rules")
async def change_rules(actor: Admin, asked: RulesAsked) -> Rules:
    """Above so many records, somebody else than who made a plan has to approve it."""
    return await to_room(changes.set_rules, actor, second_person_above=asked.second_person_above)


@router.get("/stack")
async def read_undo_stack(actor: Editor, base: LogText) -> UndoStack:
    """What the caller changed in a base in the app and can take back, or make again, newest first."""
    return await to_room(changes.undo_stack, actor, base)


@router.get("/{plan_id:id}")
@raises(NotFound)
async def read_plan(actor: Viewer, plan_id: Id) -> ChangePlan:
    """One plan, with how far it is and what the caller may do with it."""
    return await to_room(_settled, actor, plan_id)


@router.get("/{plan_id:id}/rows")
@raises(NotFound)
async def read_rows(
    actor: Viewer,
    plan_id: Id,
    *,
    only: changes.Only = "",
    cursor: RowCursor = "",
    skip: RowSkip = 0,
    limit: RowLimit = 100,
) -> PlanRows:
    """The rows of a plan by their place: each cell before and after, and what became of it."""
    return await to_room(changes.plan_rows, actor, plan_id, only=only, cursor=cursor, skip=skip, limit=limit)


@router.post("/{plan_id:id}/approve")
@raises(*WRITING)
async def approve_plan(actor: Editor, plan_id: Id, asked: Approval) -> ChangePlan:
    """Carry out the plan as it was shown. Small ones are written when the reply comes, larger ones by workers."""
    return await to_network(changes.approve, actor, plan_id, asked.digest, drop=asked.drop, edits=asked.edits)


@router.post("/{plan_id:id}/deny")
@raises(NotFound, Conflict)
async def deny_plan(actor: Editor, plan_id: Id, asked: Denial) -> ChangePlan:
    """Say no; nothing of it happens."""
    return await to_room(changes.deny, actor, plan_id, reason=asked.reason)


@router.post("/{plan_id:id}/delegate")
@raises(NotFound, Conflict)
async def delegate_plan(actor: Editor, plan_id: Id, asked: Delegation) -> ChangePlan:
    """Ask one member to decide."""
    return await to_room(changes.delegate, actor, plan_id, asked.person_id)


@router.post("/{plan_id:id}/undo", status_code=201)
@raises(*WRITING)
async def undo_plan(actor: Editor, plan_id: Id, response: Response) -> ChangePlan:
    """A plan that takes this one back; cells that others changed since are kept. It waits for approval."""
    made = await to_network(changes.undo, actor, plan_id)
    response.headers["location"] = f"/api/v1/changes/{made.id}"
    return made


@router.post("/{plan_id:id}/rest", status_code=201)
@raises(*WRITING)
async def plan_rest(actor: Editor, plan_id: Id, response: Response) -> ChangePlan:
    """A plan of the rows that were not written, with the values of now. It waits for approval."""
    made = await to_network(changes.plan_rest, actor, plan_id)
    response.headers["location"] = f"/api/v1/changes/{made.id}"
    return made


def _planned(actor: Actor, asked: PlanAsked) -> ChangePlan:
    draft = tables.draft(actor, asked.base, asked.operations)
    return _plan_of(actor, draft, title=asked.title, typecast=asked.typecast, key=asked.key)


def _planned_csv(actor: Actor, asked: CsvAsked) -> ChangePlan:
    draft = tables.draft_csv(
        actor,
        asked.base,
        asked.table,
        asked.csv.encode(),
        key_fields=asked.key_fields,
        clears=asked.clears,
    )
    return _plan_of(actor, draft, title=asked.title, typecast=asked.typecast)


def _plan_of(actor: Actor, draft: Draft, **options: Any) -> ChangePlan:
    return changes.plan(actor, draft.base_id, draft.operations, base_name=draft.base_name, **options)


def _outside(actor: Actor, base: str, table: str, page: Paging) -> Outside:
    found = tables.outside_changes(actor, base, table, cursor=page.cursor, limit=page.limit)
    facts = known_since(found.read_at, is_complete=False) | {"source": "mirror"}
    return Outside.model_construct(**{**dict(found), **facts})


def _settled(actor: Actor, plan_id: str) -> ChangePlan:
    changes.settle_ended(actor)
    return changes.get_plan(actor, plan_id)
