"""Webhooks: payloads by cursor, expiry, limits, and who may have them."""

from typing import Any

import pytest

from tests.sandbox.clients import client_of
from tests.sandbox.oauth import PUBLIC, Application
from tests.sandbox.watching import COUNT, DATA, TABLE, WEBHOOKS, payloads, specification, update, watch
from tests.sandbox.workbench import BASE, GUEST, OWNER, READER, THINGS, thing
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.integration


def test_a_webhook_is_made_and_listed(bench: SandboxServer) -> None:
    body = {"notificationUrl": "https://example.test/ping", "specification": specification()}
    made = bench.call("POST", WEBHOOKS, json=body).json()

    (listed,) = bench.get(WEBHOOKS).json()["webhooks"]

    assert sorted(made) == ["expirationTime", "id", "macSecretBase64"]
    assert listed == {
        "id": made["id"],
        "areNotificationsEnabled": True,
        "cursorForNextPayload": 1,
        "isHookEnabled": True,
        "lastSuccessfulNotificationTime": None,
        "notificationUrl": "https://example.test/ping",
        "lastNotificationResult": None,
        "expirationTime": made["expirationTime"],
        "specification": specification(),
    }


def test_every_transaction_is_one_payload(bench: SandboxServer) -> None:
    webhook = watch(bench)
    for index in range(20):
        update(bench, thing(2), Count=index)
    bench.call("POST", THINGS, json={"records": [{"fields": {"Name": f"N{index}"}} for index in range(10)]})

    found = payloads(bench, webhook)

    numbers = [payload["baseTransactionNumber"] for payload in found]
    assert numbers == list(range(numbers[0], numbers[0] + 21))
    assert len(found[-1]["changedTablesById"][TABLE]["createdRecordsById"]) == 10
    assert found[0] | {"changedTablesById": {}} == {
        "timestamp": found[0]["timestamp"],
        "baseTransactionNumber": 1,
        "payloadFormat": "v0",
        "actionMetadata": {
            "source": "publicApi",
            "sourceMetadata": {"user": OWNER | {"permissionLevel": "create"}},
        },
        "changedTablesById": {},
    }


def test_payloads_are_read_by_cursor(bench: SandboxServer) -> None:
    webhook = watch(bench)
    for index in range(55):
        update(bench, thing(2), Count=index)

    path = f"{WEBHOOKS}/{webhook}/payloads"
    first = bench.get(path).json()
    second = bench.get(f"{path}?cursor={first['cursor']}").json()
    third = bench.get(f"{path}?cursor={second['cursor']}").json()
    some = bench.get(f"{path}?cursor=3&limit=2").json()
    (listed,) = bench.get(WEBHOOKS).json()["webhooks"]

    pages = [
        (len(page["payloads"]), page["cursor"], page["mightHaveMore"]) for page in (first, second, third)
    ]
    assert pages == [(50, 51, True), (5, 56, False), (0, 56, False)]
    assert some["payloads"] == first["payloads"][2:4]
    assert listed["cursorForNextPayload"] == 56


def test_a_webhook_ends_after_a_week_and_polling_lets_it_live_on(bench: SandboxServer) -> None:
    assert bench.get("/_control/timing").json()["webhook"] == 7 * 86_400
    webhook = watch(bench)
    update(bench, thing(2), Count=1)
    bench.call("PATCH", "/_control/timing", json={"webhook": 3600})
    before = bench.get(WEBHOOKS).json()["webhooks"][0]["expirationTime"]

    polled = payloads(bench, webhook)
    after = bench.get(WEBHOOKS).json()["webhooks"][0]["expirationTime"]
    bench.call("PATCH", "/_control/timing", json={"webhook": 7200})
    refreshed = bench.call("POST", f"{WEBHOOKS}/{webhook}/refresh").json()

    assert len(polled) == 1
    assert after < refreshed["expirationTime"] < before
    assert bench.get(WEBHOOKS).json()["webhooks"][0]["expirationTime"] == refreshed["expirationTime"]


def test_an_expired_webhook_can_be_read_and_hears_nothing_more(bench: SandboxServer) -> None:
    webhook = watch(bench)
    update(bench, thing(2), Count=1)
    bench.call("PATCH", "/_control/timing", json={"webhook": 0})
    bench.call("POST", f"{WEBHOOKS}/{webhook}/refresh")
    bench.call("PATCH", "/_control/timing", json={"webhook": 3600})
    update(bench, thing(2), Count=2)

    (listed,) = bench.get(WEBHOOKS).json()["webhooks"]
    refresh = bench.call("POST", f"{WEBHOOKS}/{webhook}/refresh")

    assert listed["isHookEnabled"] is False
    assert len(payloads(bench, webhook)) == 1
    assert refresh.status_code == 422
    bench.call("PATCH", "/_control/timing", json={"webhook": 0})
    assert bench.get(WEBHOOKS).json() == {"webhooks": []}


def test_a_deleted_webhook_is_gone(bench: SandboxServer) -> None:
    webhook = watch(bench)
    update(bench, thing(2), Count=1)

    deleted = bench.call("DELETE", f"{WEBHOOKS}/{webhook}")

    assert (deleted.status_code, deleted.json()) == (200, {})
    assert bench.get(WEBHOOKS).json() == {"webhooks": []}
    gone = bench.get(f"{WEBHOOKS}/{webhook}/payloads")
    assert (gone.status_code, gone.json()) == (404, {"error": "NOT_FOUND"})


