"""What strangers ask for by mail is answered here, so that asking takes the same time for every address."""

from app import auth
from app.actor import Actor

ANSWER = auth.ANSWER


def answer(actor: Actor, *, ask_id: str) -> None:
    """Mails the link that was asked for: to sign up, for a new password, or for a new browser."""
    auth.answer(actor, ask_id)
