"""Turns what can go wrong on a call into the error tree: what happened, what to do, never the token."""

from datetime import UTC, datetime
from typing import Any

import requests
from urllib3.exceptions import ReadTimeoutError

from app.airtable._shapes import Connection
from app.errors import Busy, ConnectionRefused, NotFound, PlatformError, TooMany, Unavailable, UpstreamRefused

# Airtable refuses every request to a base for this long after a 429.
RATE_LIMIT_PENALTY_SECONDS = 30.0
MAX_QUOTED_CHARACTERS = 300


def from_response(connection: Connection, response: requests.Response) -> PlatformError:
    """The error for an answer with a status of 400 or more, or with a redirect, which the API never sends."""
    kind, message = _error_of(response)
    service, status = connection.service, response.status_code
    if status == 401:
        return ConnectionRefused(
            f"{service} does not accept the token of this connection.",
            what_to_do="Reconnect with a valid token.",
        )
    if status == 403:
        return ConnectionRefused(
            f"{service} does not let this connection read that, or it does not exist any more.",
            what_to_do="Reconnect with a token that has access to this base, or choose another base.",
        )
    if status == 404:
        return NotFound(
            f"{service} knows nothing at that place.", what_to_do="It may have been deleted: look again."
        )
    if status == 429:
        return _too_fast(connection, response, kind)
    if status >= 500:
        return Unavailable(
            f"{service} has a problem of its own (status {status}).",
            what_to_do="Try again in a moment.",
            retry_after_seconds=retry_after(response),
        )
    if status >= 400:
        return UpstreamRefused(
            f"{service} refused the request: {_quoted(connection, message or kind or str(status))}"
        )
    return not_understood(connection)


def from_exception(connection: Connection, error: requests.RequestException) -> PlatformError:
    """The error for a call without an answer."""
    if is_timeout(error):
        return Unavailable(
            f"{connection.service} did not answer in time.", what_to_do="Try again in a moment."
        )
    if isinstance(error, requests.ConnectionError | requests.exceptions.ChunkedEncodingError):
        return Unavailable(f"{connection.service} cannot be reached.", what_to_do="Try again in a moment.")
    return not_understood(connection)


def is_timeout(error: requests.RequestException) -> bool:
    """Whether time ran out: requests hides one that comes in the middle of an answer inside a connection error."""
    cause = error.args[0] if error.args else None
    return isinstance(error, requests.Timeout) or isinstance(cause, ReadTimeoutError)


def not_understood(connection: Connection) -> Unavailable:
    """An answer that is not of the Web API: garbage, a stranger's page, a missing part."""
    return Unavailable(
        f"{connection.service} sent an answer that could not be understood.",
        what_to_do="Try again in a moment.",
    )


def retry_after(response: requests.Response) -> float | None:
    """Seconds of the Retry-After header, when it has a plain number."""
    text = response.headers.get("Retry-After", "").strip()
    return float(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None


def _too_fast(connection: Connection, response: requests.Response, kind: str) -> PlatformError:
    """Two different refusals share this status: too many calls a second, and no calls left this month."""
    if kind == "PUBLIC_API_BILLING_LIMIT_EXCEEDED":
        return TooMany(
            f"{connection.service} has no calls left this month for this workspace.",
            what_to_do="Wait for the next month, or raise the plan of the workspace.",
            retry_after_seconds=_seconds_to_next_month(datetime.now(UTC)),
        )
    wait = retry_after(response) or RATE_LIMIT_PENALTY_SECONDS
    return Busy(
        f"{connection.service} asks for a pause, because this base gets too many requests.",
        what_to_do=f"Try again in {wait:.0f} seconds.",
        retry_after_seconds=wait,
    )


def _seconds_to_next_month(now: datetime) -> float:
    year, month = (now.year + 1, 1) if now.month == 12 else (now.year, now.month + 1)
    return (datetime(year, month, 1, tzinfo=UTC) - now).total_seconds()


def _error_of(response: requests.Response) -> tuple[str, str]:
    """Type and message of an error body in any of its shapes: object, object without message, bare string."""
    try:
        body: Any = response.json()
    except ValueError:
        return "", ""
    if not isinstance(body, dict):
        return "", ""
    error = body.get("error")
    if error is None and isinstance(body.get("errors"), list) and body["errors"]:
        error = body["errors"][0]
    if isinstance(error, dict):
        return str(error.get("type") or error.get("error") or ""), str(error.get("message") or "")
    return str(error or ""), ""


def _quoted(connection: Connection, text: str) -> str:
    """Their words, shortened, on one line, and without the token should they have sent it back."""
    return " ".join(text.replace(connection.token, "[hidden]").split())[:MAX_QUOTED_CHARACTERS]
