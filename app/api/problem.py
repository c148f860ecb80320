"""From the error tree to a reply: problem+json (RFC 9457) for programs, a plain page for people."""

import secrets
from typing import Any

from starlette.responses import JSONResponse, Response

from app.api import light_pages
from app.errors import InternalError, InvalidInput, NotSignedIn, PlatformError

# Tells the edge that a reply is one of ours; it never leaves the house.
OURS = b"x-ours"
_MARK = {OURS.decode(): "1"}
MEDIA_TYPE = "application/problem+json"
CHALLENGE = 'Bearer realm="PyAirtable Platform"'
TITLES = {
    400: "Bad request",
    401: "Not signed in",
    402: "Nothing left to spend",
    403: "Not allowed",
    404: "Not found",
    405: "Not possible here",
    409: "Not possible now",
    413: "Too large",
    415: "Wrong type",
    421: "Wrong address",
    422: "Cannot be used",
    429: "Too many at once",
    500: "Our mistake",
    502: "Refused by the other side",
    503: "Not available",
}


def response(exc: BaseException, request_id: str, *, html: bool = False) -> Response:
    """The reply that tells what happened. What is not of the tree becomes InternalError, without its words."""
    known = exc if isinstance(exc, PlatformError) else InternalError(request_id or secrets.token_hex(4))
    made: Response
    if html:
        made = light_pages.page("problem.html", known.status, title=title(known), problem=known)
    else:
        made = JSONResponse(body(known, request_id), known.status, media_type=MEDIA_TYPE)
    made.headers.update(_MARK)
    if known.status == NotSignedIn.status:
        made.headers["www-authenticate"] = CHALLENGE
    if known.retry_after_seconds is not None:
        made.headers["retry-after"] = str(max(1, round(known.retry_after_seconds)))
    return made


def body(exc: PlatformError, request_id: str) -> dict[str, Any]:
    """The problem as RFC 9457 has it, with our code and the request's id."""
    problem: dict[str, Any] = {
        "type": f"urn:pyairtable-platform:problem:{exc.code}",
        "title": title(exc),
        "status": exc.status,
        "detail": exc.user_text,
        "code": exc.code,
        "request_id": request_id,
    }
    if isinstance(exc, InvalidInput) and exc.field:
        problem["field"] = exc.field
    return problem


def title(exc: PlatformError) -> str:
    """The kind of problem in a few words."""
    return TITLES.get(exc.status, "A problem")


def marked(reply: Response) -> Response:
    """A reply of ours that the edge must not take for Reflex's."""
    reply.headers.update(_MARK)
    return reply
