"""The mail of the tests: jobs are run as a worker would, and letters are read as whoever gets them would."""

from sqlmodel import col, select

from app import db
from app.actor import Actor
from app.jobs import entry
from app.mail._letters import text_of
from app.models import Letter, OutboxJob, utc_now

MAILING = ("auth.answer", "mail.send")


def run_mail_jobs() -> None:
    """Run what answers and mails, until nothing of it is due."""
    while waiting := _due():
        for outbox_id in waiting:
            entry.run_outbox_job(outbox_id)


def letters_to(address: str) -> list[tuple[str, str]]:
    """Subject and text of each letter to an address, the oldest first."""
    run_mail_jobs()
    with db.uow(Actor.system("test"), read_only=True) as unit:
        rows = unit.exec(select(Letter).where(Letter.recipient == address).order_by(col(Letter.id))).all()
    return [(row.subject, text_of(row)) for row in rows]


def token_in_last_letter_to(address: str) -> str:
    """The token of the link in the newest letter to an address."""
    _, text = letters_to(address)[-1]
    return text.partition("?token=")[2].split()[0]


def _due() -> list[str]:
    ready = select(OutboxJob.id).where(
        OutboxJob.status == "ready", OutboxJob.run_after <= utc_now(), col(OutboxJob.job).in_(MAILING)
    )
    with db.uow(Actor.system("test"), read_only=True) as unit:
        return list(unit.exec(ready.order_by(col(OutboxJob.id))).all())
