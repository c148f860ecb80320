"""What people were told, as they would see it."""

from app import notifications
from app.actor import Actor


def told(actor: Actor) -> list[tuple[str, str]]:
    """The kind and title of everything that somebody was told in the app, newest first."""
    return [(each.kind, each.title) for each in notifications.list_notifications(actor).items]
