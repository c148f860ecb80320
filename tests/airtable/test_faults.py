"""Every fault and every verb: a typed error or recovery, nothing doubled, nothing lost."""

from collections.abc import Callable
from typing import Any

import pytest

from app import airtable
from app.airtable import Connection
from app.errors import (
    Busy,
    ConnectionRefused,
    OutcomeUnknown,
    PlatformError,
    TooMany,
    Unavailable,
)
from tests.airtable.bench_base import BASE, COUNT, FILES, NAME, THINGS, BenchBase, _bench_server, bench
from tests.airtable.misbehaving import no_pauses
from tests.sandbox import workbench
from tests.sandbox.workbench import thing

__all__ = ["_bench_server", "bench", "no_pauses"]
pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("no_pauses")]
Verb = Callable[[Connection], Any]
COMMENTS, WEBHOOKS = f"/v0/{BASE}/{THINGS}/{thing(1)}/comments", f"/v0/bases/{BASE}/webhooks"
# The ids of the comment and the webhook that there are before each verb.
there: dict[str, str] = {}

READS: dict[str, Verb] = {
    "whoami": airtable.whoami,
    "list_bases": airtable.list_bases,
    "get_schema": lambda c: airtable.get_schema(c, BASE),
    "iter_records": lambda c: list(airtable.iter_records(c, BASE, THINGS, page_size=1)),
    "get_record": lambda c: airtable.get_record(c, BASE, THINGS, thing(1)),
    "get_records": lambda c: airtable.get_records(c, BASE, THINGS, [thing(1)]),
    "list_comments": lambda c: airtable.list_comments(c, BASE, THINGS, thing(1)),
    "list_webhooks": lambda c: airtable.list_webhooks(c, BASE),
    "iter_payloads": lambda c: list(airtable.iter_payloads(c, BASE, there["webhook"], 1, lane="interactive")),
}
SETS: dict[str, Verb] = {
    "update_records": lambda c: airtable.update_records(c, BASE, THINGS, {thing(2): {COUNT: 7}}),
    "replace_records": lambda c: airtable.replace_records(
        c, BASE, THINGS, {thing(2): {NAME: "Desk", COUNT: 7}}
    ),
    "upsert_records": lambda c: airtable.upsert_records(
        c, BASE, THINGS, [{NAME: "Desk", COUNT: 7}], key_fields=[NAME]
    ),
    "upsert_a_new_record": lambda c: airtable.upsert_records(
        c, BASE, THINGS, [{NAME: "Chair"}], key_fields=[NAME]
    ),
    "delete_records": lambda c: airtable.delete_records(c, BASE, THINGS, [thing(2), thing(3)]),
    "update_table": lambda c: airtable.update_table(c, BASE, THINGS, description="Seven"),
    "update_field": lambda c: airtable.update_field(c, BASE, THINGS, NAME, description="Seven"),
    "update_comment": lambda c: airtable.update_comment(
        c, BASE, THINGS, thing(1), there["comment"], text="Seven"
    ),
    "delete_comment": lambda c: airtable.delete_comment(c, BASE, THINGS, thing(1), there["comment"]),
    "refresh_webhook": lambda c: airtable.refresh_webhook(c, BASE, there["webhook"]),
    "delete_webhook": lambda c: airtable.delete_webhook(c, BASE, there["webhook"]),
}
CREATES: dict[str, Verb] = {
    "create_records": lambda c: airtable.create_records(c, BASE, THINGS, [{NAME: "Chair"}]),
    "upsert_without_a_key": lambda c: airtable.upsert_records(
        c, BASE, THINGS, [{NAME: "Chair", COUNT: None}], key_fields=[NAME, COUNT]
    ),
    "create_table": lambda c: airtable.create_table(
        c, BASE, "Chair", [{"name": "A", "type": "singleLineText"}]
    ),
    "create_field": lambda c: airtable.create_field(c, BASE, THINGS, "Chair", "singleLineText"),
    "create_comment": lambda c: airtable.create_comment(c, BASE, THINGS, thing(1), text="Chair"),
    "create_webhook": lambda c: airtable.create_webhook(c, BASE, data_types=["tableData"]),
    "upload_attachment": lambda c: airtable.upload_attachment(
        c, BASE, thing(1), FILES, filename="Chair", content_type="text/plain", content=b"four legs"
    ),
}
# fault -> what a call is told that meets it each time.
ALWAYS: dict[str, tuple[dict[str, Any], type[PlatformError]]] = {
    "rate_limit": ({}, Busy),
    "billing": ({}, TooMany),
    "unavailable": ({}, Unavailable),
    "unavailable for a while": ({"retry_after": 60}, Unavailable),
    "error": ({}, Unavailable),
    "drop": ({}, Unavailable),
    "garbage": ({}, Unavailable),
    "garbage that is HTML": ({"body": "<html>"}, Unavailable),
    "garbage that is JSON": ({"body": "[]"}, Unavailable),
    "garbage that is an object": ({"body": '{"records":[{"id":7}],"offset":[]}'}, Unavailable),
    "revoked_token": ({}, ConnectionRefused),
}
LOST = [
    name for name in ALWAYS if name.split(" ", maxsplit=1)[0] in {"unavailable", "error", "drop", "garbage"}
]
NOT_DONE = ["rate_limit", "billing", "revoked_token"]


