"""The outermost layer: every request passes here first, and every reply last."""

import time
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.responses import RedirectResponse, Response

from app import telemetry
from app.api import problem
from app.edge import _gate, _headers
from app.edge._bodies import CountedBody, Message, Receive, Send, is_announced_too_large, too_large
from app.edge._front import Front, built_front
from app.edge._request import Request, Scope
from app.edge._sockets import Sockets
from app.errors import NotFound, PlatformError
from app.telemetry import logger

Inner = Callable[[Scope, Receive, Send], Awaitable[None]]
SEE_OTHER = 303
NOT_MODIFIED = 304
log = logger(__name__)


class Edge:
    """`Edge(app)` is the app behind our door."""

    def __init__(
        self, inner: Inner, *, routes: frozenset[str] = frozenset(), front: Front | None = None
    ) -> None:
        self.inner = inner
        self.routes = routes
        self.front = front or built_front()
        self.sockets = Sockets(inner)
        self.security = _headers.security_headers()
        self.page_policy = _headers.page_policy(self.front.script_hashes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self.sockets.serve(Request.of(scope), receive, send)
        elif scope["type"] == "http":
            await self._serve(Request.of(scope), receive, send)
        else:
            await self.inner(scope, receive, send)

    async def _serve(self, request: Request, receive: Receive, send: Send) -> None:
        reply = _Reply(self, request, send)
        began = time.perf_counter()
        with telemetry.bound(request_id=request.request_id):
            try:
                await self._answer(request, receive, reply)
            except Exception as exc:
                await self._last_resort(request, reply, exc)
            finally:
                self._record(request, reply, time.perf_counter() - began)

    async def _answer(self, request: Request, receive: Receive, reply: "_Reply") -> None:
        try:
            early = await self._early(request)
        except PlatformError as exc:
            early = _problem(request, exc)
        if early is not None:
            await early(request.scope, receive, reply.send)
            return
        body = CountedBody(receive)
        reply.body, reply.scope = body, self._inner_scope(request)
        await self.inner(reply.scope, body.receive, reply.send)

    async def _early(self, request: Request) -> Response | None:
        """The reply that needs nothing of the app. Raises PlatformError."""
        refused = _gate.refusal(request)
        if refused:
            raise refused
        if is_announced_too_large(request):
            raise too_large()
        if request.method in {"GET", "HEAD"} and (place := await self.front.elsewhere(request)):
            return RedirectResponse(place, SEE_OTHER)
        return None

    def _inner_scope(self, request: Request) -> Scope:
        path = self.front.inner_path(request.path)
        state = {
            **request.scope.get("state", {}),
            "request_id": request.request_id,
            "address": request.address,
            "is_loopback": request.is_loopback_peer,
        }
        return {**request.scope, "path": path, "raw_path": quote(path).encode(), "state": state}

    async def _last_resort(self, request: Request, reply: "_Reply", exc: Exception) -> None:
        """Whatever went wrong inside, nobody outside reads how."""
        if reply.body is not None and reply.body.is_over:
            exc = too_large()
        if not isinstance(exc, PlatformError):
            log.error("request_failed", method=request.method, path=_shown(request.path), exc_info=exc)
        if not reply.has_started:
            reply.body = None
            answer = _problem(request, exc)
            await answer(request.scope, _nothing, reply.send)

    def _record(self, request: Request, reply: "_Reply", seconds: float) -> None:
        route = reply.route(request)
        telemetry.http_requests.labels(_method(request.method), route, str(reply.status)).inc()
        telemetry.http_seconds.labels(route).observe(seconds)
        tell = log.debug if route in {"file", "probe"} else log.info
        tell(
            "request",
            method=_method(request.method),
            path=_shown(request.path),
            status=reply.status,
            ms=round(seconds * 1000, 1),
            address=request.address,
        )


class _Reply:
    """A reply on its way out: gets our headers, and gives way to ours where the app's would be a stranger's."""

    def __init__(self, edge: Edge, request: Request, send: Send) -> None:
        self.edge, self.request, self._send = edge, request, send
        self.status = 0
        self.has_started = False
        self.body: CountedBody | None = None
        self.scope: Scope = {}
        self._instead: Response | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            return await self._start(message)
        if self._instead is None:
            return await self._send(message)
        return None

    async def _start(self, message: Message) -> None:
        self.status = message["status"]
        if self._is_foreign(message):
            exc = (
                too_large()
                if self.body and self.body.is_over
                else NotFound("There is nothing at this address.")
            )
            instead = _problem(self.request, exc)
            self.body = None
            await instead(self.request.scope, _nothing, self.send)
            self._instead = instead
            return
        self.has_started = True
        await self._send({**message, "headers": self._headers(list(message.get("headers", [])))})

    def _headers(self, given: _headers.Headers) -> _headers.Headers:
        # A 304 has no content type, and the browser puts its policy on the page it kept.
        is_kept_page = self.status == NOT_MODIFIED and self.edge.front.is_page(self.request.path)
        is_page = is_kept_page or _headers.is_page(given)
        is_file = self.edge.front.is_file(self.request.path)
        ours = [
            *self.edge.security,
            (b"content-security-policy", self.edge.page_policy if is_page else _headers.BARE_POLICY),
            (b"cache-control", _headers.cache_control(self.request.path, self.status, is_file=is_file)),
        ]
        return _headers.complete(given, ours, self.request.request_id)

    def _is_foreign(self, message: Message) -> bool:
        """Whether our own page must take the reply's place: the body was cut, or Reflex found nothing."""
        if self.body is None:
            return False
        if self.body.is_over:
            return True
        is_ours = any(name == problem.OURS for name, _ in message["headers"])
        has_app = b"cookie" in self.request.headers and self.request.wants_html
        return self.status == NotFound.status and not is_ours and not has_app

    def route(self, request: Request) -> str:
        """A name with few values, for metrics."""
        if request.path in _gate.PROBES:
            return "probe"
        if self.edge.front.is_page(request.path):
            return "page"
        if self.edge.front.is_file(request.path):
            return "file"
        # The router leaves the route that it chose; a path with ids in it would be a name of its own.
        path = getattr(self.scope.get("route"), "path_format", request.path)
        return path if path in self.edge.routes else "other"


def _problem(request: Request, exc: Exception) -> Response:
    answer = problem.response(exc, request.request_id, html=request.wants_html)
    if request.has_body:
        # Else the server would go on reading what nobody wants.
        answer.headers["connection"] = "close"
    return answer


def _method(method: str) -> str:
    return method if method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} else "OTHER"


def _shown(path: str) -> str:
    return quote(path)[:200]


async def _nothing() -> Message:
    return {"type": "http.disconnect"}
