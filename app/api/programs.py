"""The door for programs that do not speak REST: the same credentials, budgets and rights, for whoever serves them."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from app import auth
from app.actor import Actor, Role
from app.api import credentials, problem, rates, visitor
from app.api.route import meet
from app.errors import NotSignedIn, PlatformError


async def let_in(request: Request, door: str) -> Actor:
    """Whom the API key or access token of a request stands for. A browser's cookie lets nobody in here.

    Raises NotSignedIn, TooMany, Forbidden, Unavailable.
    """
    names = {name for name, _ in request.scope["headers"]}
    try:
        if not names & {credentials.AUTHORIZATION, credentials.API_KEY}:
            raise NotSignedIn(
                "No API key came with the request.", what_to_do="Send it as `Authorization: Bearer`."
            )
        found = await credentials.signed_in(request)
    except NotSignedIn:
        meet(request)
        raise
    rates.take_from(found, request.method).check()
    made = auth.actor_of(found, door, address=visitor.address(request))
    actor = replace(made, request_id=visitor.request_id(request) or made.request_id)
    actor.require(Role.VIEWER)
    return actor


def refusal(request: Request, exc: PlatformError, metadata_url: str) -> Response:
    """The problem as a reply; metadata_url tells a program where it reads how to sign in (RFC 9728)."""
    reply = problem.response(exc, visitor.request_id(request))
    if exc.status == NotSignedIn.status:
        reply.headers["www-authenticate"] = f'{problem.CHALLENGE}, resource_metadata="{metadata_url}"'
    return reply
