"""Health: one word for everybody, the parts for who may look inside."""

import pytest

from app import config, db
from app.api import health
from app.api.health import Part, overall
from tests.sessions import begin_session, cookie_of

PARTS = [
    "database",
    "redis",
    "queue interactive",
    "queue default",
    "queue bulk",
    "dispatcher",
    "sandbox",
    "disk",
]


async def test_liveness_touches_nothing(visit, monkeypatch, settings):
    def touched() -> None:
        raise AssertionError("the database was asked")

    monkeypatch.setattr(db, "ping", touched)

    assert (await visit().get("/livez")).json() == {"status": "ok"}


async def test_ready_without_redis_is_degraded_and_serves(client):
    reply = await client.get("/readyz")

    assert (reply.status_code, reply.json()) == (200, {"status": "degraded"})


async def test_ready_with_redis(client, redis_server):
    reply = await client.get("/readyz")

    assert (reply.status_code, reply.json()) == (200, {"status": "ok"})


async def test_not_ready_without_the_database(visit, settings, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nothing")
    config.reload()
    db.close()

    reply = await visit().get("/readyz")

    assert (reply.status_code, reply.json()) == (503, {"status": "down"})


@pytest.mark.parametrize("path", ["/health", "/api/health"])
async def test_this_machine_sees_each_part_with_its_latency(client, path):
    body = (await client.get(path)).json()

    assert [part["name"] for part in body["parts"]] == PARTS
    assert all(part["milliseconds"] >= 0 for part in body["parts"])
    assert body["status"] == "degraded"


async def test_strangers_get_the_word_only(database, visit):
    assert (await visit("192.0.2.1").get("/health")).json() == {"status": "degraded"}


async def test_parts_are_for_admins_and_not_for_viewers(database, visit, admin, viewer):
    far = visit("192.0.2.1")

    assert "parts" in (await far.get("/health", headers=cookie_of(begin_session(admin)))).json()
    assert "parts" not in (await far.get("/health", headers=cookie_of(begin_session(viewer)))).json()


async def test_queue_with_an_old_job_is_degraded(client, redis_server):
    from datetime import timedelta

    from app.models import utc_now
    from tests.factories import make_outbox_job

    make_outbox_job(queue="bulk", run_after=utc_now() - timedelta(minutes=5))

    parts = {part["name"]: part for part in (await client.get("/health")).json()["parts"]}

    assert parts["queue bulk"]["status"] == "degraded"
    assert parts["queue bulk"]["text"].startswith("1 waiting, oldest 300 s")
    assert parts["queue default"]["status"] == "ok"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({"database": "ok", "redis": "ok"}, "ok"),
        ({"database": "ok", "redis": "down"}, "degraded"),
        ({"database": "down", "redis": "ok"}, "down"),
        ({"database": "ok", "disk": "degraded"}, "degraded"),
    ],
)
def test_only_the_database_is_vital(words, expected):
    assert overall([Part(name=name, status=word) for name, word in words.items()]) == expected


async def test_part_that_hangs_is_down_in_time(monkeypatch):
    import threading

    monkeypatch.setattr(health, "PART_SECONDS", 0.05)
    release = threading.Event()

    part = await health._measured("slow", lambda: (release.wait(10), "")[1] and ("ok", ""))
    release.set()

    assert (part.status, part.text) == ("down", "No answer in time.")
