"""The gateway against a real sandbox, and against servers that misbehave."""

import re
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from app import airtable, db
from app.actor import Actor, Role
from app.airtable import Connection
from app.airtable._client import client
from app.errors import (
    Busy,
    ConnectionRefused,
    NotFound,
    OutcomeUnknown,
    PlatformError,
    TooMany,
    Unavailable,
    UpstreamRefused,
)
from tests.airtable.misbehaving import (
    TOKEN,
    Answer,
    hang,
    hang_in_the_middle,
    misbehaving,
    no_pauses,
    reply,
    reset,
)
from tests.harness.databases import Database
from tests.sandbox_server import SandboxServer, demo_rows

__all__ = ["no_pauses"]
pytestmark = pytest.mark.integration
SALES = "appmWkWAv1PeuHoPt"
DEALS = "tbl5kf4aTHMkCRvlP"


@pytest.fixture
def connection(sandbox: SandboxServer) -> Connection:
    return Connection(url=sandbox.url, token=sandbox.token, kind="sandbox")


def error_body(kind: str, message: str = "") -> str:
    return f'{{"error":{{"type":"{kind}","message":"{message}"}}}}'


def test_bases_and_schema_are_read(connection: Connection) -> None:
    bases = airtable.list_bases(connection)
    tables = airtable.get_schema(connection, bases[0].id)
    stage = next(field for field in tables[2].fields if field.name == "Stage")
    assert [(base.name, base.permission_level) for base in bases] == [
        ("Sales pipeline", "create"),
        ("Team directory", "create"),
        ("Airports", "create"),
    ]
    assert [table.name for table in tables] == ["Accounts", "Contacts", "Deals", "Activities"]
    assert [choice.name for choice in stage.choices][-2:] == ["Won", "Lost"]


def test_all_records_are_read_with_only_the_asked_cells(
    connection: Connection, sandbox: SandboxServer, demo_bases: list[dict[str, Any]]
) -> None:
    amount = next(f for f in airtable.get_schema(connection, SALES)[2].fields if f.name == "Amount")
    sandbox.forget_requests()
    records = list(airtable.iter_records(connection, SALES, DEALS, fields=[amount.id]))
    rows = demo_rows(demo_bases, "Deals")
    assert {r.id: r.cells for r in records} == {
        row["id"]: ({amount.id: row["Amount"]} if "Amount" in row else {}) for row in rows
    }
    assert records[0].created_at.tzinfo is not None
    assert len(sandbox.requests()) == 9


def test_a_very_long_list_of_fields_goes_by_post(connection: Connection, sandbox: SandboxServer) -> None:
    long_name = "x" * 17_000
    with pytest.raises(UpstreamRefused):
        list(airtable.iter_records(connection, SALES, DEALS, fields=[long_name]))
    assert [(r["method"], r["path"].split("/")[-1]) for r in sandbox.requests()] == [("POST", "listRecords")]


def test_a_wrong_token_asks_to_reconnect_and_is_not_shown(sandbox: SandboxServer) -> None:
    wrong = Connection(url=sandbox.url, token="patWrong", kind="sandbox")
    with pytest.raises(ConnectionRefused) as caught:
        airtable.list_bases(wrong)
    assert "Reconnect" in caught.value.user_text
    assert "patWrong" not in repr(wrong) + caught.value.user_text + str(caught.value)
    assert len(sandbox.requests()) == 1


def test_a_base_that_is_not_mine_cannot_be_read(connection: Connection) -> None:
    with pytest.raises(ConnectionRefused):
        airtable.get_schema(connection, "appAAAAAAAAAAAAAA")


def test_no_call_leaves_while_a_unit_of_work_is_open(
    connection: Connection, sandbox: SandboxServer, database: Database
) -> None:
    actor = Actor(team_id="t" * 32, person_id="p" * 32, role=Role.VIEWER, door="test")
    with db.uow(actor), pytest.raises(RuntimeError, match="unit of work"):
        airtable.list_bases(connection)
    assert sandbox.requests() == []


