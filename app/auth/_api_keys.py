"""API keys: a program's way in, for one person in one team, never with more than its scope."""

from app.actor import Actor
from app.auth._shapes import SignedIn
from app.auth._team_shapes import ApiKeyCard, NewApiKey
from app.paging import Page

DAYS = 90


def make_api_key(
    actor: Actor, *, name: str, scope: str, days: int = DAYS, writes_need_approval: bool = True
) -> NewApiKey:
    """A key for the actor's team with scope read, write or admin, for so many days. Asks for a fresh password.

    Raises Forbidden for a scope above the own role and for a key, InvalidInput, Conflict, ConfirmPassword.
    """
    raise NotImplementedError


def list_api_keys(actor: Actor, *, cursor: str = "", limit: int = 0) -> Page[ApiKeyCard]:
    """The person's keys for the team, newest first; for admins those of everybody. Revoked ones are not there."""
    raise NotImplementedError


def revoke_api_key(actor: Actor, key_id: str) -> None:
    """End a key, within seconds everywhere: one's own, or as an admin one of somebody below.

    Raises NotFound, Forbidden.
    """
    raise NotImplementedError


def signed_in_by_key(key: str) -> SignedIn | None:
    """Whose key it is, with the role that its scope leaves; None when it opens nothing. Remembered for seconds."""
    raise NotImplementedError
