"""REST: one application with the routes of every file of this folder, and one way for errors to become replies."""

import pkgutil
from importlib import import_module
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from app.api import problem, visitor
from app.api.route import meet, with_rate
from app.errors import InvalidInput, NotAllowed, NotFound, PlatformError

FOLDER = Path(__file__).parent
ELSEWHERE = "/api/{path:path}"
METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
SHOWN_CHARACTERS = 100


def routers() -> list[APIRouter]:
    """The routers of all files of this folder, in the order of their names."""
    names = sorted(module.name for module in pkgutil.iter_modules([str(FOLDER)]))
    modules = [import_module(f"{__package__}.{name}") for name in names]
    return [module.router for module in modules if isinstance(getattr(module, "router", None), APIRouter)]


def make() -> FastAPI:
    """The application; Reflex mounts itself below its routes."""
    api = FastAPI(
        title="PyAirtable Platform",
        version="1",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    for router in routers():
        api.router.routes += router.routes
    api.add_route(ELSEWHERE, _nothing_here, METHODS, include_in_schema=False)
    for kind in (PlatformError, RequestValidationError, HTTPException, Exception):
        api.add_exception_handler(kind, _answer)
    return api


def paths() -> frozenset[str]:
    """The paths of all routes: the names that metrics know requests by."""
    return frozenset(getattr(route, "path_format", "") for router in routers() for route in router.routes)


async def _nothing_here(request: Request) -> Response:
    meet(request)
    routes = [route for router in routers() for route in router.routes]
    known = [route for route in routes if route.matches(request.scope)[0] is not Match.NONE]
    if not known:
        raise NotFound("There is nothing at this address.")
    allowed = sorted({method for route in known for method in getattr(route, "methods", None) or ()})
    raise HTTPException(NotAllowed.status, headers={"Allow": ", ".join(allowed)})


async def _answer(request: Request, exc: Exception) -> Response:
    wants_html = "text/html" in request.headers.get("accept", "") and not request.scope["path"].startswith(
        "/api/"
    )
    reply = problem.response(_of_tree(exc), visitor.request_id(request), html=wants_html)
    if isinstance(exc, HTTPException) and exc.headers and "Allow" in exc.headers:
        reply.headers["allow"] = exc.headers["Allow"]
    return with_rate(reply, request)


def _of_tree(exc: Exception) -> Exception:
    """The error of our tree for what the framework raises; what was sent is not repeated."""
    if isinstance(exc, RequestValidationError):
        return _first_mistake(exc)
    if isinstance(exc, HTTPException):
        if exc.status_code == NotFound.status:
            return NotFound("There is nothing at this address.")
        if exc.status_code == NotAllowed.status:
            return NotAllowed("This cannot be done at this address.")
        return InvalidInput("The request cannot be used as it is.", what_to_do="Check it.")
    return exc


def _first_mistake(exc: RequestValidationError) -> InvalidInput:
    """What is wrong with the first field; what was sent is not repeated, but for the name of an unknown field."""
    mistake: dict[str, Any] = next(iter(exc.errors()), {})
    where = [str(step) for step in mistake.get("loc", ())[1:]]
    if mistake.get("type") == "json_invalid":
        return InvalidInput("The body is not JSON.", what_to_do="Check it.")
    if not where:
        return InvalidInput("The body is missing or no JSON object.", what_to_do="Send one.")
    field = "".join(char for char in ".".join(where)[:SHOWN_CHARACTERS] if char.isprintable())
    if mistake.get("type") == "extra_forbidden":
        return InvalidInput(
            "The body has a field that is not known here.", what_to_do="Leave it out.", field=field
        )
    return InvalidInput(f"{mistake.get('msg', 'It cannot be used')}.", field=field)
