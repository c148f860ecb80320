"""Throws away what nobody reads any more: replaced generations, mirrors that are not used, old history."""

from datetime import timedelta
from typing import Any

from sqlmodel import col, delete, select

from app import db
from app.actor import Actor
from app.models import (
    MirrorChange,
    MirrorDocument,
    MirroredTable,
    MirrorGeneration,
    MirrorName,
    MirrorRow,
    utc_now,
)

UNUSED_AFTER = timedelta(days=7)
HISTORY_KEPT = timedelta(days=90)
# Whoever began to read a generation just before it was replaced may read it to its end.
READ_TO_THE_END = timedelta(minutes=2)
ROWS_AT_ONCE = 5_000


def purge(actor: Actor) -> None:
    """Deletes mirrors unused for a week, generations replaced two minutes ago, and changes older than 90 days.

    In short transactions, so that writers do not wait.
    """
    _forget_unused(actor)
    drop_retired(actor)
    with db.uow(actor) as session:
        session.exec(delete(MirrorChange).where(col(MirrorChange.seen_at) < utc_now() - HISTORY_KEPT))


def drop_retired(actor: Actor) -> None:
    """Deletes the generations that were replaced long enough ago, of the actor's team or of all."""
    for generation in _retired(actor):
        for cls in (MirrorRow, MirrorDocument, MirrorName):
            while _delete_some(actor, cls, generation):
                pass
        with db.uow(actor) as session:
            session.exec(delete(MirrorGeneration).where(col(MirrorGeneration.id) == generation))


def _forget_unused(actor: Actor) -> None:
    now = utc_now()
    with db.uow(actor) as session:
        unused = select(MirroredTable).where(col(MirroredTable.used_at) < now - UNUSED_AFTER)
        for mirror in session.exec(unused):
            mirror.generation, mirror.row_count, mirror.fields = None, 0, []
            session.add(mirror)
            generations = select(MirrorGeneration).where(
                MirrorGeneration.mirror_id == mirror.id, MirrorGeneration.status != "retired"
            )
            for generation in session.exec(generations):
                generation.status, generation.retired_at = "retired", now
                session.add(generation)


def _retired(actor: Actor) -> list[int]:
    with db.uow(actor, read_only=True) as session:
        statement = select(MirrorGeneration.id).where(
            MirrorGeneration.status == "retired",
            col(MirrorGeneration.retired_at) < utc_now() - READ_TO_THE_END,
        )
        return [generation for generation in session.exec(statement) if generation is not None]


def _delete_some(actor: Actor, cls: type[Any], generation: int) -> bool:
    """Deletes the rows of the next few thousand records; whether there may be more."""
    with db.uow(actor) as session:
        last = session.exec(
            select(cls.record_id)
            .where(cls.generation == generation)
            .order_by(cls.record_id)
            .offset(ROWS_AT_ONCE)
            .limit(1)
        ).first()
        rows = delete(cls).where(cls.generation == generation)
        session.exec(rows if last is None else rows.where(cls.record_id < last))
        return last is not None
