"""Expired sessions are deleted once a day."""

from datetime import timedelta

import pytest

from app import db
from app.actor import Actor
from app.jobs import outbox, sessions
from app.models import Session
from tests.jobs.rows import SYSTEM, rows_of


def _session(actor: Actor, name: str, expires_in: timedelta) -> None:
    expires_at = outbox.host_now() + expires_in
    row = Session(id=name * 64, person_id=actor.person_id, team_id=actor.team_id, expires_at=expires_at)
    with db.uow(SYSTEM) as session:
        session.add(row)


def test_only_expired_sessions_are_deleted(owner: Actor) -> None:
    _session(owner, "a", timedelta(days=1))
    _session(owner, "b", -timedelta(days=2))

    sessions.purge(SYSTEM)

    with db.uow(SYSTEM, read_only=True) as session:
        left = [session.get(Session, name * 64) is not None for name in "ab"]
    assert left == [True, False]


@pytest.mark.usefixtures("database", "redis_server")
def test_purge_is_asked_for_once_a_day() -> None:
    for day in ("2026-03-01", "2026-03-01", "2026-03-02"):
        sessions.ask(SYSTEM, day)

    assert len(rows_of(sessions.JOB)) == 2
