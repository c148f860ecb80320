"""Whom a request comes from: one function for every form of credential.

Exactly one credential decides. Whoever sends a header for it means it: it is used or refused, and the browser's
cookie does not count beside it.
"""

from fastapi import Request

from app import auth
from app.auth import SignedIn
from app.errors import NotSignedIn

AUTHORIZATION = b"authorization"
API_KEY = b"x-api-key"
KEY_PREFIX = "pyair_"


async def signed_in(request: Request) -> SignedIn:
    """Whose credential came with the request. Raises NotSignedIn without one and for a wrong one, Unavailable."""
    shown = [(name, value) for name, value in request.scope["headers"] if name in (AUTHORIZATION, API_KEY)]
    if len(shown) > 1:
        raise NotSignedIn("More than one credential came with the request.", what_to_do="Send one of them.")
    if not shown:
        return _known(await auth.look_up(_cookie_session(request)), "You are not signed in.")
    name, value = shown[0]
    text = value.decode("latin-1").strip()
    if name == AUTHORIZATION:
        text = _bearer(text)
        if not text.startswith(KEY_PREFIX):
            session = await auth.look_up(auth.access_session_id(text))
            return _known(session, "The session of this access token has ended.")
    return _known(await auth.look_up_key(text), "This API key is not valid, or not any more.")


def _bearer(text: str) -> str:
    scheme, _, token = text.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotSignedIn(
            "The Authorization header cannot be used.",
            what_to_do="Send `Bearer` with an access token or an API key.",
        )
    return token.strip()


def _cookie_session(request: Request) -> str:
    return auth.session_id_of(auth.cookie_value(request.headers.get("cookie", "")))


def _known(found: SignedIn | None, what_happened: str) -> SignedIn:
    if found is None:
        raise NotSignedIn(what_happened, what_to_do="Sign in and try again.")
    return found
