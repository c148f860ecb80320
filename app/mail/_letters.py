"""Letters as rows: written inside a unit of work, read by the operator while there is no mail server, purged."""

from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session as Unit
from sqlmodel import col, delete, func, select

from app import config, db, queueing, sealing
from app.actor import Actor
from app.errors import Forbidden, InvalidInput
from app.models import Letter, utc_now

SEND = "mail.send"
# With its growing pauses a job tries for half an hour; after that a link in the letter would be dead anyway.
ATTEMPTS = 12
SUBJECT_CHARACTERS = 200
KEPT_DAYS = 7
SEAL = "letter"


class LetterCard(BaseModel):
    """A letter that waits for the operator, because there is no mail server."""

    model_config = ConfigDict(frozen=True)

    id: str
    to: str
    subject: str
    text: str = Field(repr=False, description="May hold a link that opens something.")
    created_at: datetime


def post(unit: Unit, *, to: str, subject: str, text: str, is_notice: bool = False) -> bool:
    """Write a letter inside the open unit of work; a worker sends it after the commit.

    False, and nothing is written, once the address got `letters_an_hour`; a notice of what happened to the account
    of the address is always written. Raises InvalidInput for an address with control characters.
    """
    if not to.isprintable() or " " in to:
        raise InvalidInput("Give an e-mail address like name@example.com.", field="email")
    if not is_notice and _letters_of_this_hour(unit, to) >= config.limits().letters_an_hour:
        return False
    letter = Letter(recipient=to, subject=_one_line(subject))
    letter.text = sealing.seal(SEAL, text, bound_to=letter.id)
    unit.add(letter)
    queueing.enqueue(unit, Actor.system("mail"), SEND, {"letter_id": letter.id}, max_attempts=ATTEMPTS)
    return True


def list_kept(actor: Actor) -> list[LetterCard]:
    """The letters that nobody could send, newest first, at most 100; none while a mail server is set.

    For the operator in person. Raises Forbidden.
    """
    if not actor.is_system and (not actor.is_operator or actor.key_id):
        raise Forbidden("Only the operator reads letters that could not be sent.")
    if config.settings().smtp_url.get_secret_value():
        return []
    with db.uow(actor, read_only=True) as unit:
        rows = unit.exec(
            select(Letter)
            .where(Letter.status == "kept")
            .order_by(col(Letter.created_at).desc(), col(Letter.id).desc())
            .limit(config.limits().page_rows)
        ).all()
    return [
        LetterCard(
            id=row.id, to=row.recipient, subject=row.subject, text=text_of(row), created_at=row.created_at
        )
        for row in rows
    ]


def purge_letters(actor: Actor) -> int:
    """Delete letters of more than a week ago; how many. Only the platform may."""
    if not actor.is_system:
        raise Forbidden("Only the platform deletes letters.")
    with db.uow(actor) as unit:
        old = delete(Letter).where(col(Letter.created_at) < utc_now() - timedelta(days=KEPT_DAYS))
        return int(unit.exec(old).rowcount)


def text_of(letter: Letter) -> str:
    """What the letter says; empty once it was handed over."""
    return sealing.unseal(SEAL, letter.text, bound_to=letter.id) if letter.text else ""


def _letters_of_this_hour(unit: Unit, to: str) -> int:
    since = utc_now() - timedelta(hours=1)
    counted = select(func.count()).where(col(Letter.created_at) > since, Letter.recipient == to)
    return int(unit.exec(counted).one())


def _one_line(text: str) -> str:
    plain = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(plain.split())[:SUBJECT_CHARACTERS]
