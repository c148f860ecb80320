"""What chats left behind does not stay for ever."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app import db
from app.jobs import chat_purge, outbox
from app.models import ChatFile, KeptResult
from tests.factories import make_thread, make_turn
from tests.jobs.rows import SYSTEM, rows_of

pytestmark = pytest.mark.usefixtures("database")


def test_only_what_nobody_asked_about_for_a_day_is_deleted(owner) -> None:
    turn = make_turn(owner, make_thread(owner), status="done")
    now = outbox.host_now()
    ours = {"team_id": owner.team_id, "person_id": owner.person_id}
    with db.uow(owner) as unit:
        for name, hours, turn_id in (("waits", 23, None), ("left", 25, None), ("asked", 25, turn.id)):
            at = now - timedelta(hours=hours)
            facts = {"media_type": "text/plain", "size": 1, "content": b"x", "created_at": at}
            unit.add(ChatFile(**ours, name=name, turn_id=turn_id, **facts))
            unit.add(KeptResult(**ours, facts={"name": name}, rows=[], created_at=at))

    chat_purge.purge(SYSTEM)

    with db.uow(owner, read_only=True) as unit:
        assert sorted(unit.exec(select(ChatFile.name)).all()) == ["asked", "waits"]
        assert [row.facts["name"] for row in unit.exec(select(KeptResult))] == ["waits"]


@pytest.mark.usefixtures("redis_server")
def test_purge_is_asked_for_once_a_day() -> None:
    for day in ("2026-03-01", "2026-03-01", "2026-03-02"):
        chat_purge.ask(SYSTEM, day)

    assert len(rows_of(chat_purge.JOB)) == 2
