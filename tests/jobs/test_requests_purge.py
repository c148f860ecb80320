"""Replies to repeated requests do not stay for ever."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app import db
from app.jobs import outbox, requests_purge
from app.models import IdempotentRequest
from tests.jobs.rows import SYSTEM, rows_of

pytestmark = pytest.mark.usefixtures("database")


def test_only_replies_of_more_than_a_day_ago_are_deleted() -> None:
    now = outbox.host_now()
    with db.uow(SYSTEM) as unit:
        for name, hours in (("a", 23), ("b", 25)):
            row = IdempotentRequest(
                id=name * 64, request_hash="0" * 64, created_at=now - timedelta(hours=hours)
            )
            unit.add(row)

    requests_purge.purge(SYSTEM)

    with db.uow(SYSTEM, read_only=True) as unit:
        assert unit.exec(select(IdempotentRequest.id)).all() == ["a" * 64]


@pytest.mark.usefixtures("redis_server")
def test_purge_is_asked_for_once_a_day() -> None:
    for day in ("2026-03-01", "2026-03-01", "2026-03-02"):
        requests_purge.ask(SYSTEM, day)

    assert len(rows_of(requests_purge.JOB)) == 2
