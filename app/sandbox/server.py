"""The ASGI app of the sandbox and the process around it."""

import hashlib
import ipaddress
import json
import logging
import re
import signal
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.sandbox import errors, mischief, parameters, routes, seeds
from app.sandbox.access import NOBODY, Doorkeeper, Grant
from app.sandbox.attachments import AttachmentLinks
from app.sandbox.comment_calls import forget_comments
from app.sandbox.faults import Dropped, Fault, Faults
from app.sandbox.limits import Limits, LimitSettings
from app.sandbox.routes import Route
from app.sandbox.schema import compact
from app.sandbox.store.database import Database
from app.sandbox.webhooks import Pinger, Recorder
from app.sandbox.workshop import Call, Workshop

MAX_BODY_BYTES = 10_000_000
MAX_ADDRESS_CHARACTERS = 16_000
log = logging.getLogger(__name__)
_HOST = re.compile(r"[\w.-]+(:\d+)?|\[[0-9a-fA-F:]+\](:\d+)?", re.ASCII)
_ORIGIN_LENGTH = len("https://api.airtable.com")
_HEADERS = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "DELETE,GET,OPTIONS,PATCH,POST,PUT",
    "access-control-allow-headers": "authorization,content-length,content-type,user-agent,x-airtable-application-id,"
    "x-airtable-user-agent,x-api-version,x-requested-with",
}


