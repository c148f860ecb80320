"""Turns what can go wrong on a call into the error tree: what happened, what to do, never the token."""

from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

import requests
from urllib3.exceptions import (
    ConnectTimeoutError,
    DecodeError,
    HTTPError,
    MaxRetryError,
    NewConnectionError,
    ReadTimeoutError,
)

from app.airtable._call import Call
from app.airtable._shapes import Connection
from app.errors import (
    Busy,
    ConnectionRefused,
    NotFound,
    OutcomeUnknown,
    PlatformError,
    TooLarge,
    TooMany,
    Unavailable,
    UpstreamRefused,
)

# Airtable refuses every request to a base for this long after a 429.
RATE_LIMIT_PENALTY_SECONDS = 30.0
MAX_QUOTED_CHARACTERS = 300
USED_UP = "PUBLIC_API_BILLING_LIMIT_EXCEEDED"
# What became of the call. unsent: it never left. lost: it may have been carried out. limited: it was not, too many.
# gone: there is nothing at that place. refused: it was not and never will be. garbled: the answer makes no sense.
Fate = Literal[
    "unsent", "lost", "timeout", "limited", "gone", "refused", "unauthorized", "used_up", "garbled"
]


class Failed(Exception):
    """One attempt that brought no answer: the error for the caller, and what became of it."""

    def __init__(
        self,
        error: PlatformError,
        fate: Fate,
        *,
        status: int = 0,
        kind: str = "",
        retry_after: float | None = None,
    ) -> None:
        super().__init__(error)
        self.error = error
        self.fate = fate
        self.status = status
        self.kind = kind
        self.retry_after = retry_after


class _Refusal(NamedTuple):
    """What an answer says that brings nothing: status, type and words of the error, seconds to wait."""

    status: int
    kind: str
    message: str
    wait: float | None


class OffsetExpired(UpstreamRefused):
    """The listing has to begin anew: the service has forgotten where it was."""


class Gone(NotFound):
    """A second try to delete found nothing: the first one may have done it."""


def of_response(connection: Connection, call: Call, response: requests.Response) -> Failed:
    """For an answer with a status of 400 or more, or with a redirect, which the API never sends."""
    answer = _Refusal(response.status_code, *error_of(response), retry_after(response))
    error, fate = _error(connection, call, answer), _fate(answer)
    return Failed(error, fate, status=answer.status, kind=answer.kind, retry_after=answer.wait)


def of_exception(connection: Connection, error: requests.RequestException | HTTPError) -> Failed:
    """For a call without a whole answer."""
    service = connection.service
    if is_unsent(error):
        return Failed(_unreachable(service), "unsent")
    if is_timeout(error):
        made = Unavailable(f"{service} did not answer in time.", what_to_do="Try again in a moment.")
        return Failed(made, "timeout")
    is_line = isinstance(
        error, requests.ConnectionError | requests.exceptions.ChunkedEncodingError | HTTPError
    )
    if is_line and not isinstance(error, DecodeError):
        return Failed(_unreachable(service), "lost")
    return Failed(not_understood(connection), "garbled")


def is_timeout(error: BaseException) -> bool:
    """Whether time ran out: requests hides one that comes in the middle of an answer inside a connection error."""
    cause = error.args[0] if error.args else None
    return isinstance(error, requests.Timeout | ReadTimeoutError) or isinstance(cause, ReadTimeoutError)


def is_unsent(error: BaseException) -> bool:
    """Whether not even a connection came about."""
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    return isinstance(error, requests.ConnectTimeout) or isinstance(
        reason, NewConnectionError | ConnectTimeoutError
    )


def outcome_unknown(connection: Connection, call: Call) -> OutcomeUnknown:
    """Something was to be made, and nobody can tell whether it was."""
    return OutcomeUnknown(
        f"{connection.service} did not say whether it has done this ({call.name}).",
        what_to_do="Look whether it is there before you try again: a second try could make it twice.",
    )


def not_understood(connection: Connection) -> Unavailable:
    """An answer that is not of the Web API: garbage, a stranger's page, a missing part."""
    return Unavailable(
        f"{connection.service} sent an answer that could not be understood.",
        what_to_do="Try again in a moment.",
    )


