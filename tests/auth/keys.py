"""API keys for tests."""

from app import auth
from app.actor import Actor
from tests.people import confirmed


def make_key(actor: Actor, scope: str, **options: object) -> str:
    """A key of this person, as they would make it."""
    return auth.make_api_key(confirmed(actor), name="Report", scope=scope, **options).key


def key_actor(actor: Actor, scope: str = "admin") -> Actor:
    """The person acting through a key of theirs."""
    signed_in = auth.signed_in_by_key(make_key(actor, scope))
    assert signed_in is not None
    return auth.actor_of(signed_in, "rest")
