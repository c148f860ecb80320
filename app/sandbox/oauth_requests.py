"""What a client asks a person for, checked as the original checks it."""

import base64
import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from app.sandbox.access import SCOPES
from app.sandbox.schema import compact
from app.sandbox.store.oauth import Client

Form = Mapping[str, Sequence[str]]

_STATE = re.compile(r"[A-Za-z0-9._-]{16,1024}")
_VERIFIER = re.compile(r"[A-Za-z0-9._-]{43,128}")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_CONSENT_SECONDS = 600


class Unanswerable(Exception):
    """The client or its redirect URI is not known, so that nobody can be sent back. The message is for the person."""


class Refused(Exception):
    """The request is sent back to the client with an error of OAuth."""

    def __init__(self, error: str, description: str, *, redirect_uri: str = "", state: str = "") -> None:
        super().__init__(error)
        self.error = error
        self.description = description
        self.redirect_uri = redirect_uri
        self.state = state

    @property
    def location(self) -> str:
        told = {"error": self.error, "error_description": self.description, "state": self.state}
        return with_query(self.redirect_uri, {key: value for key, value in told.items() if value})


@dataclass(frozen=True)
class Authorization:
    """A valid request for a grant. person_id "": nobody has signed in yet. bases: those that the person may choose
    from, None for all.
    """

    client_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str
    challenge: str
    person_id: str = ""
    bases: tuple[str, ...] | None = None

    def signed_in(self, person_id: str, bases: Sequence[str] | None) -> "Authorization":
        return replace(self, person_id=person_id, bases=None if bases is None else tuple(bases))

    def sealed(self, key: bytes) -> str:
        """The request as a text that a page can carry and nobody can change."""
        text = compact({"until": time.time() + _CONSENT_SECONDS, **asdict(self)})
        payload = base64.urlsafe_b64encode(text.encode()).decode()
        return f"{payload}.{_seal(key, payload)}"

    @classmethod
    def unsealed(cls, text: str, key: bytes) -> "Authorization":
        """Raises Unanswerable for a text that this server did not make, or that is too old."""
        payload, _, seal = text.partition(".")
        if not hmac.compare_digest(_seal(key, payload).encode(), seal.encode(errors="replace")):
            raise Unanswerable("This page is not valid any more. Start again from the application.")
        given: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload))
        if given.pop("until") < time.time():
            raise Unanswerable("This page is too old. Start again from the application.")
        given["scopes"] = tuple(given["scopes"])
        return cls(**given)


def read(form: Form, find_client: Callable[[str], Client | None]) -> tuple[Client, Authorization]:
    """The client and what it asks for. Raises Unanswerable or Refused."""
    client = find_client(_only(form, "client_id"))
    redirect_uri = _only(form, "redirect_uri")
    if client is None:
        raise Unanswerable("There is no application with this client_id.")
    if redirect_uri not in client.redirect_uris:
        raise Unanswerable("The redirect_uri is not one that is registered for this application.")
    state = _only(form, "state")
    try:
        return client, _authorization(form, client, redirect_uri, state)
    except Refused as refused:
        refused.redirect_uri = redirect_uri
        refused.state = state
        raise


def fits(verifier: str, challenge: str) -> bool:
    """Whether this verifier belongs to the challenge (S256)."""
    made = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode(errors="replace")).digest())
    is_well_formed = _VERIFIER.fullmatch(verifier) is not None
    return is_well_formed and hmac.compare_digest(made.rstrip(b"=").decode(), challenge)


def with_query(uri: str, query: Mapping[str, str]) -> str:
    """The URI with these parameters after those that it has."""
    return f"{uri}{'&' if urlsplit(uri).query else '?'}{urlencode(query)}"


def _authorization(form: Form, client: Client, redirect_uri: str, state: str) -> Authorization:
    repeated = sorted(name for name, values in form.items() if len(values) > 1)
    if repeated:
        raise Refused("invalid_request", f"The parameter {repeated[0]} was included more than once.")
    if _only(form, "response_type") != "code":
        raise Refused("unsupported_response_type", 'The response_type must be "code".')
    if not _STATE.fullmatch(state):
        raise Refused(
            "invalid_request", "The state must have 16 to 1024 characters of a-z, A-Z, 0-9, '.', '-', '_'."
        )
    challenge = _only(form, "code_challenge")
    if _only(form, "code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(challenge):
        raise Refused("invalid_request", "A code_challenge with the code_challenge_method S256 is required.")
    return Authorization(client.id, redirect_uri, scopes_of(_only(form, "scope"), client), state, challenge)


def scopes_of(text: str, client: Client) -> tuple[str, ...]:
    """The scopes of a request. Raises Refused for none, unknown ones, repeated ones, and those not registered."""
    scopes = tuple(text.split(" "))
    if len(set(scopes)) < len(scopes) or not set(scopes) <= set(SCOPES) & set(client.scopes):
        raise Refused("invalid_scope", "The scopes must be distinct, and registered for this integration.")
    return scopes


def _only(form: Form, name: str) -> str:
    return form[name][0] if form.get(name) else ""


def _seal(key: bytes, payload: str) -> str:
    return hmac.digest(key, f"consent:{payload}".encode(errors="replace"), hashlib.sha256).hex()