def too_large(connection: Connection) -> TooLarge:
    return TooLarge(
        f"{connection.service} sent an answer that is larger than any it may send.",
        what_to_do="Ask for fewer records or fields at once.",
    )


def used_up(connection: Connection) -> TooMany:
    return TooMany(
        f"{connection.service} has no calls left this month for this workspace.",
        what_to_do="Wait for the next month, or raise the plan of the workspace and test the connection.",
        retry_after_seconds=(next_month(datetime.now(UTC)) - datetime.now(UTC)).total_seconds(),
    )


def next_month(now: datetime) -> datetime:
    """When the calls of a month come back: the first of the next one, UTC."""
    year, month = (now.year + 1, 1) if now.month == 12 else (now.year, now.month + 1)
    return datetime(year, month, 1, tzinfo=UTC)


def retry_after(response: requests.Response) -> float | None:
    """Seconds of the Retry-After header, when it has a plain number."""
    text = response.headers.get("Retry-After", "").strip()
    return float(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None


def error_of(response: requests.Response) -> tuple[str, str]:
    """Type and message of an error body in any of its shapes: object, object without message, bare string."""
    try:
        body: Any = response.json()
    except (ValueError, RecursionError):
        return "", ""
    if not isinstance(body, dict):
        return "", ""
    error = body.get("error")
    if error is None and isinstance(body.get("errors"), list) and body["errors"]:
        error = body["errors"][0]
    if isinstance(error, dict):
        return str(error.get("type") or error.get("error") or ""), str(error.get("message") or "")
    return str(error or ""), ""


def _fate(answer: _Refusal) -> Fate:
    status, kind = answer.status, answer.kind
    if status == 429:
        return "used_up" if kind == USED_UP else "limited"
    if status == 401:
        return "unauthorized"
    if status in (403, 404) or kind in ("ROW_DOES_NOT_EXIST", "ROW_COMMENT_DOES_NOT_EXIST"):
        return "gone"
    if status >= 500:
        return "lost"
    return "refused" if status >= 400 else "garbled"


def _error(connection: Connection, call: Call, answer: _Refusal) -> PlatformError:
    service = connection.service
    status, kind, message, wait = answer
    if status == 401:
        return ConnectionRefused(
            f"{service} does not accept the token of this connection.",
            what_to_do="Reconnect with a valid token.",
        )
    if status == 403:
        return _forbidden(service, call, kind)
    if status == 404:
        return NotFound(
            f"{service} knows nothing at that place.", what_to_do="It may have been deleted: look again."
        )
    if status == 429:
        return used_up(connection) if kind == USED_UP else _too_fast(service, wait)
    if status >= 500:
        return Unavailable(
            f"{service} has a problem of its own (status {status}).",
            what_to_do="Try again in a moment.",
            retry_after_seconds=wait,
        )
    if status >= 400:
        error = OffsetExpired if kind == "LIST_RECORDS_ITERATOR_NOT_AVAILABLE" else UpstreamRefused
        return error(f"{service} refused the request: {_quoted(connection, message or kind or str(status))}")
    return not_understood(connection)


def _forbidden(service: str, call: Call, kind: str) -> ConnectionRefused:
    if call.effect != "read" and kind == "INVALID_PERMISSIONS":
        return ConnectionRefused(
            f"{service} does not let this connection do that ({call.name}).",
            what_to_do=f"Reconnect with a token that has the scope {call.scope} and a person who may edit this base."
            if call.scope
            else "Reconnect with a token that may do it.",
        )
    return ConnectionRefused(
        f"{service} does not let this connection see that, or it does not exist any more.",
        what_to_do="Reconnect with a token that has access to this base, or choose another base.",
    )


def _too_fast(service: str, wait: float | None) -> Busy:
    seconds = wait or RATE_LIMIT_PENALTY_SECONDS
    return Busy(
        f"{service} asks for a pause, because this base gets too many requests.",
        what_to_do=f"Try again in {seconds:.0f} seconds.",
        retry_after_seconds=seconds,
    )


def _unreachable(service: str) -> Unavailable:
    return Unavailable(f"{service} cannot be reached.", what_to_do="Try again in a moment.")


def _quoted(connection: Connection, text: str) -> str:
    """Their words, shortened, on one line, and without the token should they have sent it back."""
    return " ".join(text.replace(connection.token, "[hidden]").split())[:MAX_QUOTED_CHARACTERS]
