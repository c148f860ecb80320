"""The edge around a small app, driven without a socket."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app import config
from app.auth import _sessions
from app.edge import Edge, Front

INLINE = "window.made = 1;"
PAGE = f'<!doctype html><script src="/x.js"></script><script>{INLINE}</script><p>Chat</p>'


@pytest.fixture(autouse=True)
def _forgetful() -> Iterator[None]:
    yield
    _sessions._remembered.clear()


@pytest.fixture
def front(tmp_path: Path) -> Front:
    """A built front end with one page and one asset."""
    folder = tmp_path / "client"
    for name, text in {
        "index.html": PAGE,
        "chat/index.html": PAGE,
        "assets/chat-abc123.js": "1",
        "tokens.css": ":root{}",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Front(folder)


class Inner:
    """The app inside: remembers what reached it, reads bodies whole, and answers with what a test set."""

    def __init__(self) -> None:
        self.scopes: list[dict[str, Any]] = []
        self.body_bytes = 0
        self.status = 200
        self.headers: list[tuple[bytes, bytes]] = [(b"content-type", b"text/html; charset=utf-8")]
        self.error: Exception | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.scopes.append(scope)
        if scope["type"] == "websocket":
            await self._websocket(receive, send)
            return
        more = True
        while more:
            message = await receive()
            self.body_bytes += len(message.get("body", b""))
            more = message.get("more_body", False)
        if self.error is not None:
            raise self.error
        await send({"type": "http.response.start", "status": self.status, "headers": list(self.headers)})
        await send({"type": "http.response.body", "body": b"inner"})

    async def _websocket(self, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] != "websocket.disconnect":
            await send({"type": "websocket.send", "text": message.get("text", "")})


@pytest.fixture
def inner() -> Inner:
    return Inner()


@pytest.fixture
def edge(settings: config.Settings, inner: Inner, front: Front) -> Edge:
    return Edge(inner, front=front)


@pytest.fixture
def client_of() -> Callable[[Any], httpx.AsyncClient]:
    """An HTTP client of an ASGI application, at the address of the settings."""

    def make(app: Any, *, client: tuple[str, int] = ("127.0.0.1", 50_000)) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=client)
        return httpx.AsyncClient(transport=transport, base_url=config.settings().url)

    return make


@pytest.fixture
def client(edge: Edge, client_of: Callable[..., httpx.AsyncClient]) -> httpx.AsyncClient:
    return client_of(edge)