def test_a_base_has_ten_webhooks_at_most(bench: SandboxServer) -> None:
    for _ in range(10):
        watch(bench)

    answer = bench.call("POST", WEBHOOKS, json={"specification": specification()})

    assert (answer.status_code, answer.json()) == (422, {"error": {"type": "TOO_MANY_WEBHOOKS_IN_BASE"}})


def test_an_integration_has_two_and_sees_its_own_only(bench: SandboxServer) -> None:
    foreign = watch(bench)
    app = Application(bench, PUBLIC, "")
    access = app.tokens(scope="webhook:manage data.records:read")["access_token"]
    own = [watch(bench, token=access) for _ in range(2)]

    third = bench.call("POST", WEBHOOKS, token=access, json={"specification": specification()})
    listed = bench.call("GET", WEBHOOKS, token=access).json()["webhooks"]
    unseen = bench.call("GET", f"{WEBHOOKS}/{foreign}/payloads", token=access)
    fields = {"specification": specification({"dataTypes": ["tableFields"]})}
    unread = bench.call("POST", WEBHOOKS, token=access, json=fields)

    assert third.json()["error"]["type"] == "TOO_MANY_WEBHOOKS_BY_OAUTH_INTEGRATION_IN_BASE"
    assert [each["id"] for each in listed] == own
    assert unseen.status_code == 404
    assert (unread.status_code, unread.json()["error"]["type"]) == (
        403,
        "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND",
    )


def test_only_creators_make_webhooks(bench: SandboxServer) -> None:
    body = {"specification": specification()}

    answers = [bench.call("POST", WEBHOOKS, token=token, json=body) for token in (GUEST, READER)]

    assert [answer.json()["error"]["type"] for answer in answers] == [
        "INVALID_PERMISSIONS",
        "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND",
    ]
    assert bench.call("GET", WEBHOOKS, token=GUEST).json() == {"webhooks": []}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"specification": {}},
        {"specification": specification({})},
        {"specification": specification({"dataTypes": []})},
        {"specification": specification({"dataTypes": ["rows"]})},
        {"specification": specification(DATA | {"recordChangeScope": "Things"})},
        {"specification": specification(DATA | {"recordChangeScope": "tblNowhere0000000"})},
        {"specification": specification(DATA | {"recordChangeScope": "viwWorkbenchForm1"})},
        {"specification": specification(DATA | {"changeTypes": ["change"]})},
        {"specification": specification(DATA | {"fromSources": ["api"]})},
        {"specification": specification(DATA | {"watchDataInFieldIds": ["Name"]})},
        {"specification": specification(DATA | {"watchDataInFieldIds": ["fldNowhere0000000"]})},
        {"specification": specification(DATA | {"unknown": 1})},
        {"specification": specification(includeCellValuesInFieldIds="some")},
        {"specification": specification(includePreviousCellValues="yes")},
        {"specification": specification(), "notificationUrl": "not an address"},
        {"specification": specification(), "notificationUrl": "ftp://localhost/"},
        {"specification": specification(), "notificationUrl": 5},
        {"specification": specification(), "unknown": 1},
    ],
)
def test_a_webhook_that_makes_no_sense_is_refused(bench: SandboxServer, body: dict[str, Any]) -> None:
    answer = bench.call("POST", WEBHOOKS, json=body)

    assert (answer.status_code, answer.json()["error"]["type"]) == (422, "INVALID_REQUEST_UNKNOWN")


@pytest.mark.parametrize("query", ["cursor=0", "cursor=x", "limit=51", "limit=0", "more=1"])
def test_a_listing_that_makes_no_sense_is_refused(bench: SandboxServer, query: str) -> None:
    webhook = watch(bench)

    assert bench.get(f"{WEBHOOKS}/{webhook}/payloads?{query}").status_code == 422


def test_the_client_makes_reads_and_ends_webhooks(bench: SandboxServer) -> None:
    with client_of(bench) as api:
        base = api.base(BASE)
        made = base.add_webhook("https://example.test/", specification(includeCellValuesInFieldIds="all"))
        webhook = base.webhook(made.id)
        things = base.table("Things")
        for index in range(60):
            things.update(thing(2), {"Count": index})
        base.table("Things").delete(thing(3))
        found = list(webhook.payloads())
        some = list(webhook.payloads(cursor=59, limit=2))
        webhook.disable_notifications()
        webhook.extend_expiration()
        changed = base.webhook(made.id)
        changed.delete()

        assert [each.cursor for each in found] == list(range(1, 62))
        assert [each.cursor for each in some] == [59, 60]
        assert found[-1].changed_tables_by_id[TABLE].destroyed_record_ids == [thing(3)]
        record = found[0].changed_tables_by_id[TABLE].changed_records_by_id[thing(2)]
        assert record.current.cell_values_by_field_id == {COUNT: 0}
        assert (changed.are_notifications_enabled, changed.cursor_for_next_payload) == (False, 62)
        assert base.webhooks() == []
