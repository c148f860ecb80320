"""REST: one application with the routes of every resource, and one way for errors to become replies."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.api import (
    auth_routes,
    health,
    mailed_links,
    me,
    metrics,
    own_account,
    problem,
    resets,
    sign_up,
    team_routes,
    visitor,
)
from app.errors import InvalidInput, NotAllowed, NotFound, PlatformError

OPENAPI = "/api/openapi.json"
PARTS = (me, auth_routes, sign_up, resets, mailed_links, own_account, team_routes, health, metrics)
# The names that metrics know requests by.
PATHS = frozenset({OPENAPI, *(getattr(route, "path", "") for part in PARTS for route in part.router.routes)})


def make() -> FastAPI:
    """The application; Reflex mounts itself below its routes."""
    api = FastAPI(
        title="PyAirtable Platform",
        version="1",
        openapi_url=OPENAPI,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    for part in PARTS:
        api.include_router(part.router)
    for kind in (PlatformError, RequestValidationError, HTTPException):
        api.add_exception_handler(kind, _answer)
    return api


async def _answer(request: Request, exc: Exception) -> Response:
    wants_html = "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/")
    return problem.response(_of_tree(exc), visitor.request_id(request), html=wants_html)


def _of_tree(exc: Exception) -> Exception:
    """The error of our tree for what the framework raises; what was sent is not repeated."""
    if isinstance(exc, RequestValidationError):
        where = ".".join(str(step) for step in exc.errors()[0]["loc"][1:]) if exc.errors() else ""
        return InvalidInput("The request cannot be used as it is.", what_to_do="Check it.", field=where)
    if isinstance(exc, HTTPException):
        if exc.status_code == NotFound.status:
            return NotFound("There is nothing at this address.")
        if exc.status_code == NotAllowed.status:
            return NotAllowed("This cannot be done at this address.")
        return InvalidInput("The request cannot be used as it is.", what_to_do="Check it.")
    return exc
