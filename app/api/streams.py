"""Long replies: pieces that a sync room makes, one thread hop each, sent as they come."""

from collections.abc import AsyncIterator, Callable, Iterator

from starlette.responses import StreamingResponse

from app.actor import Actor
from app.hops import to_room


async def download(
    export: Callable[[Actor], Iterator[bytes]], actor: Actor, *, file_name: str, media_type: str
) -> StreamingResponse:
    """The file that an export writes. What the export refuses is raised here, before anything is sent."""
    pieces = await to_room(export, actor)
    first = await to_room(next, pieces, b"")
    headers = {"content-disposition": f'attachment; filename="{file_name}"'}
    return StreamingResponse(_pieces(first, pieces), headers=headers, media_type=media_type)


async def _pieces(first: bytes, others: Iterator[bytes]) -> AsyncIterator[bytes]:
    piece = first
    while piece:
        yield piece
        piece = await to_room(next, others, b"")
