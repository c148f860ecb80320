"""Faults, limits and reset: what tests of clients switch on."""

import threading
import time
from typing import Any

import httpx
import pytest

from tests.sandbox.workbench import BASE, THINGS, thing
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.integration


def add(bench: SandboxServer, kind: str, **options: Any) -> dict[str, Any]:
    answer = bench.call("POST", "/_control/faults", json={"kind": kind, **options})
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


def count(bench: SandboxServer) -> int:
    return len(bench.get(THINGS).json()["records"])


def create(bench: SandboxServer) -> httpx.Response:
    return bench.call("POST", THINGS, json={"fields": {"Name": "New"}})


@pytest.mark.parametrize(
    ("kind", "status", "error"),
    [
        ("rate_limit", 429, "RATE_LIMIT_REACHED"),
        ("billing", 429, "PUBLIC_API_BILLING_LIMIT_EXCEEDED"),
        ("unavailable", 503, "RETRIABLE_ERROR"),
        ("error", 500, "SERVER_ERROR"),
        ("revoked_token", 401, "AUTHENTICATION_REQUIRED"),
    ],
)
def test_a_fault_answers_as_often_as_it_was_told_and_nothing_is_done(
    bench: SandboxServer, kind: str, status: int, error: str
) -> None:
    add(bench, kind, count=2, method="POST", path=f"/v0/{BASE}/*")

    answers = [create(bench) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [status, status, 200]
    assert answers[0].json()["error"]["type"] == error
    assert count(bench) == 4


def test_a_fault_after_the_commit_hides_what_was_done(bench: SandboxServer) -> None:
    add(bench, "error", count=1, method="POST", when="after")

    answer = create(bench)

    assert (answer.status_code, count(bench)) == (500, 4)


@pytest.mark.parametrize(("when", "records"), [("before", 3), ("after", 4)])
def test_the_connection_is_cut_before_or_after_the_commit(
    bench: SandboxServer, when: str, records: int
) -> None:
    add(bench, "drop", count=1, method="POST", when=when)

    with pytest.raises(httpx.TransportError):
        create(bench)

    assert count(bench) == records
    assert [entry["status"] for entry in bench.requests() if entry["method"] == "POST"] == [0]


def test_garbage_comes_with_a_200_in_place_of_the_answer(bench: SandboxServer) -> None:
    add(bench, "garbage", count=1)
    add(bench, "garbage", count=1, skip=1, body="<html>proxy</html>")

    answers = [bench.get(THINGS) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert answers[0].text == '{"records": [{"id": "rec'
    assert answers[1].text == "<html>proxy</html>"
    assert len(answers[2].json()["records"]) == 3


def test_a_hanging_answer_ends_with_the_client_and_is_not_carried_out(bench: SandboxServer) -> None:
    add(bench, "hang", count=1, method="POST")

    with pytest.raises(httpx.ReadTimeout):
        bench.call("POST", THINGS, json={"fields": {}}, timeout=0.3)

    assert count(bench) == 3


def test_a_slow_answer_comes_later(bench: SandboxServer) -> None:
    add(bench, "slow", count=1, seconds=0.3)
    started = time.monotonic()

    answer = bench.get(THINGS)

    assert answer.status_code == 200
    assert time.monotonic() - started >= 0.3


def test_other_values_are_stored_than_those_that_were_sent(bench: SandboxServer) -> None:
    add(bench, "wrong_value", count=1)

    fields = {"Name": "Desk", "Count": 5}
    bench.call("PATCH", f"{THINGS}/{thing(2)}", json={"fields": fields})

    stored = bench.get(f"{THINGS}/{thing(2)}").json()["fields"]
    assert (stored["Name"], stored["Count"]) == ("Desk (altered)", 6)


def test_an_iterator_expires_for_requests_with_an_offset_only(bench: SandboxServer) -> None:
    add(bench, "iterator_expired", count=1)
    offset = bench.get(f"{THINGS}?pageSize=1").json()["offset"]

    lost = bench.get(f"{THINGS}?pageSize=1&offset={offset}")
    again = bench.get(f"{THINGS}?pageSize=1&offset={offset}")

    assert (lost.status_code, lost.json()) == (
        422,
        {"error": {"type": "LIST_RECORDS_ITERATOR_NOT_AVAILABLE"}},
    )
    assert again.status_code == 200


def test_faults_are_listed_with_their_hits_and_taken_away(bench: SandboxServer) -> None:
    first = add(bench, "unavailable", retry_after=7, path=THINGS)
    add(bench, "error", path="/v0/meta/*")

    answer = bench.get(THINGS)
    listed = bench.get("/_control/faults").json()["faults"]
    left = bench.call("DELETE", f"/_control/faults/{first['id']}").json()["faults"]

    assert answer.headers["retry-after"] == "7"
    assert [(fault["kind"], fault["hits"]) for fault in listed] == [("unavailable", 1), ("error", 0)]
    assert [fault["kind"] for fault in left] == ["error"]
    assert bench.call("DELETE", "/_control/faults").json() == {"faults": []}
    assert bench.get("/v0/meta/bases").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"kind": "earthquake"},
        {"kind": "error", "count": "many"},
        {"kind": "error", "when": "never"},
        {"kind": "error", "hits": 5},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(bench: SandboxServer, body: dict[str, Any]) -> None:
    assert bench.call("POST", "/_control/faults", json=body).status_code == 422


def test_the_sixth_request_of_a_second_closes_the_base_for_a_while(bench: SandboxServer) -> None:
    bench.call("PATCH", "/_control/limits", json={"enabled": True, "penalty_seconds": 0.4})

    statuses = [bench.get(THINGS).status_code for _ in range(7)]
    limits = bench.get("/_control/limits").json()
    other = bench.get("/v0/appWorkbenchOther/Other").status_code
    while bench.get("/_control/limits").json()["closed"]:
        threading.Event().wait(0.05)
    time_out = time.monotonic() + 2
    while (after := bench.get(THINGS).status_code) == 429 and time.monotonic() < time_out:
        threading.Event().wait(0.5)

    assert statuses == [200] * 5 + [429] * 2
    assert (limits["refused"], limits["peaks"][BASE]) == (2, 7)
    assert list(limits["closed"]) == [BASE]
    assert (other, after) == (200, 200)


def test_the_calls_of_a_month_run_out_for_data_and_not_for_the_schema(bench: SandboxServer) -> None:
    bench.call("PATCH", "/_control/limits", json={"monthly_calls": 2})

    answers = [bench.get(THINGS) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json()["error"]["type"] == "PUBLIC_API_BILLING_LIMIT_EXCEEDED"
    assert bench.get("/v0/meta/bases").status_code == 200


def test_nothing_is_refused_unless_limits_are_switched_on(bench: SandboxServer) -> None:
    statuses = {bench.get(THINGS).status_code for _ in range(8)}

    assert statuses == {200}
    assert bench.get("/_control/limits").json()["peaks"][BASE] >= 6


def test_reset_brings_back_the_seed_and_forgets_the_rest(bench: SandboxServer) -> None:
    create(bench)
    bench.call("DELETE", f"{THINGS}/{thing(1)}")
    add(bench, "error")

    bench.call("POST", "/_control/reset")

    assert [record["id"] for record in bench.get(THINGS).json()["records"]] == [thing(1), thing(2), thing(3)]
    assert bench.get("/_control/faults").json() == {"faults": []}
    assert len(bench.requests()) == 1