class SandboxApp:
    """The server as an ASGI app."""

    def __init__(self, workshop: Workshop, doorkeeper: Doorkeeper, pinger: Pinger) -> None:
        self._workshop = workshop
        self._pinger = pinger
        self._door = _Door(workshop, doorkeeper)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            try:
                response = await self._door.answer(Request(scope, receive))
            except Dropped:
                mischief.cut(send)
            else:
                await response(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._pinger.start()
            else:
                await run_in_threadpool(self._pinger.stop)
                self._workshop.database.close()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return


def create_app(
    data_dir: Path | str,
    token: str,
    seed: str | dict[str, Any] = "demo",
    *,
    database: str = "",
    rate_limit: bool = False,
) -> SandboxApp:
    """The server as an ASGI app on the database in data_dir, or at the URL.

    The seed is "demo", "empty", "bench:N", the path of a JSON file, or its content; a database that was seeded before
    keeps its data. rate_limit: requests beyond Airtable's limits are refused; the control API can change it.
    Raises ValueError for an empty token or a seed that is not well formed.
    """
    if not token:
        raise ValueError("The sandbox needs a token.")
    folder = Path(data_dir)
    folder.mkdir(parents=True, exist_ok=True)
    opened = Database(folder, database)
    try:
        seeds.plant(opened, seed)
    except BaseException:
        opened.close()
        raise
    doorkeeper = Doorkeeper(opened, token)
    workshop = Workshop(
        database=opened,
        faults=Faults(),
        limits=Limits(LimitSettings(enabled=rate_limit)),
        replant=lambda: seeds.replant(opened, seed),
        key=hashlib.sha256(f"keys of the sandbox: {token}".encode()).digest(),
        grant_of=doorkeeper.grant,
    )
    pinger = Pinger(opened, workshop.timing)
    workshop.wake_pinger = pinger.wake
    recorder = Recorder(workshop.timing, pinger.wake)
    workshop.listeners.within += [forget_comments, recorder.record]
    workshop.listeners.after.append(recorder.wake)
    return SandboxApp(workshop, doorkeeper, pinger)


def serve(
    host: str,
    port: int,
    data_dir: Path | str,
    token: str,
    seed: str | dict[str, Any] = "demo",
    *,
    database: str = "",
    rate_limit: bool = False,
) -> None:
    """Serves until SIGINT or SIGTERM, then finishes the requests under way and returns. For the main thread only."""
    # Once uvicorn has shut down it raises the signal again for whoever was there before: nobody has to die of it.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: None)
    uvicorn.run(
        create_app(data_dir, token, seed, database=database, rate_limit=rate_limit),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )


class _Door:
    """Finds the route, checks the token, reads the parameters, in the order in which the original complains."""

    def __init__(self, workshop: Workshop, doorkeeper: Doorkeeper) -> None:
        self._workshop = workshop
        self._doorkeeper = doorkeeper

    async def answer(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(headers=_HEADERS)
        started = time.perf_counter()
        raw_path = request.scope.get("raw_path", b"").decode(errors="replace")
        pairs = _query_pairs(request)
        status, headers = 0, _HEADERS
        try:
            status, content = 200, await self._call(request, raw_path, pairs)
        except errors.ApiError as error:
            status, content, headers = error.status, error.body, {**_HEADERS, **error.headers}
        except Dropped:
            raise
        except Exception:
            status, content = 500, errors.crashed().body
            log.exception("sandbox request failed: %s %s", request.method, raw_path)
        finally:
            if not raw_path.startswith("/_control/"):
                self._workshop.log.add(
                    method=request.method,
                    path=raw_path,
                    query=pairs or [],
                    status=status,
                    milliseconds=(time.perf_counter() - started) * 1000,
                )
        if isinstance(content, Response):
            return content
        text = content if isinstance(content, str) else compact(content)
        return Response(text.encode(errors="replace"), status, headers, "application/json; charset=utf-8")

    async def _call(
        self, request: Request, raw_path: str, pairs: list[tuple[str, str]] | None
    ) -> dict[str, Any] | str | Response:
        query_length = len(request.scope.get("query_string", b""))
        if _ORIGIN_LENGTH + len(raw_path) + query_length >= MAX_ADDRESS_CHARACTERS:
            raise errors.long_address()
        route, places = routes.find(request.method, raw_path)
        if route.is_control and not _is_local(request):
            raise errors.unroutable()
        grant = await run_in_threadpool(self._grant, route, request.headers.get("authorization", ""))
        body = await _body(request, is_form=route.is_form) if request.method != "GET" else {}
        taken: list[Fault] = []
        if route.is_api:
            base_id = next((each for each in places if each.startswith("app")), "")
            self._workshop.limits.count(base_id, grant.person.id, is_meta=route.is_meta)
        if not route.is_control:
            has_offset = bool(body.get("offset") or dict(pairs or ()).get("offset"))
            taken = self._workshop.faults.take(request.method, raw_path, has_offset=has_offset)
        for fault in taken:
            await mischief.apply(fault, request, when="before")
        if pairs is None:
            raise errors.bad_parameters()
        query = parameters.lists(pairs) if route.is_form else parameters.merge_pairs(pairs)
        call = Call(
            places,
            query,
            body,
            grant,
            route.scope,
            mischief.distortion(taken),
            links=self._links(request),
            authorization=request.headers.get("authorization", ""),
        )
        content: dict[str, Any] | str | Response = await run_in_threadpool(
            route.handler, self._workshop, call
        )
        for fault in taken:
            await mischief.apply(fault, request, when="after")
            content = fault.body if fault.kind == "garbage" else content
        return content

    def _links(self, request: Request) -> AttachmentLinks:
        seconds = self._workshop.timing.periods.attachment_url
        return AttachmentLinks(self._workshop.key, _origin(request), seconds)

    def _grant(self, route: Route, header: str) -> Grant:
        if not route.needs_token:
            return NOBODY
        grant = self._doorkeeper.grant(header)
        if route.is_control and not grant.is_control:
            raise errors.unauthenticated()
        return grant


def _origin(request: Request) -> str:
    """Scheme, host and port of this server as the client sees it; as the server does if the client sent no host."""
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):
        host = ":".join(str(part) for part in request.scope.get("server") or ("localhost",))
    return f"{request.scope['scheme']}://{host}"


def _is_local(request: Request) -> bool:
    """Whether the request came from this machine; a unix socket has no address."""
    try:
        return request.client is None or ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _query_pairs(request: Request) -> list[tuple[str, str]] | None:
    """The query in its order; None when it has too many parts to be meant seriously."""
    query = request.scope.get("query_string", b"").decode(errors="replace")
    try:
        return parse_qsl(query, keep_blank_values=True, max_num_fields=5000)
    except ValueError:
        return None


async def _body(request: Request, *, is_form: bool) -> dict[str, Any]:
    """The JSON object of the request, or the lists of values of its form; {} when there is no body."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MAX_BODY_BYTES:
            raise errors.too_large()
        chunks.append(chunk)
    if not size:
        return {}
    data = b"".join(chunks)
    if is_form:
        return _form(data)
    try:
        body = json.loads(data)
        if b"\\ud" in data.lower():
            # Half of a surrogate pair is no text that can be stored.
            compact(body).encode()
    except (ValueError, RecursionError):
        raise errors.bad_body() from None
    if not isinstance(body, dict):
        raise errors.bad_body()
    return body


def _form(data: bytes) -> dict[str, Any]:
    """The values of each field of a form, in lists, because a field may stand there several times."""
    try:
        return parameters.lists(parse_qsl(data.decode(), keep_blank_values=True, max_num_fields=1000))
    except ValueError:
        raise errors.bad_body() from None
