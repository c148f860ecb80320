"""What routes ask about whoever sent a request."""

from typing import Annotated

from fastapi import Depends, Request

from app import auth
from app.auth import SignedIn
from app.errors import NotSignedIn


def session_id(request: Request) -> str:
    """The session that the request's cookie opens; empty without one."""
    return auth.session_id_of(auth.cookie_value(request.headers.get("cookie", "")))


async def signed_in(request: Request) -> SignedIn:
    """Who sent the request. Raises NotSignedIn, Unavailable."""
    found = await auth.look_up(session_id(request))
    if found is None:
        raise NotSignedIn("You are not signed in.", what_to_do="Sign in and try again.")
    return found


def address(request: Request) -> str:
    """The visitor's address as the edge found it."""
    return str(getattr(request.state, "address", request.client.host if request.client else ""))


def request_id(request: Request) -> str:
    return str(getattr(request.state, "request_id", ""))


def is_local(request: Request) -> bool:
    """Whether the request comes from this machine itself."""
    return bool(getattr(request.state, "is_loopback", False))


Person = Annotated[SignedIn, Depends(signed_in)]
