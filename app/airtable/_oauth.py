"""Airtable's OAuth: the address to send people to, the code they come back with, and new tokens for old.

PKCE with S256. Refresh tokens work once: whoever uses one keeps the new pair before anything else, see _renewal.
"""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import requests

from app import config, db
from app.errors import ConfigurationError, ConnectionRefused, Unavailable
from app.telemetry import logger

# What the product needs; changes of the schema and webhooks are used only where they were granted.
SCOPES = (
    "data.records:read",
    "data.records:write",
    "data.recordComments:read",
    "data.recordComments:write",
    "schema.bases:read",
    "schema.bases:write",
    "webhook:manage",
    "user.email:read",
)
CALLBACK_PATH = "/connections/airtable"
TIMEOUT_SECONDS = (5.0, 15.0)
MAX_ANSWER_BYTES = 100_000
MAX_TOKEN_CHARACTERS = 4_000
log = logger(__name__)


@dataclass(frozen=True)
class Grant:
    """A pair of tokens. expires_in and refresh_expires_in are seconds from when it was given."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    scopes: tuple[str, ...]
    expires_in: int
    refresh_expires_in: int


class GrantRefused(ConnectionRefused):
    """The code or refresh token does not work any more: the person has to sign in at Airtable again."""


def is_configured() -> bool:
    """Whether the operator has registered an integration at Airtable."""
    return bool(config.settings().airtable_client_id)


def redirect_uri() -> str:
    """Where Airtable sends people back to; the integration has to be registered with exactly this."""
    return f"{config.settings().url}{CALLBACK_PATH}"


def address(state: str, verifier: str) -> str:
    """Where a person agrees. Raises ConfigurationError when no integration is registered."""
    settings = config.settings()
    if not settings.airtable_client_id:
        raise ConfigurationError(
            "Signing in at Airtable is not set up on this installation.",
            what_to_do="Add a personal access token instead, or ask the operator to set PLATFORM_AIRTABLE_CLIENT_ID.",
        )
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "client_id": settings.airtable_client_id,
        "redirect_uri": redirect_uri(),
        "response_type": "code",
        "scope": " ".join(SCOPES),
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return f"{settings.airtable_oauth_url.rstrip('/')}/oauth2/v1/authorize?{urlencode(query)}"


def exchanged(code: str, verifier: str) -> Grant:
    """The first pair of tokens for a code. Raises GrantRefused, Unavailable."""
    return _ask(
        {
            "grant_type": "authorization_code",
            "code": code,
            "code_verifier": verifier,
            "redirect_uri": redirect_uri(),
        }
    )


def refreshed(grant: Grant) -> Grant:
    """The next pair of tokens; the old ones stop working. Never sent twice. Raises GrantRefused, Unavailable."""
    return _ask({"grant_type": "refresh_token", "refresh_token": grant.refresh})


def _ask(form: dict[str, str]) -> Grant:
    db.assert_no_open_uow()
    settings = config.settings()
    secret = settings.airtable_client_secret.get_secret_value()
    if not secret:
        form = {**form, "client_id": settings.airtable_client_id}
    try:
        with requests.post(
            f"{settings.airtable_oauth_url.rstrip('/')}/oauth2/v1/token",
            data=form,
            auth=(settings.airtable_client_id, secret) if secret else _NoAuth(),
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
            stream=True,
        ) as response:
            body = response.raw.read(MAX_ANSWER_BYTES, decode_content=True)
            return _grant(response.status_code, body)
    except requests.RequestException as error:
        log.warning("airtable_oauth_unreachable", reason=type(error).__name__)
        raise Unavailable(
            "Airtable's sign-in cannot be reached.", what_to_do="Try again in a moment."
        ) from error


def _grant(status: int, body: bytes) -> Grant:
    try:
        answer: Any = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    if status in (400, 401) and isinstance(answer, dict):
        log.warning("airtable_oauth_refused", code=str(answer.get("error", ""))[:40])
        raise GrantRefused(
            "Airtable does not accept this sign-in any more.", what_to_do="Connect to Airtable again."
        )
    if status != 200 or not isinstance(answer, dict):
        raise _nonsense()
    access, refresh = answer.get("access_token"), answer.get("refresh_token")
    if not _is_token(access) or not _is_token(refresh):
        raise _nonsense()
    return Grant(
        access=str(access),
        refresh=str(refresh),
        scopes=tuple(str(answer.get("scope") or "").split()),
        expires_in=_seconds(answer.get("expires_in"), 3_600),
        refresh_expires_in=_seconds(answer.get("refresh_expires_in"), 5_184_000),
    )


def _is_token(text: Any) -> bool:
    return (
        isinstance(text, str)
        and 0 < len(text) <= MAX_TOKEN_CHARACTERS
        and text.isascii()
        and text.isprintable()
    )


def _seconds(given: Any, otherwise: int) -> int:
    return (
        given if isinstance(given, int) and not isinstance(given, bool) and 0 < given < 10**9 else otherwise
    )


def _nonsense() -> Unavailable:
    return Unavailable(
        "Airtable's sign-in sent an answer that could not be understood.", what_to_do="Try again in a moment."
    )


class _NoAuth(requests.auth.AuthBase):
    """Without it an entry of .netrc would be sent."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request
