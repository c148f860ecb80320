"""Looking at and moving rows of the outbox, as a second worker or the passing of time would."""

from datetime import timedelta

from sqlmodel import select

from app import db
from app.actor import Actor
from app.models import OutboxJob

SYSTEM = Actor.system("test")


def row_of(outbox_id: str) -> OutboxJob:
    with db.uow(SYSTEM, read_only=True) as session:
        return session.exec(select(OutboxJob).where(OutboxJob.id == outbox_id)).one()


def rows_of(job: str) -> list[OutboxJob]:
    with db.uow(SYSTEM, read_only=True) as session:
        return list(session.exec(select(OutboxJob).where(OutboxJob.job == job)).all())


def expire_lease(outbox_id: str) -> None:
    """As if the worker had been silent for longer than its lease."""
    _change(outbox_id, lease_until=-timedelta(seconds=1))


def make_due(outbox_id: str) -> None:
    """As if the pause before the next attempt were over."""
    _change(outbox_id, run_after=-timedelta(seconds=1))


def make_sent(outbox_id: str, ago: timedelta) -> None:
    """As if the row's message had been sent so long ago."""
    _change(outbox_id, dispatched_at=-ago)


def _change(outbox_id: str, **times: timedelta) -> None:
    with db.uow(SYSTEM) as session:
        row = session.exec(select(OutboxJob).where(OutboxJob.id == outbox_id)).one()
        for name, offset in times.items():
            setattr(row, name, db.now(session) + offset)
        session.add(row)
