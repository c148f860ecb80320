"""Long replies: what a sync room makes piece by piece, sent in blocks as it comes."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from typing import Any, TypeVar

from starlette.responses import StreamingResponse

from app.actor import Actor
from app.hops import to_room

BLOCK_BYTES = 64 * 1024
Hop = Callable[..., Awaitable[Any]]
Pieces = TypeVar("Pieces", bound=Iterable[bytes])


async def download(
    export: Callable[[Actor], Pieces],
    actor: Actor,
    *,
    file_name: str,
    media_type: str,
    hop: Hop = to_room,
    facts: Callable[[Pieces], dict[str, str]] | None = None,
) -> StreamingResponse:
    """The file that an export writes. What the export refuses is raised here, before anything is sent.

    hop is `to_network` for an export that waits for another service; facts are further headers.
    """
    made = await hop(export, actor)
    pieces = iter(made)
    first = await hop(_block, pieces)
    headers = {"content-disposition": f'attachment; filename="{file_name}"'} | (facts(made) if facts else {})
    return StreamingResponse(_blocks(first, pieces, hop), headers=headers, media_type=media_type)


async def _blocks(first: bytes, others: Iterator[bytes], hop: Hop) -> AsyncIterator[bytes]:
    block = first
    while block:
        yield block
        block = await hop(_block, others)


def _block(pieces: Iterator[bytes]) -> bytes:
    """The next pieces together, so that small ones do not cost a hop each; empty at the end."""
    block = bytearray()
    for piece in pieces:
        block += piece
        if len(block) >= BLOCK_BYTES:
            break
    return bytes(block)
