"""Pings: signed, sent again until they are heard, and given up in the end."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pyairtable.models import WebhookNotification

from tests.harness.processes import free_port, wait_until
from tests.sandbox import workbench
from tests.sandbox.listener import Listener, listening
from tests.sandbox.workbench import BASE, THINGS, thing
from tests.sandbox_server import SandboxServer, running_sandbox

pytestmark = pytest.mark.integration
WEBHOOKS = f"/v0/bases/{BASE}/webhooks"


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as found:
        yield found


def watch(bench: SandboxServer, url: str) -> dict[str, Any]:
    options = {"filters": {"dataTypes": ["tableData"]}}
    body = {"notificationUrl": url, "specification": {"options": options}}
    made: dict[str, Any] = bench.call("POST", WEBHOOKS, json=body).json()
    return made


def shown(bench: SandboxServer) -> dict[str, Any]:
    (found,) = bench.get(WEBHOOKS).json()["webhooks"]
    webhook: dict[str, Any] = found
    return webhook


def update(bench: SandboxServer, count: int) -> None:
    bench.call("PATCH", f"{THINGS}/{thing(2)}", json={"fields": {"Count": count}}).raise_for_status()


def test_a_ping_is_signed_and_says_which_webhook_has_something(
    bench: SandboxServer, listener: Listener
) -> None:
    made = watch(bench, listener.url)
    listener.wait_for(1)
    wait_until("the first ping is kept", lambda: shown(bench)["lastNotificationResult"] is not None)

    update(bench, 1)

    ping = listener.wait_for(2)[1]
    heard = WebhookNotification.from_request(ping.body, ping.mac, made["macSecretBase64"])
    assert (heard.base.id, heard.webhook.id, ping.path) == (BASE, made["id"], "/pings?for=test")
    assert abs((datetime.now(UTC) - heard.timestamp).total_seconds()) < 60
    with pytest.raises(ValueError, match="failed validation"):
        WebhookNotification.from_request(ping.body, ping.mac, "AAAA")


def test_the_outcome_of_a_ping_is_shown(bench: SandboxServer, listener: Listener) -> None:
    listener.statuses = [204]
    watch(bench, listener.url)
    listener.wait_for(1)
    wait_until("the ping is kept", lambda: shown(bench)["lastNotificationResult"] is not None)

    webhook = shown(bench)

    result = webhook["lastNotificationResult"]
    assert result == {
        "success": True,
        "completionTimestamp": webhook["lastSuccessfulNotificationTime"],
        "durationMs": result["durationMs"],
        "retryNumber": 0,
    }


def test_a_ping_that_fails_is_sent_again_with_growing_pauses(
    bench: SandboxServer, listener: Listener
) -> None:
    bench.call("PATCH", "/_control/timing", json={"ping_retry": 0.05})
    listener.statuses = [500, 201, 404]
    watch(bench, listener.url)

    listener.wait_for(4)

    wait_until("the last ping is kept", lambda: shown(bench)["lastSuccessfulNotificationTime"] is not None)
    assert shown(bench)["lastNotificationResult"]["retryNumber"] == 3
    assert shown(bench)["areNotificationsEnabled"] is True


def test_a_failure_says_what_and_when_next(bench: SandboxServer, listener: Listener) -> None:
    listener.statuses = [500]
    watch(bench, listener.url)
    wait_until("the ping is kept", lambda: shown(bench)["lastNotificationResult"] is not None)

    result = shown(bench)["lastNotificationResult"]

    assert (result["success"], result["willBeRetried"], result["retryNumber"]) == (False, True, 0)
    assert result["error"] == {"message": "The notification URL answered with the HTTP status 500."}
    assert shown(bench)["lastSuccessfulNotificationTime"] is None


def test_after_thirteen_retries_pings_are_switched_off_and_payloads_go_on(
    bench: SandboxServer, listener: Listener
) -> None:
    bench.call("PATCH", "/_control/timing", json={"ping_retry": 0})
    made = watch(bench, f"http://127.0.0.1:{free_port()}/")
    wait_until("pings are given up", lambda: not shown(bench)["areNotificationsEnabled"])

    update(bench, 1)

    result = shown(bench)["lastNotificationResult"]
    assert (result["retryNumber"], result["willBeRetried"]) == (13, False)
    assert result["error"] == {
        "message": "The notification URL could not be reached: ConnectionRefusedError."
    }
    assert len(bench.get(f"{WEBHOOKS}/{made['id']}/payloads").json()["payloads"]) == 1


def test_pings_are_switched_off_and_on(bench: SandboxServer, listener: Listener) -> None:
    made = watch(bench, listener.url)
    listener.wait_for(1)
    path = f"{WEBHOOKS}/{made['id']}/enableNotifications"

    off = bench.call("POST", path, json={"enable": False})
    update(bench, 1)
    is_off = shown(bench)["areNotificationsEnabled"]
    on = bench.call("POST", path, json={"enable": True})
    listener.wait_for(2)

    assert ((off.status_code, off.json()), is_off, on.status_code) == ((200, {}), False, 200)
    assert [bench.call("POST", path, json=body).status_code for body in ({}, {"enable": 1})] == [422, 422]


def test_only_addresses_of_this_machine_are_pinged(bench: SandboxServer) -> None:
    for url in (
        "https://example.test/",
        "http://10.0.0.1/",
        "http://127.0.0.1.example.test/",
        "http://0.0.0.0/",
    ):
        bench.call("POST", "/_control/reset")
        watch(bench, url)
        update(bench, 1)
        assert shown(bench)["lastNotificationResult"] is None


def test_a_ping_that_is_due_outlives_a_restart(tmp_path: Path, listener: Listener) -> None:
    seed = workbench.seed()
    listener.statuses = [500]
    with running_sandbox(tmp_path, seed) as server:
        server.call("PATCH", "/_control/timing", json={"ping_retry": 0.5})
        watch(server, listener.url)
        wait_until("the ping is kept", lambda: shown(server)["lastNotificationResult"] is not None)
    with running_sandbox(tmp_path, seed) as server:
        listener.wait_for(2)
        wait_until("it is kept", lambda: shown(server)["lastSuccessfulNotificationTime"] is not None)
