"""The ASGI app of the sandbox and the process around it."""

import hmac
import json
import logging
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route as AnyPath

from app.sandbox import errors, parameters, routes, seeds
from app.sandbox.listing import Listing
from app.sandbox.requests_log import RequestsLog
from app.sandbox.store import Store

MAX_BODY_BYTES = 10_000_000
log = logging.getLogger(__name__)
_METHODS = ["GET", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"]
_HEADERS = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "DELETE,GET,OPTIONS,PATCH,POST,PUT",
    "access-control-allow-headers": "authorization,content-length,content-type,user-agent,x-airtable-application-id,"
    "x-airtable-user-agent,x-api-version,x-requested-with",
}


def create_app(data_dir: Path | str, token: str, seed: str | dict[str, Any] = "demo") -> Starlette:
    """The server as an ASGI app on the database in data_dir.

    The seed is "demo", "empty", the path of a JSON file, or its content; a folder that was seeded before keeps its
    data. Raises ValueError for an empty token or a seed that is not well formed.
    """
    if not token:
        raise ValueError("The sandbox needs a token.")
    folder = Path(data_dir)
    folder.mkdir(parents=True, exist_ok=True)
    store = Store(folder / "sandbox.sqlite3")
    seeds.plant(store, seed)
    door = _Door(routes.Workshop(store, Listing(store), RequestsLog()), token)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        store.close()

    return Starlette(routes=[AnyPath("/{path:path}", door.answer, methods=_METHODS)], lifespan=lifespan)


def serve(
    host: str, port: int, data_dir: Path | str, token: str, seed: str | dict[str, Any] = "demo"
) -> None:
    """Serves until SIGINT or SIGTERM, then finishes the requests under way and returns. For the main thread only."""
    # Once uvicorn has shut down it raises the signal again for whoever was there before: nobody has to die of it.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: None)
    uvicorn.run(
        create_app(data_dir, token, seed),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )


class _Door:
    """Finds the route, checks the token, reads the parameters, in the order in which the original complains."""

    def __init__(self, workshop: routes.Workshop, token: str) -> None:
        self._workshop = workshop
        self._token = token.encode()

    async def answer(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(headers=_HEADERS)
        started = time.perf_counter()
        raw_path = request.scope.get("raw_path", b"").decode(errors="replace")
        pairs = _query_pairs(request)
        try:
            status, content = 200, await self._call(request, raw_path, pairs)
        except errors.ApiError as error:
            status, content = error.status, error.body
        except Exception:
            status, content = 500, errors.crashed().body
            log.exception("sandbox request failed: %s %s", request.method, raw_path)
        if not raw_path.startswith("/_control/"):
            self._workshop.log.add(
                method=request.method,
                path=raw_path,
                query=pairs or [],
                status=status,
                milliseconds=(time.perf_counter() - started) * 1000,
            )
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        return Response(text.encode(errors="replace"), status, _HEADERS, "application/json; charset=utf-8")

    async def _call(
        self, request: Request, raw_path: str, pairs: list[tuple[str, str]] | None
    ) -> dict[str, Any]:
        route, places = routes.find(request.method, raw_path)
        if route.needs_token:
            self._check_token(request.headers.get("authorization", ""))
        if pairs is None:
            raise errors.bad_parameters()
        body = await _body(request) if request.method != "GET" else {}
        call = routes.Call(places=places, query=parameters.merge_pairs(pairs), body=body)
        return await run_in_threadpool(route.handler, self._workshop, call)

    def _check_token(self, header: str) -> None:
        scheme, _, given = header.partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), self._token):
            raise errors.unauthenticated()


def _query_pairs(request: Request) -> list[tuple[str, str]] | None:
    """The query in its order; None when it has too many parts to be meant seriously."""
    query = request.scope.get("query_string", b"").decode(errors="replace")
    try:
        return parse_qsl(query, keep_blank_values=True, max_num_fields=5000)
    except ValueError:
        return None


async def _body(request: Request) -> dict[str, Any]:
    """The JSON object of the request, {} when there is no body."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MAX_BODY_BYTES:
            raise errors.too_large()
        chunks.append(chunk)
    if not size:
        return {}
    try:
        body = json.loads(b"".join(chunks))
    except (ValueError, RecursionError):
        raise errors.bad_body() from None
    if not isinstance(body, dict):
        raise errors.bad_body()
    return body
