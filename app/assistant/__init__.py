"""The assistant: threads, turns and answers. Apart from shapes everything is async."""

from app.actor import Actor
from app.assistant import _history
from app.assistant._planner._wording import EXAMPLES
from app.assistant._shapes import Message, Step, Thread, ThreadCard, TurnRef
from app.assistant._turns import ask, drain, stop_turn, watch
from app.hops import to_room
from app.tools import Cell, Column, Proof, ResultTable

__all__ = [
    "Cell",
    "Column",
    "Message",
    "Proof",
    "ResultTable",
    "Step",
    "Thread",
    "ThreadCard",
    "TurnRef",
    "ask",
    "delete_thread",
    "drain",
    "find_thread",
    "get_thread",
    "list_threads",
    "rename_thread",
    "starters",
    "stop_turn",
    "watch",
]


async def list_threads(actor: Actor, *, query: str = "") -> list[ThreadCard]:
    """The person's threads, newest first, at most 200; `query` is looked for in titles."""
    return await to_room(_history.list_threads, actor, query=query)


async def find_thread(actor: Actor, thread_id: str) -> ThreadCard | None:
    """The line of one thread in the list; None when it is deleted, or not the person's."""
    return await to_room(_history.find_thread, actor, thread_id)


async def get_thread(actor: Actor, thread_id: str) -> Thread:
    """A thread of the person with its messages. Raises NotFound."""
    return await to_room(_history.get_thread, actor, thread_id)


async def rename_thread(actor: Actor, thread_id: str, title: str) -> None:
    """Raises InvalidInput for an empty or overlong title, NotFound."""
    await to_room(_history.rename_thread, actor, thread_id, title)


async def delete_thread(actor: Actor, thread_id: str) -> None:
    """Stop what runs in a thread and delete it with its messages. Raises NotFound."""
    running = (await get_thread(actor, thread_id)).running_turn_id
    if running:
        await stop_turn(actor, running)
    await to_room(_history.delete_thread, actor, thread_id)


async def starters(_actor: Actor) -> list[str]:
    """Questions that work on the demo data, for an empty chat."""
    return list(EXAMPLES)