@pytest.mark.parametrize(
    ("answer", "error", "requests"),
    [
        (reply(500, "oops", ""), Unavailable, 3),
        (reply(503, error_body("RETRIABLE_ERROR")), Unavailable, 3),
        (reply(503, "", "retry-after: 7\r\n"), Unavailable, 1),
        (reset, Unavailable, 3),
        (reply(200, "{}", promised=9_000), Unavailable, 3),
        (reply(200, "<html>garbage"), Unavailable, 1),
        (reply(200, "[1,2]"), Unavailable, 1),
        (reply(200, ""), Unavailable, 1),
        (reply(200, '{"bases":[{"id":5}]}'), Unavailable, 1),
        (reply(200, '{"bases":null}'), Unavailable, 1),
        (reply(200, "{}"), Unavailable, 1),
        (reply(302, "", "location: http://127.0.0.1:1/steal\r\n"), Unavailable, 1),
        (reply(404, '{"error":"NOT_FOUND"}'), NotFound, 1),
        (reply(422, error_body("INVALID_REQUEST_UNKNOWN", "No.")), UpstreamRefused, 1),
        (reply(429, error_body("RATE_LIMIT_REACHED")), Busy, 1),
        (reply(429, '{"errors":[{"error":"RATE_LIMIT_REACHED"}]}'), Busy, 1),
        (reply(429, error_body("PUBLIC_API_BILLING_LIMIT_EXCEEDED")), TooMany, 1),
    ],
)
def test_every_failure_becomes_an_error_of_the_tree(
    no_pauses: list[float], answer: Answer, error: type[PlatformError], requests: int
) -> None:
    with misbehaving(answer) as server, pytest.raises(PlatformError) as caught:
        airtable.list_bases(server.connection())
    assert type(caught.value) is error
    assert len(server.requests) == requests
    assert len(no_pauses) == requests - 1
    assert TOKEN not in caught.value.user_text


def test_a_read_recovers_when_the_second_try_is_answered(no_pauses: list[float]) -> None:
    with misbehaving(reset, reply(200, '{"bases":[]}')) as server:
        assert airtable.list_bases(server.connection()) == ()
    assert len(server.requests) == 2
    assert 0 < no_pauses[0] < 1


@pytest.mark.parametrize("answer", [hang, hang_in_the_middle])
def test_a_hanging_service_is_given_up_in_time_and_not_asked_again(answer: Answer) -> None:
    with misbehaving(answer) as server:
        started = time.monotonic()
        with pytest.raises(Unavailable, match="did not answer in time"):
            airtable.list_bases(server.connection(read_seconds=0.2))
        spent = time.monotonic() - started
    assert len(server.requests) == 1
    assert spent < 2


@pytest.mark.parametrize("answer", [reset, reply(500, ""), reply(503, error_body("RETRIABLE_ERROR"))])
def test_a_post_is_never_sent_twice(no_pauses: list[float], answer: Answer) -> None:
    with misbehaving(answer) as server, pytest.raises(OutcomeUnknown):
        client(server.connection()).request("POST", f"{server.url}/v0/{SALES}/{DEALS}", json={"fields": {}})
    assert len(server.requests) == 1


def test_nobody_at_the_address_is_unavailable(no_pauses: list[float]) -> None:
    with misbehaving(reset) as server:
        gone = server.connection()
    with pytest.raises(Unavailable, match="cannot be reached"):
        airtable.list_bases(gone)


def test_an_offset_that_comes_back_for_ever_ends_with_an_error() -> None:
    with (
        misbehaving(reply(200, '{"bases":[],"offset":"again"}')) as server,
        pytest.raises(Unavailable, match="could not be understood"),
    ):
        airtable.list_bases(server.connection())
    assert len(server.requests) == 2


def test_a_record_that_comes_twice_is_given_once() -> None:
    record = '{"id":"rec1","createdTime":"2026-01-01T00:00:00.000Z","fields":{}}'
    first, last = f'{{"records":[{record}],"offset":"next"}}', f'{{"records":[{record}]}}'
    with misbehaving(reply(200, first), reply(200, last)) as server:
        records = list(airtable.iter_records(server.connection(), SALES, DEALS))
    assert [each.id for each in records] == ["rec1"]


def test_the_words_of_the_service_reach_the_person_without_the_token() -> None:
    with (
        misbehaving(reply(422, error_body("X", f"Bad {TOKEN} value"))) as server,
        pytest.raises(UpstreamRefused) as caught,
    ):
        airtable.list_bases(server.connection())
    assert caught.value.user_text == "The sandbox refused the request: Bad [hidden] value"


def test_a_pause_says_how_long() -> None:
    with misbehaving(reply(429, "", "retry-after: 12\r\n")) as server, pytest.raises(Busy) as caught:
        airtable.list_bases(server.connection())
    assert caught.value.retry_after_seconds == 12


def test_used_up_calls_come_back_with_the_next_month() -> None:
    with (
        misbehaving(reply(429, error_body("PUBLIC_API_BILLING_LIMIT_EXCEEDED"))) as server,
        pytest.raises(TooMany) as caught,
    ):
        airtable.list_bases(server.connection())
    now = datetime.now(UTC)
    wait = caught.value.retry_after_seconds or 0
    back = datetime.fromtimestamp(now.timestamp() + wait, UTC)
    assert (back.day, back.hour) == (1, 0)


def test_the_token_travels_as_a_bearer_header_only() -> None:
    with misbehaving(reply(200, '{"bases":[]}')) as server:
        airtable.list_bases(server.connection())
    request = server.requests[0].decode()
    assert re.findall(r"(?i)authorization: (.*)\r", request) == [f"Bearer {TOKEN}"]
    assert request.count(TOKEN) == 1
