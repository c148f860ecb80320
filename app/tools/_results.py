"""Rows of results that are too many to be told at once, kept for a day for whoever asked."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlmodel import col, delete, select

from app import db
from app.actor import Actor, Role
from app.errors import NotFound
from app.models import KeptResult

MOST_ROWS = 1_000
# Of one person and key; the oldest go first.
MOST_KEPT = 50
HOURS = 24


def keep_rows(actor: Actor, facts: dict[str, Any], rows: Sequence[dict[str, Any]]) -> str:
    """Keep rows with what is known about all of them; gives the handle that read_result takes."""
    with db.uow(actor) as session:
        row = KeptResult(
            team_id=actor.team_id,
            person_id=actor.person_id,
            key_id=actor.key_id,
            facts=facts,
            rows=list(rows[:MOST_ROWS]),
        )
        session.add(row)
        session.flush()
        mine = select(KeptResult.id).where(
            KeptResult.person_id == actor.person_id, KeptResult.key_id == actor.key_id
        )
        older = session.exec(mine.order_by(col(KeptResult.id).desc()).offset(MOST_KEPT)).all()
        session.exec(delete(KeptResult).where(col(KeptResult.id).in_(older)))
        return row.id


def read_rows(actor: Actor, handle: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What is known about a kept result, and its rows. Raises NotFound for one of somebody else or of another key."""
    actor.require(Role.VIEWER)
    with db.uow(actor, read_only=True) as session:
        row = session.get(KeptResult, handle)
        since = db.now(session) - timedelta(hours=HOURS)
        is_own = row is not None and (row.person_id, row.key_id) == (actor.person_id, actor.key_id)
        if row is None or not is_own or row.created_at < since:
            raise NotFound("There is no such result.", what_to_do="Results are kept for a day. Ask again.")
        return dict(row.facts), list(row.rows)


def purge_results(actor: Actor) -> None:
    """Throw away what is older than a day. For the platform."""
    actor.require_platform()
    with db.uow(actor) as session:
        since = db.now(session) - timedelta(hours=HOURS)
        session.exec(delete(KeptResult).where(col(KeptResult.created_at) < since))
