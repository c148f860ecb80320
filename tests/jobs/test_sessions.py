"""Expired sessions are deleted once a day."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app import db
from app.actor import Actor
from app.jobs import outbox, sessions
from app.models import OneTimeToken, RefreshToken, Session
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


def test_refresh_tokens_go_with_their_session_and_mailed_links_after_a_day(owner: Actor) -> None:
    now = outbox.host_now()
    _session(owner, "a", timedelta(days=1))
    _session(owner, "b", -timedelta(days=2))
    with db.uow(SYSTEM) as unit:
        for name in "ab":
            unit.add(RefreshToken(id=name * 64, session_id=name * 64, expires_at=now))
        for name, ended in (("c", timedelta(hours=23)), ("d", timedelta(hours=25))):
            link = OneTimeToken(id=name * 64, purpose="sign_up", email="a@b.cd", expires_at=now - ended)
            unit.add(link)

    sessions.purge(SYSTEM)

    with db.uow(SYSTEM, read_only=True) as unit:
        assert unit.exec(select(RefreshToken.id)).all() == ["a" * 64]
        assert unit.exec(select(OneTimeToken.id)).all() == ["c" * 64]


@pytest.mark.usefixtures("database", "redis_server")
def test_purge_is_asked_for_once_a_day() -> None:
    for day in ("2026-03-01", "2026-03-01", "2026-03-02"):
        sessions.ask(SYSTEM, day)

    assert len(rows_of(sessions.JOB)) == 2
