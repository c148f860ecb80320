"""`/api/v1/runs`: work in steps as it goes, and everything that a person may do with it."""

from typing import Annotated, Any, Literal

from fastapi import Path, Query
from pydantic import Field
from starlette.responses import StreamingResponse

from app import sagas
from app.api import events
from app.api.inputs import NAME, Body, Id, Paged
from app.api.route import raises, resource
from app.api.visitor import Admin, Editor, Viewer
from app.errors import Conflict, NotFound, TooMany
from app.hops import to_room
from app.paging import Page
from app.sagas import Approval, Event, Run, RunDetail, RunKind, RunStatus, Settlement

router = resource("Runs", "/api/v1/runs")
ACTING = (NotFound, Conflict)
Seq = Annotated[int, Path(ge=0, le=10_000, description="The place of the step, from 0.")]
Seconds = Annotated[int, Query(ge=0, le=900, description="For how long it is listened.")]
Reason = Annotated[str, Field(default="", max_length=1_000, pattern=NAME)]


class Why(Body):
    """The reason, for the timeline."""

    reason: Reason


class Comment(Body):
    """What whoever approves has to say."""

    comment: Reason


class Answer(Body):
    """Whether the step happened: happened, did_not, or undo to take the whole run back."""

    answer: Settlement
    result: Any = None


class Params(Body):
    """What the step is given instead."""

    params: dict[str, Any] = Field(max_length=100)


class EventSent(Body):
    """An event that steps may wait for."""

    key: str = Field(min_length=1, max_length=120, pattern=NAME)
    payload: dict[str, Any] = Field(default={}, max_length=100)


class Woken(Body):
    """How many steps went on."""

    steps: int


@router.get("")
async def list_runs(
    actor: Viewer,
    page: Paged,
    status: RunStatus | None = None,
    kind: RunKind | None = None,
    attention: Literal["", "any"] = "",
) -> Page[Run]:
    """The team's runs, newest first; with attention=any those that need a person."""
    return await to_room(
        sagas.list_runs,
        actor,
        status=status,
        kind=kind,
        needs_person=bool(attention),
        cursor=page.cursor,
        limit=page.limit,
    )


@router.get("/approvals")
async def list_approvals(actor: Viewer) -> Page[Approval]:
    """The steps that wait for a decision which the caller may take, oldest first."""
    return Page(items=list(await to_room(sagas.list_approvals, actor)))


@router.get("/events", response_class=StreamingResponse)
@raises(TooMany)
async def stream_events(actor: Viewer, seconds: Seconds = 900) -> StreamingResponse:
    """Server-sent events: which runs and change plans of the team have news. Ask for them then."""
    return events.stream(actor, (sagas.NEWS, "change"), seconds=seconds)


@router.post("/events")
async def send_event(actor: Editor, asked: EventSent) -> Woken:
    """Send an event; steps of the team that wait for it go on."""
    return Woken(steps=await to_room(sagas.send_event, actor, asked.key, asked.payload))


@router.get("/{run_id:id}")
@raises(NotFound)
async def read_run(actor: Viewer, run_id: Id) -> RunDetail:
    """One run with its steps of both lanes, and why nothing happens now if nothing does."""
    return await to_room(sagas.get_run, actor, run_id)


@router.get("/{run_id:id}/timeline")
@raises(NotFound)
async def read_timeline(actor: Viewer, run_id: Id, page: Paged) -> Page[Event]:
    """What happened in a run, newest first."""
    return await to_room(sagas.timeline, actor, run_id, cursor=page.cursor, limit=page.limit)


@router.post("/{run_id:id}/pause", status_code=204)
@raises(*ACTING)
async def pause_run(actor: Editor, run_id: Id) -> None:
    """Let a run stand still after the step that is running now."""
    await to_room(sagas.pause, actor, run_id)


@router.post("/{run_id:id}/resume", status_code=204)
@raises(*ACTING)
async def resume_run(actor: Editor, run_id: Id) -> None:
    """Let a paused run go on."""
    await to_room(sagas.resume, actor, run_id)


@router.post("/{run_id:id}/cancel", status_code=204)
@raises(*ACTING)
async def cancel_run(actor: Editor, run_id: Id, asked: Why) -> None:
    """Stop a run and take back what it did, as far as its steps can be taken back."""
    await to_room(sagas.cancel, actor, run_id, reason=asked.reason)


@router.post("/{run_id:id}/compensate", status_code=204)
@raises(*ACTING)
async def compensate_run(actor: Editor, run_id: Id, asked: Why) -> None:
    """Take a run back although it waits for a person, or (admins) has ended well."""
    await to_room(sagas.compensate_now, actor, run_id, reason=asked.reason)


@router.post("/{run_id:id}/steps/{seq}/approve", status_code=204)
@raises(*ACTING)
async def approve_step(actor: Viewer, run_id: Id, seq: Seq, asked: Comment) -> None:
    """Say yes to a step that waits for it. Which role it needs, the step says."""
    await to_room(sagas.approve_step, actor, run_id, seq, comment=asked.comment)


@router.post("/{run_id:id}/steps/{seq}/reject", status_code=204)
@raises(*ACTING)
async def reject_step(actor: Viewer, run_id: Id, seq: Seq, asked: Why) -> None:
    """Say no to a step that waits for a yes: the run is taken back."""
    await to_room(sagas.reject_step, actor, run_id, seq, reason=asked.reason)


@router.post("/{run_id:id}/steps/{seq}/retry", status_code=204)
@raises(*ACTING)
async def retry_step(actor: Editor, run_id: Id, seq: Seq) -> None:
    """Try a step again now; its attempts count anew."""
    await to_room(sagas.retry_step, actor, run_id, seq)


@router.post("/{run_id:id}/steps/{seq}/settle", status_code=204)
@raises(*ACTING)
async def settle_step(actor: Editor, run_id: Id, seq: Seq, asked: Answer) -> None:
    """Say whether a step happened of which nobody could tell."""
    await to_room(sagas.settle_ambiguous, actor, run_id, seq, asked.answer, result=asked.result)


@router.post("/{run_id:id}/steps/{seq}/skip", status_code=204)
@raises(*ACTING)
async def skip_step(actor: Admin, run_id: Id, seq: Seq, asked: Why) -> None:
    """Go on without a step."""
    await to_room(sagas.skip_step, actor, run_id, seq, reason=asked.reason)


@router.post("/{run_id:id}/steps/{seq}/handled", status_code=204)
@raises(*ACTING)
async def handle_step(actor: Admin, run_id: Id, seq: Seq, asked: Why) -> None:
    """Say that somebody has undone a step by hand."""
    await to_room(sagas.mark_handled, actor, run_id, seq, note=asked.reason)


@router.patch("/{run_id:id}/steps/{seq}", status_code=204)
@raises(*ACTING)
async def edit_step(actor: Admin, run_id: Id, seq: Seq, asked: Params) -> None:
    """Give a step that has not begun other parameters."""
    await to_room(sagas.edit_input, actor, run_id, seq, asked.params)
