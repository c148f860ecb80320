"""The assistant: threads, turns and answers. Apart from shapes everything is async."""

from typing import Any

from app.actor import Actor
from app.assistant import _history, _prompts, _queries, _sharing, _threads
from app.assistant._planner import GO_ON
from app.assistant._planner._wording import EXAMPLES
from app.assistant._prompts import Prompt, PromptText
from app.assistant._shapes import Message, Step, Thread, ThreadCard, TurnRef
from app.assistant._sharing import Share, SharedThread
from app.assistant._turns import ask, drain, stop_turn, watch
from app.files import FileCard
from app.hops import to_room
from app.paging import Page
from app.tools import Cell, Chart, Chip, Column, ExportFile, Proof, ResultTable

__all__ = [
    "GO_ON",
    "Cell",
    "Chart",
    "Chip",
    "Column",
    "ExportFile",
    "FileCard",
    "Message",
    "Prompt",
    "PromptText",
    "Proof",
    "ResultTable",
    "Share",
    "SharedThread",
    "Step",
    "Thread",
    "ThreadCard",
    "TurnRef",
    "ask",
    "ask_query",
    "change_thread",
    "delete_prompt",
    "delete_thread",
    "drain",
    "export_markdown",
    "find_share",
    "find_thread",
    "get_shared",
    "get_thread",
    "list_prompt_texts",
    "list_prompts",
    "list_threads",
    "page_threads",
    "save_prompt",
    "share_thread",
    "starters",
    "stop_sharing",
    "stop_turn",
    "watch",
]


async def list_threads(actor: Actor, *, query: str = "", archived: bool = False) -> list[ThreadCard]:
    """The person's threads, pinned ones before the others, newest first, at most 200. `query` is looked for in titles
    and in all that was said; archived ones are listed apart."""
    return await to_room(_threads.list_threads, actor, query=query, archived=archived)


async def page_threads(
    actor: Actor, *, query: str = "", archived: bool = False, cursor: str = "", limit: int = 0
) -> Page[ThreadCard]:
    """The same by pages, by when they were begun, newest first. Raises InvalidInput for a cursor of another list."""
    return await to_room(
        _threads.page_threads, actor, query=query, archived=archived, cursor=cursor, limit=limit
    )


async def find_thread(actor: Actor, thread_id: str) -> ThreadCard | None:
    """The line of one thread in the list; None when it is deleted, or not the person's."""
    return await to_room(_threads.find_thread, actor, thread_id)


async def get_thread(actor: Actor, thread_id: str) -> Thread:
    """A thread of the person with its messages. Raises NotFound."""
    return await to_room(_history.get_thread, actor, thread_id)


async def change_thread(
    actor: Actor,
    thread_id: str,
    *,
    title: str | None = None,
    pinned: bool | None = None,
    archived: bool | None = None,
    shown_turn: str = "",
) -> ThreadCard:
    """Name a thread, pin it, put it away, or show the branch through a turn; None leaves it as it is. Raises
    InvalidInput, NotFound, Conflict."""
    return await to_room(
        _threads.change_thread,
        actor,
        thread_id,
        title=title,
        pinned=pinned,
        archived=archived,
        shown_turn=shown_turn,
    )


async def export_markdown(actor: Actor, thread_id: str) -> str:
    """A thread as a document. Raises NotFound."""
    return await to_room(_threads.export_markdown, actor, thread_id)


async def delete_thread(actor: Actor, thread_id: str) -> None:
    """Stop what runs in a thread and delete it with its messages. Raises NotFound, Forbidden."""
    _threads.require_writing(actor)
    running = (await get_thread(actor, thread_id)).running_turn_id
    if running:
        await stop_turn(actor, running)
    await to_room(_threads.delete_thread, actor, thread_id)


async def ask_query(
    actor: Actor, query: dict[str, Any], *, thread_id: str = "", client_id: str = ""
) -> TurnRef:
    """Ask a query of a proof, changed or not, as the next question of a thread; no model takes part. Raises
    InvalidInput, NotFound, Conflict."""
    text = await _queries.question_of(actor, query)
    return await ask(actor, text, thread_id=thread_id, client_id=client_id, engine=_queries.engine_of(query))


async def starters(_actor: Actor) -> list[str]:
    """Questions that work on the demo data, for an empty chat."""
    return list(EXAMPLES)


async def find_share(actor: Actor, thread_id: str) -> Share:
    """How one's own thread is shared with the team. Raises NotFound."""
    return await to_room(_sharing.find_share, actor, thread_id)


async def share_thread(actor: Actor, thread_id: str) -> Share:
    """Show the team what the thread shows now, under the link it had before. Raises NotFound, InvalidInput without an
    answer, Forbidden for a key that only reads."""
    return await to_room(_sharing.share_thread, actor, thread_id)


async def stop_sharing(actor: Actor, thread_id: str) -> None:
    """Nobody else sees the thread any more. Raises NotFound, Forbidden for a key that only reads."""
    await to_room(_sharing.stop_sharing, actor, thread_id)


async def get_shared(actor: Actor, shared_id: str) -> SharedThread:
    """A thread that somebody of the team shared, as it was then. Raises NotFound."""
    return await to_room(_sharing.get_shared, actor, shared_id)


async def list_prompts(actor: Actor) -> list[Prompt]:
    """The prompts of the team by title."""
    return await to_room(_prompts.list_prompts, actor)


async def list_prompt_texts(actor: Actor, prompt_id: str) -> list[PromptText]:
    """Every text that a prompt has had, newest first. Raises NotFound."""
    return await to_room(_prompts.list_prompt_texts, actor, prompt_id)


async def save_prompt(
    actor: Actor, *, title: str, text: str, prompt_id: str = "", version: int = 0
) -> Prompt:
    """Make a prompt, or give one its next text after the `version` that was seen. Needs admin. Raises InvalidInput,
    NotFound, and Conflict for a title that is taken or a version that is not the newest."""
    return await to_room(
        _prompts.save_prompt, actor, title=title, text=text, prompt_id=prompt_id, version=version
    )


async def delete_prompt(actor: Actor, prompt_id: str) -> None:
    """Delete a prompt with all its texts. Needs admin. Raises NotFound."""
    await to_room(_prompts.delete_prompt, actor, prompt_id)