def prepare(bench: BenchBase) -> None:
    """A comment and a webhook, of which nobody counts the calls."""
    there["comment"] = bench.server.call("POST", COMMENTS, json={"text": "Eight"}).json()["id"]
    watched = {"specification": {"options": {"filters": {"dataTypes": ["tableFields"]}}}}
    there["webhook"] = bench.server.call("POST", WEBHOOKS, json=watched).json()["id"]
    bench.server.forget_requests()


@pytest.fixture(autouse=True)
def _prepared(bench: BenchBase) -> None:
    prepare(bench)


def state_of(bench: BenchBase) -> dict[str, Any]:
    """What the verbs of this file could have changed, asked without the gateway."""
    comments = [each["text"] for each in bench.server.get(COMMENTS).json()["comments"]]
    webhooks = bench.server.get(WEBHOOKS).json()["webhooks"]
    kinds = [each["specification"]["options"]["filters"]["dataTypes"] for each in webhooks]
    rows = bench.server.get(f"/v0/{BASE}/{THINGS}").json()["records"]
    tables = bench.server.get(workbench.TABLES).json()["tables"]
    return {
        "chairs": sum(row["fields"].get("Name") == "Chair" for row in rows)
        + sum(table["name"] == "Chair" for table in tables)
        + sum(field["name"] == "Chair" for table in tables for field in table["fields"])
        + sum(file["filename"] == "Chair" for row in rows for file in row["fields"].get("Files", []))
        + comments.count("Chair")
        + kinds.count(["tableData"]),
        "sevens": sum(row["fields"].get("Count") == 7 for row in rows)
        + sum(table.get("description") == "Seven" for table in tables)
        + sum(field.get("description") == "Seven" for table in tables for field in table["fields"])
        + comments.count("Seven"),
        "rows": len(rows),
        "comments": len(comments),
        "webhooks": len(webhooks),
    }


def strike(bench: BenchBase, name: str, **more: Any) -> None:
    bench.fault(name.split(" ", maxsplit=1)[0], **{**ALWAYS.get(name, ({},))[0], **more})


# Airtable answers this one with an empty body, so that a 200 is all there is to look at.
ANSWERED_BY_STATUS = {"delete_webhook"}


@pytest.mark.parametrize(
    ("verb", "fault"),
    [
        (verb, fault)
        for verb in [*READS, *SETS]
        for fault in ALWAYS
        if not (verb in ANSWERED_BY_STATUS and fault.startswith("garbage"))
    ],
)
def test_a_fault_that_stays_is_a_typed_error(bench: BenchBase, verb: str, fault: str) -> None:
    strike(bench, fault, count=None)

    with pytest.raises(PlatformError) as caught:
        {**READS, **SETS}[verb](bench.connection)

    assert type(caught.value) is ALWAYS[fault][1]
    assert bench.connection.token not in caught.value.user_text


@pytest.mark.parametrize("fault", ["unavailable", "error", "drop"])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("verb", [*READS, *SETS])
def test_a_fault_that_passes_is_recovered_from_and_nothing_is_done_twice(
    bench: BenchBase, verb: str, when: str, fault: str
) -> None:
    {**READS, **SETS}[verb](bench.connection)
    expected = state_of(bench)
    bench.server.call("POST", "/_control/reset")
    prepare(bench)
    strike(bench, fault, when=when)

    {**READS, **SETS}[verb](bench.connection)

    assert state_of(bench) == expected


