"""What cannot be taken back asks for the password again, if it was given some minutes ago."""

from datetime import timedelta

from app import config
from app.actor import Actor
from app.errors import ConfirmPassword, Forbidden, NotSignedIn
from app.models import utc_now


def require_person(actor: Actor) -> None:
    """Raises NotSignedIn for nobody, Forbidden for an API key: some things people do themselves."""
    if actor.role is None or not actor.person_id:
        raise NotSignedIn("You are not signed in.", what_to_do="Sign in and try again.")
    if actor.key_id:
        raise Forbidden("An API key cannot do this.", what_to_do="Sign in and do it yourself.")


def require_confirmed(actor: Actor) -> None:
    """Raises ConfirmPassword unless the person gave the password within the last `confirmed_minutes`; Forbidden for
    an API key, which never can."""
    require_person(actor)
    since = utc_now() - timedelta(minutes=config.limits().confirmed_minutes)
    if actor.confirmed_at is None or actor.confirmed_at < since:
        raise ConfirmPassword(
            "This cannot be taken back, and you gave your password a while ago.",
            what_to_do="Give your password again, then repeat it.",
        )
