"""Webhooks: made, listed, polled by cursor, and pings that are checked over their raw bytes."""

import base64
import hmac
import json
from datetime import UTC, datetime

import pytest

from app import airtable
from app.errors import Forbidden, InvalidInput, OutcomeUnknown, Unavailable
from tests.airtable.misbehaving import misbehaving, no_pauses, reply, reset
from tests.airtable.test_comments import body_of, line_of

__all__ = ["no_pauses"]
pytestmark = pytest.mark.usefixtures("no_pauses")
BASE, HOOK, TABLE = "appAAAAAAAAAAAAAA", "achAAAAAAAAAAAAAA", "tblAAAAAAAAAAAAAA"
UNTIL = "2026-11-27T14:00:00.000Z"
SECRET = base64.b64encode(b"a secret of thirty-two bytes ....").decode()
PING = json.dumps(
    {"base": {"id": BASE}, "webhook": {"id": HOOK}, "timestamp": "2026-11-20T14:00:00.000Z", "note": "ä"},
    ensure_ascii=False,
).encode()


def signature(raw: bytes, secret: str = SECRET) -> str:
    return f"hmac-sha256={hmac.new(base64.b64decode(secret), raw, 'sha256').hexdigest()}"


def page(cursor: int, *, more: bool) -> str:
    return json.dumps(
        {"payloads": [{"baseTransactionNumber": cursor}], "cursor": cursor, "mightHaveMore": more}
    )


def test_a_webhook_needs_no_public_address() -> None:
    made = json.dumps({"id": HOOK, "macSecretBase64": SECRET, "expirationTime": UNTIL})
    with misbehaving(reply(200, made)) as server:
        hook = airtable.create_webhook(server.connection(), BASE, table_id=TABLE)

    assert (hook.id, hook.secret, hook.expires_at) == (HOOK, SECRET, datetime(2026, 11, 27, 14, tzinfo=UTC))
    assert SECRET not in repr(hook)
    assert body_of(server) == {
        "specification": {
            "options": {
                "filters": {
                    "dataTypes": ["tableData", "tableFields", "tableMetadata"],
                    "recordChangeScope": TABLE,
                }
            }
        }
    }


def test_a_webhook_whose_answer_is_lost_is_not_made_twice() -> None:
    with misbehaving(reset) as server, pytest.raises(OutcomeUnknown):
        airtable.create_webhook(server.connection(), BASE)

    assert len(server.requests) == 1


def test_webhooks_are_listed_refreshed_and_deleted() -> None:
    listed = {"id": HOOK, "cursorForNextPayload": 7, "isHookEnabled": False, "notificationUrl": None}
    answers = (json.dumps({"webhooks": [listed]}), json.dumps({"expirationTime": UNTIL}), "")
    with misbehaving(*(reply(200, text) for text in answers)) as server:
        (hook,) = airtable.list_webhooks(server.connection(), BASE)
        until = airtable.refresh_webhook(server.connection(), BASE, HOOK)
        airtable.delete_webhook(server.connection(), BASE, HOOK)

    assert (hook.cursor, hook.is_enabled, hook.notification_url) == (7, False, None)
    assert until == datetime(2026, 11, 27, 14, tzinfo=UTC)
    assert line_of(server, 2) == f"DELETE /v0/bases/{BASE}/webhooks/{HOOK}"


def test_payloads_are_read_until_there_are_no_more() -> None:
    with misbehaving(reply(200, page(2, more=True)), reset, reply(200, page(3, more=False))) as server:
        pages = list(airtable.iter_payloads(server.connection(), BASE, HOOK, 1))

    assert [(each.cursor, each.payloads[0]["baseTransactionNumber"]) for each in pages] == [(2, 2), (3, 3)]
    assert line_of(server, 2) == f"GET /v0/bases/{BASE}/webhooks/{HOOK}/payloads?cursor=2&limit=50"


def test_a_cursor_that_stands_still_ends_with_an_error() -> None:
    with misbehaving(reply(200, page(1, more=True))) as server, pytest.raises(Unavailable):
        list(airtable.iter_payloads(server.connection(), BASE, HOOK, 1))

    assert len(server.requests) == 1


def test_a_ping_is_known_by_its_signature() -> None:
    ping = airtable.verify_ping(PING, signature(PING), SECRET)

    assert (ping.base.id, ping.webhook.id, ping.timestamp) == (
        BASE,
        HOOK,
        datetime(2026, 11, 20, 14, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("raw", "header", "secret"),
    [
        (PING + b" ", signature(PING), SECRET),
        (PING, signature(PING).upper(), SECRET),
        (PING, signature(PING)[12:], SECRET),
        (PING, "", SECRET),
        (PING, "hmac-sha256=é", SECRET),
        (PING, signature(PING, base64.b64encode(b"other").decode()), SECRET),
        (PING, f"hmac-sha256={hmac.new(b'', PING, 'sha256').hexdigest()}", ""),
        (PING, f"hmac-sha256={hmac.new(b'', PING, 'sha256').hexdigest()}", "not base64!"),
    ],
)
def test_a_ping_with_another_signature_is_refused(raw: bytes, header: str, secret: str) -> None:
    with pytest.raises(Forbidden):
        airtable.verify_ping(raw, header, secret)


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b"\xff", b"[" * 5_000, b'{"base":{"id":"app1"}}'])
def test_a_signed_body_that_is_no_ping_is_refused(raw: bytes) -> None:
    with pytest.raises(InvalidInput):
        airtable.verify_ping(raw, signature(raw), SECRET)


def test_a_body_above_the_limit_is_refused_before_it_is_hashed() -> None:
    with pytest.raises(InvalidInput):
        airtable.verify_ping(b"x" * 10_001, "", SECRET)