@pytest.mark.parametrize("fault", LOST)
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("verb", CREATES)
def test_a_create_whose_answer_is_lost_is_sent_once_and_said_to_be_unknown(
    bench: BenchBase, verb: str, when: str, fault: str
) -> None:
    strike(bench, fault, when=when if not fault.startswith("garbage") else "after", count=None)

    with pytest.raises(OutcomeUnknown) as caught:
        CREATES[verb](bench.connection)

    assert len(bench.calls()) == 1
    bench.server.call("DELETE", "/_control/faults")
    assert state_of(bench)["chairs"] == (1 if when == "after" or fault.startswith("garbage") else 0)
    assert "twice" in caught.value.user_text


@pytest.mark.parametrize("fault", NOT_DONE)
@pytest.mark.parametrize("verb", CREATES)
def test_a_create_that_was_certainly_not_carried_out_is_not_unknown(
    bench: BenchBase, verb: str, fault: str
) -> None:
    strike(bench, fault, count=None)

    with pytest.raises(ALWAYS[fault][1]):
        CREATES[verb](bench.connection)

    bench.server.call("DELETE", "/_control/faults")
    assert state_of(bench)["chairs"] == 0


@pytest.mark.parametrize("verb", [*READS, *SETS, *CREATES])
def test_a_service_that_hangs_is_given_up_in_time(bench: BenchBase, verb: str) -> None:
    quick = Connection(bench.server.url, bench.server.token, "sandbox", read_seconds=0.2)
    strike(bench, "hang", count=None, seconds=2.0)

    with pytest.raises(OutcomeUnknown if verb in CREATES else Unavailable):
        {**READS, **SETS, **CREATES}[verb](quick)

    assert [row for row in bench.server.requests() if row["status"]] == []


@pytest.mark.parametrize("verb", [*READS, *SETS, *CREATES])
def test_a_slow_answer_is_waited_for(bench: BenchBase, verb: str) -> None:
    strike(bench, "slow", seconds=0.05, count=None)

    {**READS, **SETS, **CREATES}[verb](bench.connection)


def test_a_delete_whose_answer_was_lost_deletes_what_a_stranger_left(
    bench: BenchBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.fault("drop", method="DELETE", when="before")
    stranger = Connection(bench.server.url, bench.server.token, "sandbox", read_seconds=4)
    between = [lambda: airtable.delete_records(stranger, BASE, THINGS, [thing(3)])]
    monkeypatch.setattr("app.airtable._client.time.sleep", lambda _seconds: between.pop()())

    gone = airtable.delete_records(bench.connection, BASE, THINGS, [thing(2), thing(3)])

    assert gone == (thing(2), thing(3))
    assert bench.names() == ["Lamp"]


def test_a_listing_that_was_forgotten_begins_anew_and_gives_each_record_once(bench: BenchBase) -> None:
    bench.fault("iterator_expired", count=2, skip=1)

    records = list(airtable.iter_records(bench.connection, BASE, THINGS, page_size=1))

    assert sorted(record.id for record in records) == [thing(1), thing(2), thing(3)]


def test_a_listing_that_is_always_forgotten_ends_with_an_error(bench: BenchBase) -> None:
    bench.fault("iterator_expired", count=None)

    with pytest.raises(airtable.OffsetExpired):
        list(airtable.iter_records(bench.connection, BASE, THINGS, page_size=1))

    assert bench.calls() == [("GET", 200), ("GET", 422)] * 3


def test_a_value_that_was_stored_differently_is_seen_in_the_reply(bench: BenchBase) -> None:
    bench.fault("wrong_value")

    (record,) = airtable.update_records(bench.connection, BASE, THINGS, {thing(2): {COUNT: 7}})

    assert record.cells[COUNT] == 8


def test_bulk_work_goes_on_after_a_pause_that_people_are_told_of(bench: BenchBase) -> None:
    bench.fault("rate_limit", count=2)
    with pytest.raises(Busy):
        airtable.get_record(bench.connection, BASE, THINGS, thing(1))

    made = airtable.create_records(bench.connection, BASE, THINGS, [{NAME: "Chair"}], lane="bulk")

    assert len(made) == 1
    assert state_of(bench)["chairs"] == 1


def test_used_up_calls_are_not_asked_for_again_and_the_meta_api_goes_on(bench: BenchBase) -> None:
    bench.fault("billing")
    for _ in range(2):
        with pytest.raises(TooMany):
            airtable.get_record(bench.connection, BASE, THINGS, thing(1))
    airtable.list_bases(bench.connection)

    assert bench.calls() == [("GET", 429), ("GET", 200)]
