"""`/api/v1/threads`: one's own conversations with the assistant."""

from typing import Annotated, Literal

from fastapi import Query, Response
from pydantic import Field, StrictBool

from app import assistant
from app.api.inputs import NAME, Body, Id, MaybeId, Paged
from app.api.route import JSON, raises, resource
from app.api.visitor import Viewer
from app.assistant import Share, SharedThread, Thread, ThreadCard
from app.errors import Conflict, NotFound
from app.paging import Page

router = resource("Chat", "/api/v1/threads")


class ThreadChange(Body):
    """What is to be different in a thread."""

    title: str | None = Field(default=None, min_length=1, max_length=200, pattern=NAME)
    pinned: StrictBool | None = None
    archived: StrictBool | None = None
    shown_turn: MaybeId = Field(
        default="", description="Show the version of a question that this turn answers."
    )


@router.get("")
async def list_threads(
    actor: Viewer,
    page: Paged,
    query: Annotated[
        str, Query(max_length=200, pattern=NAME, description="Words of the title or of what was said.")
    ] = "",
    archived: Annotated[Literal["", "only"], Query(description="Those that were put away.")] = "",
) -> Page[ThreadCard]:
    """One's own threads, by when they were begun, newest first."""
    return await assistant.page_threads(
        actor, query=query, archived=archived == "only", cursor=page.cursor, limit=page.limit
    )


@router.get("/{thread_id:id}")
@raises(NotFound)
async def read_thread(actor: Viewer, thread_id: Id) -> Thread:
    """A thread with its messages, oldest first."""
    return await assistant.get_thread(actor, thread_id)


@router.patch("/{thread_id:id}")
@raises(NotFound, Conflict)
async def change_thread(actor: Viewer, thread_id: Id, asked: ThreadChange) -> ThreadCard:
    """Name a thread, pin it, put it away, or show another version of a question."""
    return await assistant.change_thread(actor, thread_id, **asked.model_dump())


@router.delete("/{thread_id:id}", status_code=204)
@raises(NotFound)
async def delete_thread(actor: Viewer, thread_id: Id) -> None:
    """Delete a thread with all that was said in it."""
    await assistant.delete_thread(actor, thread_id)


@router.post("/{thread_id:id}/stop", status_code=204)
@raises(NotFound)
async def stop_thread(actor: Viewer, thread_id: Id) -> None:
    """Stop the answer that is being written in a thread; what it wrote so far stays."""
    running = (await assistant.get_thread(actor, thread_id)).running_turn_id
    if running:
        await assistant.stop_turn(actor, running)


@router.get("/{thread_id:id}/export")
@raises(NotFound)
async def export_thread(
    actor: Viewer,
    thread_id: Id,
    form: Annotated[Literal["markdown", "json"], Query(alias="format")] = "markdown",
) -> Response:
    """A thread as a file, to be kept or read elsewhere."""
    if form == "json":
        text, media_type, ending = (
            (await assistant.get_thread(actor, thread_id)).model_dump_json(indent=2),
            JSON,
            "json",
        )
    else:
        text, media_type, ending = await assistant.export_markdown(actor, thread_id), "text/markdown", "md"
    headers = {"content-disposition": f'attachment; filename="thread-{thread_id[:12]}.{ending}"'}
    return Response(text, media_type=media_type, headers=headers)


@router.get("/{thread_id:id}/share")
@raises(NotFound)
async def read_share(actor: Viewer, thread_id: Id) -> Share:
    """How a thread is shared with the team."""
    return await assistant.find_share(actor, thread_id)


@router.put("/{thread_id:id}/share")
@raises(NotFound)
async def share_thread(actor: Viewer, thread_id: Id) -> Share:
    """Show the team what the thread shows now. Shared before, it keeps its link and shows the new state."""
    return await assistant.share_thread(actor, thread_id)


@router.delete("/{thread_id:id}/share", status_code=204)
@raises(NotFound)
async def stop_sharing(actor: Viewer, thread_id: Id) -> None:
    """Nobody else sees the thread any more."""
    await assistant.stop_sharing(actor, thread_id)


@router.get("/shared/{shared_id:id}")
@raises(NotFound)
async def read_shared(actor: Viewer, shared_id: Id) -> SharedThread:
    """A thread that somebody of the team shared, as it was then."""
    return await assistant.get_shared(actor, shared_id)
