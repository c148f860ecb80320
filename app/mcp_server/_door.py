"""The address of MCP: finds out who asks, as REST does, and hands the request to the server."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Message, Receive, Scope, Send

from app import config
from app.actor import Actor
from app.errors import NotAllowed, PlatformError
from app.mcp_server import _server

PATH = "/api/mcp"
METADATA_PATH = f"/.well-known/oauth-protected-resource{PATH}"
DOOR = "mcp"
PROGRESS = b'"progressToken"'
LetIn = Callable[[Request, str], Awaitable[Actor]]
Refusal = Callable[[Request, PlatformError, str], Response]


class Door:
    """An ASGI app. `let_in` gives the actor of a request or raises; `refusal` makes a reply of what it raised.

    Nothing is kept between two requests, so that any web process answers any of them.
    """

    def __init__(self, let_in: LetIn, refusal: Refusal) -> None:
        self._let_in = let_in
        self._refusal = refusal
        self._managers = self._make_managers()

    def routes(self) -> list[BaseRoute]:
        """The address itself, and where a program reads how to get in."""
        return [Route(PATH, self), Route(METADATA_PATH, _metadata)]

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Requests are answered while this is open; it may be opened again."""
        self._managers = self._make_managers()
        async with self._managers[False].run(), self._managers[True].run():
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            if request.method != "POST":
                # A stream of the server's own would have nothing to say.
                raise NotAllowed("MCP is spoken by POST here.")
            request.state.actor = await self._let_in(request, DOOR)
            body = await request.body()
        except PlatformError as exc:
            reply = self._refusal(request, exc, f"{config.settings().url.rstrip('/')}{METADATA_PATH}")
            await reply(scope, receive, send)
            return
        # Only who asks to be told of progress gets a stream; one JSON object is simpler for everybody else.
        wants_progress = PROGRESS in body
        await self._managers[wants_progress].handle_request(scope, _again(body, receive), send)

    def _make_managers(self) -> dict[bool, StreamableHTTPSessionManager]:
        """One that answers as a stream, and one that does not."""
        # The edge has looked at Host and Origin already, with what the operator set.
        security = TransportSecuritySettings(enable_dns_rebinding_protection=False)
        return {
            is_stream: StreamableHTTPSessionManager(
                app=_server.make(), json_response=not is_stream, stateless=True, security_settings=security
            )
            for is_stream in (False, True)
        }


def _again(body: bytes, receive: Receive) -> Receive:
    """The body that was read already, and then whatever else comes, such as the end of the connection."""
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def read() -> Message:
        return waiting.pop() if waiting else await receive()

    return read


async def _metadata(_request: Request) -> Response:
    """RFC 9728: what this resource is, and that its key goes into the header."""
    address = config.settings().url.rstrip("/")
    facts: dict[str, Any] = {
        "resource": f"{address}{PATH}",
        "resource_name": "PyAirtable Platform",
        "resource_documentation": f"{address}/api/docs",
        "bearer_methods_supported": ["header"],
        "scopes_supported": ["read", "write"],
    }
    return JSONResponse(facts)
