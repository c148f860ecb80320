"""`GET /api/openapi.json`: the description of REST, made from the routes and the error tree."""

import json
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi
from starlette.responses import Response
from starlette.routing import BaseRoute

from app import auth, errors
from app.api import idempotency, problem
from app.api.route import JSON, RestRoute, resource
from app.api.visitor import public
from app.errors import PlatformError
from app.paging import Page

PATH = "/api/openapi.json"
Described = dict[str, Any]
DESCRIPTION = """\
What people do in the browser can be done over REST, with the same rights, limits and audit.

**Credentials.** Send `Authorization: Bearer` with the access token of a sign-in or with an API key, or send the key as
`X-API-Key`. Without either, the session cookie of a browser counts. Exactly one credential decides: a wrong one is
refused, and never replaced by another.

**Errors** are `application/problem+json` (RFC 9457), with a `code` from one list and a sentence that says what to do.

**Lists** come in pages. Give `next_cursor` as `cursor` to get what follows, until it is empty.

**Repeating a POST.** With an `Idempotency-Key` it is done once; for a day, the same request gets the same reply.

**Limits.** `RateLimit-*` of every reply says what is left of the minute; `Retry-After` of a `429`, when to come back.
"""
TAGS = {
    "Sign-in": "Registering, tokens, and who is signed in.",
    "Account": "One's own name, password and e-mail.",
    "Teams": "The teams of a person. Most other resources are those of the team that the session or key works in.",
    "Members": "Who is in the current team, with which role.",
    "Invites": "Who is asked to join the current team.",
    "Mail": "Letters that the platform keeps while it has no mail server, for its operator.",
    "API keys": "Ways in for programs, with no more rights than the person who made them.",
    "Sessions": "Where a person is signed in.",
    "Connections": "The team's credentials for Airtable, and the calls that they have left.",
    "Chat": "Asking the assistant in plain language, and one's own conversations with it.",
    "Bases": "The bases that the team's connections see.",
    "Tables": "The tables of a base, and what their fields hold.",
    "Records": "Listing, reading, searching and exporting records.",
    "Aggregates": "Exact numbers over all rows of a table.",
    "Changes": "Plans of what is to be written, cell by cell; their approval, their receipts, and the way back.",
    "Runs": "Work in steps as it goes, with what a person may decide about it.",
    "Transactions": "Several steps at Airtable that all happen, or are all taken back.",
    "Notifications": "What one was told, and of what one wants to hear.",
    "Views": "Filters, orders and fields that people keep, for themselves or for the team.",
    "Comments": "What people wrote beside records at Airtable.",
    "Webhooks": "Where Airtable says that something has changed.",
    "Models": "The language model that answers, what the team spent on it, and what it may spend.",
    "Prompts": "Questions that the team asks again and again, with blanks to fill in.",
    "Audit": "Who did what, in a chain that shows when something was changed or taken out.",
    "Description": "This description, for programs and for people.",
}
ALWAYS = (errors.InvalidInput, errors.TooMany, errors.Unavailable, errors.InternalError)
SIGNED_IN = (errors.NotSignedIn, errors.Forbidden)
WITH_BODY = (errors.WrongType, errors.TooLarge)
REPEATED = (errors.KeyReused, errors.InProgress, errors.OutcomeUnknown)
HEADERS: Described = {
    "RateLimit-Limit": {"description": "Requests a minute.", "schema": {"type": "integer"}},
    "RateLimit-Remaining": {"description": "How many are left now.", "schema": {"type": "integer"}},
    "RateLimit-Reset": {"description": "Seconds until all are there again.", "schema": {"type": "integer"}},
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
    "WWW-Authenticate": {"description": "How to sign in.", "schema": {"type": "string"}},
}
KEY_PARAMETER: Described = {
    "name": idempotency.HEADER,
    "in": "header",
    "required": False,
    "description": "A random text of yours, such as a UUID: the request is done once, however often it comes.",
    "schema": {
        "type": "string",
        "minLength": 1,
        "maxLength": idempotency.MAX_CHARACTERS,
        "pattern": idempotency.PATTERN,
    },
}
PROBLEM: Described = {
    "title": "Problem",
    "description": "What happened and what to do, as RFC 9457 has it.",
    "type": "object",
    "properties": {
        "type": {"type": "string", "description": "A name for the kind of problem; it ends with the code."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What happened and what to do, for people."},
        "code": {"type": "string", "enum": [error.code for error in errors.every_error()]},
        "request_id": {"type": "string", "description": "Names the request in the log of the platform."},
        "field": {"type": "string", "description": "The input that it is about."},
    },
    "required": ["type", "title", "status", "detail", "code", "request_id"],
}
router = resource("Description")


@router.get(PATH)
@public
async def read_openapi(request: Request) -> Response:
    """This description as OpenAPI 3.1."""
    return Response(_text(request.app), media_type=JSON)


@lru_cache(maxsize=1)
def _text(api: FastAPI) -> bytes:
    return json.dumps(document(api.routes)).encode()


def document(routes: Sequence[BaseRoute]) -> Described:
    """What FastAPI knows of the routes, with who may use them and every problem that may come back."""
    made: Described = get_openapi(
        title="PyAirtable Platform",
        version="1",
        summary="Ask about your Airtable bases, and act on the answers.",
        description=DESCRIPTION,
        routes=routes,
        tags=[{"name": name, "description": text} for name, text in TAGS.items()],
    )
    for route in routes:
        if isinstance(route, RestRoute) and route.include_in_schema:
            for method in route.methods or ():
                _complete(made["paths"][route.path_format][method.lower()], route, method)
    components = made["components"]
    for name in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(name, None)
    for schema in components["schemas"].values():
        # The pages of lists are made from one class, whose meaning does not come with them.
        schema.setdefault("description", Page.__doc__)
    components["schemas"]["Problem"] = PROBLEM
    components |= {"examples": _examples(), "headers": HEADERS, "securitySchemes": _schemes()}
    return made


def _complete(operation: Described, route: RestRoute, method: str) -> None:
    operation["operationId"] = route.name
    operation["summary"] = route.name.replace("_", " ").capitalize().replace("api", "API")
    operation["security"] = [{name: []} for name in _schemes()] if route.need else []
    if route.need:
        operation["x-least-role"] = route.need.value
    if method == "POST" and not route.only_reads:
        operation.setdefault("parameters", []).append(KEY_PARAMETER)
    for reply in operation["responses"].values():
        reply["headers"] = _headers("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
    by_status: dict[int, list[type[PlatformError]]] = defaultdict(list)
    for kind in _problems(route, method):
        by_status[kind.status].append(kind)
    for status, kinds in sorted(by_status.items()):
        operation["responses"][str(status)] = _reply(status, kinds)


def _problems(route: RestRoute, method: str) -> list[type[PlatformError]]:
    found = [*ALWAYS, *route.problems]
    found += SIGNED_IN if route.need else ()
    found += WITH_BODY if route.body_field else ()
    found += REPEATED if method == "POST" and not route.only_reads else ()
    found += [errors.NotFound] if route.param_convertors else []
    # What changes something may not come from another site.
    found += [errors.Forbidden] if method != "GET" else []
    return list(dict.fromkeys(found))


def _reply(status: int, kinds: list[type[PlatformError]]) -> Described:
    names = {401: ["WWW-Authenticate"], 429: ["Retry-After"], 503: ["Retry-After"]}.get(status, [])
    return {
        "description": f"{problem.TITLES[status]}: {', '.join(f'`{kind.code}`' for kind in kinds)}",
        "headers": _headers("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", *names),
        "content": {
            problem.MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "examples": {kind.code: {"$ref": f"#/components/examples/{kind.code}"} for kind in kinds},
            }
        },
    }


def _headers(*names: str) -> Described:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _examples() -> Described:
    return {kind.code: {"summary": _meaning(kind), "value": _example(kind)} for kind in errors.every_error()}


def _example(kind: type[PlatformError]) -> Described:
    return problem.body(kind(_meaning(kind)), "1f0c9a3be47d2a60")


def _meaning(kind: type[PlatformError]) -> str:
    return (kind.__doc__ or "").partition("\n\n")[0]


def _schemes() -> Described:
    return {
        "accessToken": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "The access token of `POST /api/v1/auth/login`, or an API key.",
        },
        "apiKey": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "An API key."},
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": auth.cookie_name(),
            "description": "The session of a browser on the same site.",
        },
    }
