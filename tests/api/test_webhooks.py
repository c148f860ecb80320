"""`/api/v1/webhooks/airtable`."""

import base64
import hmac
import json
from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from app import airtable, config, db, sealing, tables
from app.actor import Actor
from app.airtable import mirror
from app.models import MirroredBase, OutboxJob, utc_now
from tests import things
from tests.api.airtable_parts import PLACE, stock

__all__ = ["stock"]
URL = "/api/v1/webhooks/airtable"
HOOK, SECRET = "achStock000000000", base64.b64encode(b"thirty-two bytes of a secret ...").decode()
SENT = "2026-11-20T12:00:00.000Z"


def ping(sent: str = SENT, *, webhook: str = HOOK, base: str = things.BASE) -> bytes:
    return json.dumps({"base": {"id": base}, "webhook": {"id": webhook}, "timestamp": sent}).encode()


def mac(raw: bytes, secret: str = SECRET) -> dict[str, str]:
    digest = hmac.new(base64.b64decode(secret), raw, "sha256").hexdigest()
    return {"x-airtable-content-mac": f"hmac-sha256={digest}", "content-type": "application/json"}


@pytest.fixture
def hearing(stock, viewer) -> Actor:
    """A viewer with a mirror whose next check waits, and a webhook that sends pings."""
    tables.refresh_mirror(viewer, **PLACE)
    identity = things.source_for(viewer).connection.identity
    with db.uow(viewer) as unit:
        row = unit.exec(select(MirroredBase).where(MirroredBase.identity == identity)).one()
        row.webhook_id, row.secret = HOOK, sealing.seal(mirror.SEAL, SECRET, bound_to=row.id)
        unit.add(row)
    return viewer


def waiting(actor: Actor) -> list[bool]:
    """Whether each job of the mirror still waits for its time."""
    with db.uow(actor, read_only=True) as unit:
        found = unit.exec(select(OutboxJob).where(OutboxJob.job == tables.REFRESH_JOB)).all()
        return [job.run_after > utc_now() for job in found]


def let_wait(actor: Actor) -> None:
    later = utc_now() + timedelta(hours=1)
    with db.uow(actor) as unit:
        unit.exec(update(OutboxJob).where(col(OutboxJob.status) == "ready").values(run_after=later))


async def test_ping_hurries_the_next_check_and_again_does_nothing(client, hearing):
    before = waiting(hearing)

    first = await client.post(URL, content=ping(), headers=mac(ping()))
    after_first = waiting(hearing)
    let_wait(hearing)
    again = await client.post(URL, content=ping(), headers=mac(ping()))

    assert (before, after_first, waiting(hearing)) == ([True], [False], [True])
    assert (first.status_code, again.status_code) == (204, 204)


async def test_ping_that_is_older_than_the_last_does_nothing_and_a_newer_one_does(client, hearing):
    older, newer = ping("2026-11-20T11:59:59.000Z"), ping("2026-11-20T12:00:01.000Z")
    await client.post(URL, content=ping(), headers=mac(ping()))
    let_wait(hearing)

    await client.post(URL, content=older, headers=mac(older))
    after_older = waiting(hearing)
    await client.post(URL, content=newer, headers=mac(newer))

    assert (after_older, waiting(hearing)) == ([True], [False])


OTHER = base64.b64encode(b"another secret of thirty-two b..").decode()


@pytest.mark.parametrize(
    ("raw", "headers"),
    [
        (ping(), {}),
        (ping(), mac(ping(), OTHER)),
        (ping() + b" ", mac(ping())),
        (ping(webhook="achNobody00000000"), mac(ping(webhook="achNobody00000000"))),
        (ping(base="appNobody00000000"), mac(ping(base="appNobody00000000"))),
    ],
)
async def test_ping_with_another_signature_is_refused_in_the_words_for_an_unknown_webhook(
    client, hearing, raw, headers
):
    reply = await client.post(URL, content=raw, headers=headers)

    assert (reply.status_code, reply.json()["code"]) == (403, "forbidden")
    assert reply.json()["detail"] == "This ping was not signed by Airtable for this webhook."
    assert waiting(hearing) == [True]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[" * 9_000,
        b"[]",
        b'{"base": 1}',
        b'{"base": {"id": "a\\u0000"}, "webhook": {"id": "b"}}',
        b" " * 10_001,
        b"\xff",
    ],
)
async def test_what_is_no_ping_is_refused(client, database, raw):
    reply = await client.post(URL, content=raw, headers=mac(raw))

    assert (reply.status_code, reply.json()["field"]) == (422, "body")


async def test_pings_are_limited_by_network(client, database, still_clock):
    replies = [await client.post(URL, content=b"{}") for _ in range(121)]

    assert [reply.status_code for reply in replies[119:]] == [422, 429]


@pytest.mark.parametrize(
    ("address", "told"),
    [("", None), ("https://platform.example", "https://platform.example/api/v1/webhooks/airtable")],
)
def test_webhook_pings_only_an_address_that_can_be_reached(stock, viewer, monkeypatch, address, told):
    source = things.source_for(viewer)
    monkeypatch.setenv("PLATFORM_PUBLIC_URL", address)
    config.reload()

    mirror.follow(viewer, source, lane="bulk")

    (hook,) = airtable.list_webhooks(source.connection, things.BASE)
    with db.uow(viewer, read_only=True) as unit:
        row = unit.exec(select(MirroredBase)).one()
    assert (hook.notification_url, row.webhook_id, bool(row.secret)) == (told, hook.id, bool(told))
