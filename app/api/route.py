"""The door of every REST route: who asks, how often, with which role, in which form, and whether it was done before."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.responses import Response

from app import auth
from app.actor import Role
from app.api import credentials, idempotency, rates, visitor
from app.api.visitor import Endpoint
from app.errors import InvalidInput, NotSignedIn, PlatformError, WrongType

JSON = "application/json"
_RAISES = "raises"
_ONLY_READS = "only_reads"


class RestRoute(APIRoute):
    """A route that lets a request through to its function only when all of this is well.

    Its function takes a `visitor.Viewer`, `Editor`, `Admin` or `Owner`, or is marked `@visitor.public`.
    """

    @property
    def need(self) -> Role | None:
        """The least role; None for a public route."""
        calls = [found.call for found in self.dependant.dependencies]
        return next((call.role for call in calls if isinstance(call, visitor.Needs)), None)

    @property
    def problems(self) -> tuple[type[PlatformError], ...]:
        """What its function says it raises, besides what the door itself does."""
        found: tuple[type[PlatformError], ...] = getattr(self.endpoint, _RAISES, ())
        return found

    @property
    def only_reads(self) -> bool:
        """Whether it is a POST only because its question is too long for an address."""
        return getattr(self.endpoint, _ONLY_READS, False) is True

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The function behind the door."""
        if (self.need is None) is not visitor.is_public(self.endpoint):
            raise TypeError(
                f"{self.path} needs a role (Viewer, Editor, Admin, Owner) or @public, one of both."
            )
        handle = super().get_route_handler()
        need, names, takes_body = self.need, _query_names(self.dependant), self.body_field is not None
        is_read = self.only_reads

        async def serve(request: Request) -> Response:
            owner = meet(request) if need is None else await _recognise(request, need, is_read=is_read)
            _check_query(request, names)
            if takes_body:
                _check_type(request)
            if request.method == "POST" and not is_read and idempotency.HEADER in request.headers:
                reply = await idempotency.once(request, owner, handle)
            else:
                reply = await handle(request)
            return with_rate(reply, request)

        return serve


def resource(name: str, prefix: str = "") -> APIRouter:
    """The router of a REST resource: `name` is its heading in the description of the API."""
    return APIRouter(prefix=prefix, tags=[name], route_class=RestRoute)


def raises(*problems: type[PlatformError]) -> Callable[[Endpoint], Endpoint]:
    """Declares what a route's function raises, for the description of the API."""

    def declared(endpoint: Endpoint) -> Endpoint:
        setattr(endpoint, _RAISES, problems)
        return endpoint

    return declared


def only_reads(endpoint: Endpoint) -> Endpoint:
    """Marks a POST that changes nothing: it counts as a read, and no reply of it is kept for an Idempotency-Key."""
    setattr(endpoint, _ONLY_READS, True)
    return endpoint


def with_rate(reply: Response, request: Request) -> Response:
    """The reply with what is left of the budget that the request was taken from."""
    reply.raw_headers.extend(getattr(request.state, "rate", ()))
    return reply


def meet(request: Request) -> tuple[str, ...]:
    """Count a request of somebody unknown; gives whose Idempotency-Key it would be. Raises TooMany."""
    address = visitor.address(request)
    left = rates.take_from_visitor(address)
    request.state.rate = left.headers()
    left.check()
    return ("", rates.network(address))


async def _recognise(request: Request, need: Role, *, is_read: bool) -> tuple[str, ...]:
    """Find out who it is and leave the actor for the route. Raises NotSignedIn, TooMany, Forbidden, Unavailable."""
    try:
        found = await credentials.signed_in(request)
    except NotSignedIn:
        meet(request)
        raise
    left = rates.take_from(found, "GET" if is_read else request.method)
    request.state.rate = left.headers()
    left.check()
    made = auth.actor_of(found, "rest", address=visitor.address(request))
    request.state.signed_in = found
    request.state.actor = actor = replace(made, request_id=visitor.request_id(request) or made.request_id)
    actor.require(need)
    return (actor.person_id, actor.team_id, actor.key_id)


def _query_names(dependant: Dependant) -> frozenset[str]:
    own = {field.alias for field in dependant.query_params}
    return frozenset(own.union(*(_query_names(inner) for inner in dependant.dependencies)))


def _check_query(request: Request, names: frozenset[str]) -> None:
    given = [name for name, _ in request.query_params.multi_items()] if request.scope["query_string"] else []
    if set(given) - names:
        known = f"Known are {', '.join(sorted(names))}." if names else "None is known here."
        raise InvalidInput("The query has a parameter that is not known here.", what_to_do=known)
    if len(given) != len(set(given)):
        raise InvalidInput("A query parameter came twice.", what_to_do="Give each once.")


def _check_type(request: Request) -> None:
    given = request.headers.get("content-type", "")
    is_empty = (
        request.headers.get("content-length", "0") == "0" and "transfer-encoding" not in request.headers
    )
    if given.partition(";")[0].strip().lower() != JSON and not (is_empty and not given):
        raise WrongType(f"The body must be {JSON}.", what_to_do="Set the header Content-Type to it.")
