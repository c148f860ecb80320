"""Long replies: what a sync room makes piece by piece, sent in blocks as it comes."""

from collections.abc import AsyncIterator, Callable, Iterator

from starlette.responses import StreamingResponse

from app.actor import Actor
from app.hops import to_room

BLOCK_BYTES = 64 * 1024


async def download(
    export: Callable[[Actor], Iterator[bytes]], actor: Actor, *, file_name: str, media_type: str
) -> StreamingResponse:
    """The file that an export writes. What the export refuses is raised here, before anything is sent."""
    pieces = await to_room(export, actor)
    first = await to_room(_block, pieces)
    headers = {"content-disposition": f'attachment; filename="{file_name}"'}
    return StreamingResponse(_blocks(first, pieces), headers=headers, media_type=media_type)


async def _blocks(first: bytes, others: Iterator[bytes]) -> AsyncIterator[bytes]:
    block = first
    while block:
        yield block
        block = await to_room(_block, others)


def _block(pieces: Iterator[bytes]) -> bytes:
    """The next pieces together, so that small ones do not cost a hop each; empty at the end."""
    block = bytearray()
    for piece in pieces:
        block += piece
        if len(block) >= BLOCK_BYTES:
            break
    return bytes(block)
