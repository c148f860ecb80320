"""`/api/v1/records`, writing: each request is a change plan. Its reply is the receipt, or the plan that waits."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import Response
from pydantic import BaseModel, Field

from app import changes, tables
from app.actor import Actor
from app.api.answers import READING
from app.api.inputs import Body, Named, RecordId
from app.api.route import raises, resource
from app.api.visitor import Editor
from app.changes import ChangePlan, PlanRow
from app.errors import Conflict, InvalidInput, OutcomeUnknown, PlatformError, UpstreamRefused
from app.hops import to_network
from app.tables import Draft, Filter, Wish

router = resource("Records", "/api/v1/records")
WRITING = (*READING, Conflict, OutcomeUnknown)
MOST = 5_000
SHOWN_ROWS = 100
SEEN = (
    "What the caller saw in each of these cells, as Airtable has it; null for an empty one. A record that holds"
    " something else by now is kept, and told as 409."
)
Cells = Annotated[
    dict[Named, Any],
    Field(
        max_length=500,
        description="Values by name or id of the field, as Airtable has them or as people type them.",
    ),
]


class NewRecord(Body):
    """A record to be made."""

    cells: Cells


class ReplacedRecord(Body):
    """A record with all the cells that it is to have."""

    id: RecordId
    cells: Cells


class ChangedRecord(ReplacedRecord):
    """A record with some cells that it is to have."""

    seen: dict[Named, Any] = Field(default={}, max_length=500, description=SEEN)


class Write(Body):
    """Where is written. With typecast, a choice that there is not will be made."""

    base: Named
    table: Named
    title: str = Field(
        default="", max_length=300, description="What the change is called. Empty: what it does."
    )
    typecast: bool = False


class RecordsToMake(Write):
    """Records to be made; with key_fields, those that are there already are changed instead."""

    records: tuple[NewRecord, ...] = Field(min_length=1, max_length=MOST)
    key_fields: tuple[Named, ...] = Field(default=(), max_length=3)


class RecordsToChange(Write):
    """Records to be changed one by one, or the same cells for all that pass a filter."""

    records: tuple[ChangedRecord, ...] = Field(default=(), max_length=MOST)
    where: Filter | None = None
    cells: Cells = Field(default={})


class RecordsToReplace(Write):
    """Records with all the cells that they are to have: what is not given is cleared."""

    records: tuple[ReplacedRecord, ...] = Field(min_length=1, max_length=MOST)


class RecordsToDelete(Body):
    """Records to be deleted, by id or all that pass a filter."""

    base: Named
    table: Named
    title: str = Field(default="", max_length=300)
    ids: tuple[RecordId, ...] = Field(default=(), max_length=MOST)
    where: Filter | None = None


class Receipt(BaseModel):
    """What became of the change, with its first rows. More rows are at /api/v1/changes/{id}/rows."""

    plan: ChangePlan
    rows: tuple[PlanRow, ...]


@router.post("", response_model=Receipt, status_code=201)
@raises(*WRITING)
async def create_records(actor: Editor, asked: RecordsToMake, response: Response) -> Receipt:
    """Make records, or with key_fields make or change them. 202: they wait for approval, or are being made."""
    kind: Literal["upsert", "create"] = "upsert" if asked.key_fields else "create"
    wishes = [
        Wish(kind=kind, table=asked.table, cells=record.cells, key_fields=asked.key_fields)
        for record in asked.records
    ]
    return await _answered(response, 201, actor, partial(tables.draft, base=asked.base, wishes=wishes), asked)


@router.patch("", response_model=Receipt)
@raises(*WRITING)
async def update_records(actor: Editor, asked: RecordsToChange, response: Response) -> Receipt:
    """Change cells of records; others stay. 202: the change waits for approval, or is being made."""
    if (asked.where is None) == (not asked.records):
        raise InvalidInput("Give records, or where and cells.", field="records")
    if asked.where is not None:
        passing = partial(
            tables.draft_matching,
            base=asked.base,
            table=asked.table,
            where=asked.where,
            kind="update",
            cells=asked.cells,
        )
        return await _answered(response, 200, actor, passing, asked)
    wishes = [
        Wish(kind="update", table=asked.table, record_id=record.id, cells=record.cells, seen=record.seen)
        for record in asked.records
    ]
    return await _answered(response, 200, actor, partial(tables.draft, base=asked.base, wishes=wishes), asked)


@router.put("", response_model=Receipt)
@raises(*WRITING)
async def replace_records(actor: Editor, asked: RecordsToReplace, response: Response) -> Receipt:
    """Give records exactly these cells. 202: the change waits for approval, or is being made."""
    wishes = [
        Wish(kind="replace", table=asked.table, record_id=record.id, cells=record.cells)
        for record in asked.records
    ]
    return await _answered(response, 200, actor, partial(tables.draft, base=asked.base, wishes=wishes), asked)


@router.delete("", response_model=Receipt)
@raises(*WRITING)
async def delete_records(actor: Editor, asked: RecordsToDelete, response: Response) -> Receipt:
    """Delete records. 202: the change waits for approval, or is being made."""
    if (asked.where is None) == (not asked.ids):
        raise InvalidInput("Give ids, or where.", field="ids")
    if asked.where is not None:
        passing = partial(
            tables.draft_matching, base=asked.base, table=asked.table, where=asked.where, kind="delete"
        )
        return await _answered(response, 200, actor, passing, asked)
    wishes = [Wish(kind="delete", table=asked.table, record_id=record_id) for record_id in asked.ids]
    return await _answered(response, 200, actor, partial(tables.draft, base=asked.base, wishes=wishes), asked)


async def _answered(
    response: Response,
    status: int,
    actor: Actor,
    draft: Callable[[Actor], Draft],
    asked: Write | RecordsToDelete,
) -> Receipt:
    options = {"title": asked.title, "typecast": getattr(asked, "typecast", False)}
    return await to_network(lambda: receipt(response, status, actor, draft(actor), options))


def receipt(
    response: Response, status: int, actor: Actor, draft: Draft, options: Mapping[str, Any]
) -> Receipt:
    """Make the change, or leave its plan; the status and the address say which."""
    plan = changes.make(
        actor, draft.base_id, draft.operations, base_name=draft.base_name, seen=draft.seen, **options
    )
    rows = changes.plan_rows(actor, plan.id, limit=SHOWN_ROWS).items
    _refuse_unwritten(plan, rows)
    is_written = plan.status != "pending" and plan.progress.open == 0
    response.status_code = status if is_written else 202
    response.headers["location"] = f"/api/v1/changes/{plan.id}"
    return Receipt(plan=plan, rows=rows)


def _refuse_unwritten(plan: ChangePlan, rows: tuple[PlanRow, ...]) -> None:
    """An error when nothing at all was written: what stands in the way of the first row."""
    left = plan.progress.failed + plan.progress.kept + plan.progress.unknown
    if plan.status == "pending" or not left or left + plan.progress.dropped < plan.progress.total:
        return
    row = next(each for each in rows if each.state in ("failed", "kept", "unknown"))
    errors: dict[str, type[PlatformError]] = {
        "failed": UpstreamRefused,
        "kept": Conflict,
        "unknown": OutcomeUnknown,
    }
    raise errors[row.state](row.sentence, what_to_do=f"Its receipt is at /api/v1/changes/{plan.id}.")
