"""Letters are sent one by one, and deleted after a week."""

from app import db, mail, queueing
from app.actor import Actor

SEND = mail.SEND
PURGE = "mail.purge"


def send(actor: Actor, *, letter_id: str) -> None:
    """Sends one letter by SMTP, or keeps it for the operator while there is no mail server."""
    mail.deliver(actor, letter_id)


def ask(actor: Actor, day: str) -> None:
    """Asks for the purge of one day, if nobody has."""
    with db.uow(actor) as session:
        queueing.enqueue(session, actor, PURGE, dedupe_key=f"{PURGE}:{day}")


def purge(actor: Actor) -> None:
    """Deletes letters of more than a week ago."""
    mail.purge_letters(actor)
