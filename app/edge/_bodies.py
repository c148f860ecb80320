"""No body, and no frame, above its limit is kept in memory."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from app import config
from app.edge._request import Request
from app.errors import TooLarge

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
MESSAGE_TOO_BIG = 1009


def too_large() -> TooLarge:
    return TooLarge(
        "What was sent is too large.", what_to_do=f"At most {config.limits().body_bytes // 1_000_000} MB fit."
    )


def is_announced_too_large(request: Request) -> bool:
    """Whether the length that the request announces is above the limit; nothing of it is read then."""
    length = request.headers.get(b"content-length", "0")
    return not length.isascii() or not length.isdigit() or int(length) > config.limits().body_bytes


class CountedBody:
    """Counts a body while it is read, for those that announce no length or a wrong one."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._bytes = 0
        self.is_over = False

    async def receive(self) -> Message:
        """Raises TooLarge as soon as the limit is passed."""
        message = await self._receive()
        if message["type"] == "http.request":
            self._bytes += len(message.get("body", b""))
            if self._bytes > config.limits().body_bytes:
                self.is_over = True
                raise too_large()
        return message


def limited_frames(receive: Receive, send: Send) -> Receive:
    """Ends a websocket, with the code that stands for it, at a frame above the limit."""

    async def receive_one() -> Message:
        message = await receive()
        frame = message.get("text") or message.get("bytes") or b""
        limit = config.limits().event_bytes
        if len(frame) <= limit and (
            isinstance(frame, bytes) or len(frame) * 4 <= limit or len(frame.encode()) <= limit
        ):
            return message
        await send({"type": "websocket.close", "code": MESSAGE_TOO_BIG})
        return {"type": "websocket.disconnect", "code": MESSAGE_TOO_BIG}

    return receive_one


def _size(frame: str | bytes) -> int:
    """Bytes on the wire; a frame of plain letters is not encoded once more to know."""
    return len(frame) if isinstance(frame, bytes) or frame.isascii() else len(frame.encode())
