"""The error tree. Raise at the cause, catch at the edges.

PlatformError
├── InvalidInput          422  invalid_input      never   what was typed or sent cannot be used
├── NotSignedIn           401  not_signed_in      never   nobody is signed in, or the session has ended
├── Forbidden             403  forbidden          never   the role does not reach
├── ConfirmPassword       403  confirm_password   never   the password was given too long ago for this
├── NotFound              404  not_found          never   unknown, or not yours: the same answer
├── NotAllowed            405  not_allowed        never   the address is right, the method is not
├── Conflict              409  conflict           never   somebody else changed it first
├── InProgress            409  in_progress        after   the same request is being worked on
├── OutcomeUnknown        409  outcome_unknown    never   it was begun and nobody knows whether it was done
├── Misdirected           421  misdirected        never   asked under a name that is not ours
├── TooLarge              413  too_large          never   above a limit of size
├── WrongType             415  wrong_type         never   the body is not of the type that is read here
├── KeyReused             422  key_reused         never   the Idempotency-Key stands for another request
├── TooMany               429  too_many           after   above a limit of rate
├── Busy                  503  busy               after   the other side asks for patience
├── Unavailable           503  unavailable        soon    a part of the platform or of the world is down
├── ConnectionRefused     502  connection_refused never   Airtable does not accept the credential
├── UpstreamRefused       502  upstream_refused   never   Airtable refused the request and says why
├── ModelRefused          502  model_refused      never   the language model does not answer this, and says why
├── BudgetSpent           402  budget_spent       never   the money set aside for language models is spent
├── TurnLimit             409  turn_limit         never   a turn reached one of its limits
├── LostLease             409  lost_lease         never   another worker owns this work now
├── ConfigurationError    500  configuration      never   a setting is wrong
└── InternalError         500  internal           never   a mistake of ours, with a reference to look up
"""

from typing import ClassVar, Literal

Retry = Literal["never", "soon", "after"]


class PlatformError(Exception):
    """Something a person is told: what happened, and what to do about it. Never carries a secret."""

    code: ClassVar[str] = "internal"
    status: ClassVar[int] = 500
    retry: ClassVar[Retry] = "never"

    def __init__(
        self, what_happened: str, *, what_to_do: str = "", retry_after_seconds: float | None = None
    ) -> None:
        super().__init__(what_happened)
        self.what_happened = what_happened
        self.what_to_do = what_to_do
        self.retry_after_seconds = retry_after_seconds

    @property
    def user_text(self) -> str:
        """What happened and what to do, as one or two sentences."""
        return f"{self.what_happened} {self.what_to_do}".strip()


class InvalidInput(PlatformError):
    """What was typed or sent cannot be used. `field` names the input it is about."""

    code, status = "invalid_input", 422

    def __init__(self, what_happened: str, *, what_to_do: str = "", field: str = "") -> None:
        super().__init__(what_happened, what_to_do=what_to_do)
        self.field = field


class NotSignedIn(PlatformError):
    """Nobody is signed in, or the session has ended."""

    code, status = "not_signed_in", 401


class Forbidden(PlatformError):
    """The role does not reach."""

    code, status = "forbidden", 403


class ConfirmPassword(PlatformError):
    """The password was given too long ago for something that cannot be taken back."""

    code, status = "confirm_password", 403


class NotFound(PlatformError):
    """Unknown, or another team's: both look the same."""

    code, status = "not_found", 404


class NotAllowed(PlatformError):
    """The address is right, the method is not."""

    code, status = "not_allowed", 405


class Conflict(PlatformError):
    """Somebody else changed it first."""

    code, status = "conflict", 409


class InProgress(PlatformError):
    """The same request is being worked on; `retry_after_seconds` says when to ask for its reply."""

    code, status, retry = "in_progress", 409, "after"


class OutcomeUnknown(PlatformError):
    """It was begun, the process died, and nobody knows whether it was done: look before it is sent again."""

    code, status = "outcome_unknown", 409


class Misdirected(PlatformError):
    """Asked under a name that is not ours."""

    code, status = "misdirected", 421


class TooLarge(PlatformError):
    """Above a limit of size."""

    code, status = "too_large", 413


class WrongType(PlatformError):
    """The body is not of the type that is read here."""

    code, status = "wrong_type", 415


class KeyReused(PlatformError):
    """The Idempotency-Key was used for another request before."""

    code, status = "key_reused", 422


class TooMany(PlatformError):
    """Above a limit of rate; `retry_after_seconds` says when to come back."""

    code, status, retry = "too_many", 429, "after"


class Busy(PlatformError):
    """The other side asks for patience; `retry_after_seconds` says how much."""

    code, status, retry = "busy", 503, "after"


class Unavailable(PlatformError):
    """A part of the platform, or of the world, does not answer."""

    code, status, retry = "unavailable", 503, "soon"


class ConnectionRefused(PlatformError):
    """Airtable does not accept the credential of this connection."""

    code, status = "connection_refused", 502


class UpstreamRefused(PlatformError):
    """Airtable refused the request and says why."""

    code, status = "upstream_refused", 502


class ModelRefused(PlatformError):
    """The language model, or its service, does not answer this and says why."""

    code, status = "model_refused", 502


class BudgetSpent(PlatformError):
    """The money that may go to language models is spent; nothing was asked."""

    code, status = "budget_spent", 402


class TurnLimit(PlatformError):
    """A turn of the assistant reached one of its limits."""

    code, status = "turn_limit", 409


class LostLease(PlatformError):
    """Another worker owns this work now; whoever sees this stops without writing anything."""

    code, status = "lost_lease", 409


class ConfigurationError(PlatformError):
    """A setting is wrong; the sentence names it."""

    code, status = "configuration", 500


class InternalError(PlatformError):
    """A mistake of ours. The reference finds it in the log."""

    code, status = "internal", 500

    def __init__(self, reference: str) -> None:
        super().__init__(
            "Something went wrong on our side.",
            what_to_do=f"Nothing you typed is lost. If it happens again, give your operator the reference {reference}.",
        )
        self.reference = reference


def every_error() -> list[type[PlatformError]]:
    """All errors of the tree, in the order of the drawing above."""
    return list(PlatformError.__subclasses__())
