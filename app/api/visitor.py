"""What routes ask about whoever sent a request, and what they declare: which role they need."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request

from app import auth
from app.actor import Actor, Role
from app.auth import SignedIn

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
_PUBLIC = "is_public"


@dataclass(frozen=True)
class Needs:
    """The least role of a route; as a dependency, the actor that the route's door has found and let through."""

    role: Role

    async def __call__(self, request: Request) -> Actor:
        actor: Actor = request.state.actor
        return actor


Viewer = Annotated[Actor, Depends(Needs(Role.VIEWER))]
Editor = Annotated[Actor, Depends(Needs(Role.EDITOR))]
Admin = Annotated[Actor, Depends(Needs(Role.ADMIN))]
Owner = Annotated[Actor, Depends(Needs(Role.OWNER))]


def public(endpoint: Endpoint) -> Endpoint:
    """Marks a route that nobody has to be signed in for."""
    setattr(endpoint, _PUBLIC, True)
    return endpoint


def is_public(endpoint: Callable[..., Any]) -> bool:
    return getattr(endpoint, _PUBLIC, False) is True


def signed_in(request: Request) -> SignedIn:
    """Whom the door of a route has found."""
    found: SignedIn = request.state.signed_in
    return found


def session_id(request: Request) -> str:
    """The session that the request's cookie opens; empty without one."""
    return auth.session_id_of(auth.cookie_value(request.headers.get("cookie", "")))


def address(request: Request) -> str:
    """The visitor's address as the edge found it."""
    return str(getattr(request.state, "address", request.client.host if request.client else ""))


def user_agent(request: Request) -> str:
    return request.headers.get("user-agent", "")


def request_id(request: Request) -> str:
    return str(getattr(request.state, "request_id", ""))


def is_local(request: Request) -> bool:
    """Whether the request comes from this machine itself."""
    return bool(getattr(request.state, "is_loopback", False))
