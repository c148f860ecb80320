"""What goes wrong at a model, in the words of the house, and whether asking again can help."""

from typing import NamedTuple

from pydantic_ai.exceptions import (
    ContentFilterError,
    ModelAPIError,
    ModelAuthenticationError,
    ModelConnectionError,
    ModelContextWindowExceededError,
    ModelHTTPError,
    ModelNotFoundError,
    ModelOverloadedError,
    ModelQuotaExceededError,
    ModelRateLimitError,
    ModelRequestTimeout,
    ModelServerError,
    ModelUnavailableError,
)

from app.errors import Busy, ModelRefused, PlatformError, TurnLimit, Unavailable

MOST_SAID = 200


class Problem(NamedTuple):
    """The error that a person is told, whether the same request may be sent again, and after how many seconds (None: no
    wish was stated)."""

    error: PlatformError
    may_repeat: bool = False
    after_seconds: float | None = None


def problem_of(exc: Exception, model: str, replacement: str = "") -> Problem:
    """What happened, as far as the other side told. Nothing of a request, which holds the key, is in it."""
    if isinstance(exc, ModelQuotaExceededError) or _is_daily(exc):
        return Problem(
            ModelRefused(
                f"The quota of the key for {model} is used up.",
                what_to_do="Wait until it is renewed, or ask your operator for another plan.",
            )
        )
    if isinstance(exc, ModelRateLimitError):
        error = Busy(
            f"{model} takes no more requests for now.",
            what_to_do="Try again in a minute.",
            retry_after_seconds=exc.retry_after,
        )
        return Problem(error, may_repeat=True, after_seconds=exc.retry_after)
    if isinstance(exc, ModelOverloadedError | ModelUnavailableError | ModelServerError):
        return Problem(
            Unavailable(f"{model} is overloaded or down.", what_to_do="Try again in a minute."),
            may_repeat=True,
            after_seconds=exc.retry_after,
        )
    if isinstance(exc, ModelConnectionError | ModelRequestTimeout | TimeoutError):
        return Problem(
            Unavailable(f"{model} cannot be reached.", what_to_do="Try again in a minute."), may_repeat=True
        )
    return Problem(_refusal(exc, model, replacement))


def _refusal(exc: Exception, model: str, replacement: str) -> PlatformError:
    if isinstance(exc, ModelAuthenticationError) or (
        isinstance(exc, ModelHTTPError) and "api key not valid" in _said(exc).lower()
    ):
        return ModelRefused(
            f"The service of {model} does not accept the key.",
            what_to_do="Ask your operator to set a new one.",
        )
    if isinstance(exc, ModelNotFoundError):
        instead = f" {replacement} takes its place." if replacement else ""
        return ModelRefused(
            f"{model} is retired, or this key may not use it.{instead}",
            what_to_do="Ask your operator to set PLATFORM_MODEL.",
        )
    if isinstance(exc, ModelContextWindowExceededError):
        return TurnLimit("This chat has grown too long for the model.", what_to_do="Start a new chat.")
    if isinstance(exc, ContentFilterError):
        return blocked(model)
    if isinstance(exc, ModelAPIError):
        return ModelRefused(f"{model} refused the request: {_said(exc)}")
    return unusable(model)


def blocked(model: str) -> ModelRefused:
    """The service does not let an answer through."""
    return ModelRefused(
        f"The service of {model} blocked this question or its answer.", what_to_do="Put it in other words."
    )


def unusable(model: str) -> ModelRefused:
    """The answer was empty, or no tool could be made out of a call."""
    return ModelRefused(
        f"{model} gave an answer that cannot be used, twice.", what_to_do="Ask again, or in other words."
    )


def _said(exc: ModelAPIError) -> str:
    """The sentence in the body of an error, as far as there is one."""
    body = exc.body
    inner = body.get("error", body) if isinstance(body, dict) else body
    message = inner.get("message", "") if isinstance(inner, dict) else ""
    return str(message or "no reason was given.")[:MOST_SAID]


def _is_daily(exc: Exception) -> bool:
    """Whether a quota by the day is spent: no patience helps then."""
    return isinstance(exc, ModelRateLimitError) and "PerDay" in str(exc.body)
