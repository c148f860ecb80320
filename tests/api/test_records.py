"""`/api/v1/records`."""

import csv
import io
import json
from datetime import datetime, timedelta

import pytest
from sqlmodel import update

from app import db, tables
from app.models import MirroredTable, utc_now
from app.tables import Condition, Filter, Sort, ViewDefinition
from tests import things
from tests.api.airtable_parts import PLACE, headers, names, source, stock

__all__ = ["headers", "source", "stock"]
BLUE = {"conditions": [{"field": "Colour", "op": "is", "value": "blue"}]}
LIST, QUERY, EXPORT = "/api/v1/records", "/api/v1/records/query", "/api/v1/records/export"


def nested(levels: int) -> dict:
    inner = BLUE
    for _ in range(levels - 1):
        inner = {"match": "any", "conditions": [inner]}
    return inner


async def test_list_is_filtered_sorted_and_says_where_it_was_read(client, headers, source):
    query = {**PLACE, "where": json.dumps(BLUE), "sort": "-Count", "fields": "Name,Count"}

    reply = await client.get(LIST, params=query, headers=headers)

    page = reply.json()
    assert names(reply) == ["Clamp", "Bolt"]
    assert (page["total"], page["next_cursor"], page["where_text"]) == (2, "", "Colour is Blue")
    assert [field["name"] for field in page["fields"]] == ["Name", "Count"]
    assert (page["source"], page["is_complete"], page["age_seconds"] < 60) == (source, True, True)
    assert page["read_at"] <= page["freshness"]["checked_at"]


async def test_question_in_a_body_is_answered_like_the_same_in_the_address(client, headers, source):
    in_address = await client.get(LIST, params={**PLACE, "sort": "Name"}, headers=headers)
    in_body = await client.post(QUERY, json={**PLACE, "sort": [{"field": "Name"}]}, headers=headers)

    assert names(in_address) == names(in_body) == ["Anvil", "Bolt", "Clamp", "Drill"]
    assert in_address.json()["records"] == in_body.json()["records"]


async def test_pages_follow_each_other_without_a_gap(client, headers, source):
    asked, found = {**PLACE, "sort": [{"field": "Name"}], "limit": 3}, []
    for _ in range(2):
        reply = await client.post(QUERY, json=asked, headers=headers)
        found += names(reply)
        asked["cursor"] = reply.json()["next_cursor"]

    assert (found, asked["cursor"]) == (["Anvil", "Bolt", "Clamp", "Drill"], "")


async def test_cursor_of_another_question_is_unknown(client, headers, source):
    first = await client.post(QUERY, json={**PLACE, "limit": 2}, headers=headers)
    other = {**PLACE, "limit": 2, "search": "a", "cursor": first.json()["next_cursor"]}

    reply = await client.post(QUERY, json=other, headers=headers)

    assert (reply.status_code, reply.json()["code"]) == (404, "not_found")


async def test_saved_view_is_listed_and_narrowed(client, headers, source, viewer):
    kept = ViewDefinition(
        where=Filter(conditions=(Condition(field="Colour", op="is", value="Blue"),)),
        sort=(Sort(field="Count", descending=True),),
        fields=("Name",),
    )
    view = tables.save_view(viewer, "Stock", "Things", name="Blue", definition=kept)
    more = {"conditions": [{"field": "Count", "op": "gt", "value": 5}]}

    whole = await client.get(LIST, params={"saved_view": view.id}, headers=headers)
    part = await client.post(QUERY, json={"saved_view": view.id, "where": more}, headers=headers)

    assert (names(whole), names(part)) == (["Clamp", "Bolt"], ["Clamp"])
    assert [field["name"] for field in whole.json()["fields"]] == ["Name"]


async def test_saved_view_over_a_view_of_airtable_lists_its_records(client, headers, source, viewer):
    kept = ViewDefinition(airtable_view="Blue ones", fields=("Name",))
    view = tables.save_view(viewer, "Stock", "Things", name="Blue", definition=kept)

    reply = await client.get(LIST, params={"saved_view": view.id}, headers=headers)

    assert names(reply) == ["Clamp", "Bolt"]


async def test_records_tell_the_first_mark_that_they_pass(client, headers, source):
    marks = [{"conditions": [{"field": "Count", "op": "gt", "value": 5}]}, BLUE]

    reply = await client.post(QUERY, json={**PLACE, "fields": ["Name"], "marks": marks}, headers=headers)

    marked = {
        names_of: record["mark"]
        for names_of, record in zip(names(reply), reply.json()["records"], strict=True)
    }
    assert (marked["Clamp"], marked["Bolt"]) == (0, 1)
    assert set(marked.values()) == {0, 1, None}


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"where": nested(6)}, "where", "nested deeper than 5 levels"),
        ({"where": nested(400)}, "where", "nested deeper than 5 levels"),
        ({"where": {"conditions": BLUE["conditions"] * 51}}, "where", "1 to 50 conditions"),
        ({"where": {"conditions": [nested(1)] * 50 + [1]}}, "where", "1 to 50 conditions"),
        ({"where": {"conditions": []}}, "where", "1 to 50 conditions"),
        ({"where": []}, "where", "an object with a list of conditions"),
        ({"where": "Colour is Blue"}, "where", "an object with a list of conditions"),
        ({"where": {"conditions": [None]}}, "where", "field, op and value"),
        ({"where": {"conditions": [{"field": "Colour", "op": "like"}]}}, "where", "op is wrong"),
        ({"where": {"conditions": [{"field": 1, "op": "is"}]}}, "where", "field is wrong"),
        ({"where": {"conditions": [{**BLUE["conditions"][0], "x": 1}]}}, "where", "x is wrong"),
        ({"where": {**BLUE, "match": "none"}}, "where", "match is wrong"),
        (
            {"where": {"conditions": [{"field": "Name", "op": "is", "value": "a\0"}]}},
            "where",
            "character NUL",
        ),
        ({"where": {"conditions": [{"field": "Hue", "op": "is", "value": "x"}]}}, "Hue", "no field"),
        ({"sort": [{"field": "Hue"}]}, "Hue", "no field"),
        ({"search": "a\0"}, "search", "pattern"),
        ({"limit": 1001}, "limit", "1000"),
        ({"limit": "10"}, "limit", "integer"),
        ({"view": "Nowhere"}, "view", "no view"),
        ({"time_zone": "Nowhere/Land"}, "time_zone", "time zone"),
        ({"base": ""}, "base", "base and table"),
        ({"saved_view": "0" * 32}, "saved_view", "not both"),
    ],
)
async def test_hostile_question_is_refused_with_a_clear_sentence(client, headers, change, field, words):
    reply = await client.post(QUERY, json={**PLACE, **change}, headers=headers)

    assert (reply.status_code, reply.json()["field"]) == (422, field)
    assert words in reply.json()["detail"]


@pytest.mark.parametrize("where", ["{", "[" * 10_000, "1", '"x"', json.dumps(nested(6))])
async def test_hostile_filter_in_the_address_is_refused(client, headers, where):
    reply = await client.get(LIST, params={**PLACE, "where": where}, headers=headers)

    assert (reply.status_code, reply.json()["field"]) == (422, "where")


async def test_bottomless_body_is_refused(client, headers):
    content = '{"base": "stock", "table": "things", "where": ' + '{"conditions": [' * 50_000

    reply = await client.post(QUERY, content=content, headers={**headers, "content-type": "application/json"})

    assert (reply.status_code, reply.json()["code"]) == (422, "invalid_input")


async def test_record_is_read_with_the_names_of_what_it_links_to(client, headers, source):
    reply = await client.get(f"{LIST}/{things.thing_id(0)}", params=PLACE, headers=headers)

    record = reply.json()
    assert (record["name"], record["source"], record["is_complete"]) == ("Anvil", source, True)
    assert record["record"]["cells"][things.field_id("Owner")]["text"] == "Acme"


@pytest.mark.parametrize(
    ("record_id", "status"), [("recNobody00000000", 404), ("rec", 404), ("../../../etc/pwd", 404)]
)
async def test_record_that_is_not_there(client, headers, record_id, status):
    reply = await client.get(f"{LIST}/{record_id}", params=PLACE, headers=headers)

    assert reply.status_code == status


async def test_history_says_what_was_seen_to_change(client, headers, stock, viewer):
    tables.refresh_mirror(viewer, **PLACE)
    things.change(stock, things.thing_id(0), Count=3)
    with db.uow(viewer) as session:
        session.exec(update(MirroredTable).values(checked_at=utc_now() - timedelta(minutes=2)))
    tables.refresh_mirror(viewer, **PLACE)

    reply = await client.get(f"{LIST}/{things.thing_id(0)}/history", params=PLACE, headers=headers)

    (entry,) = reply.json()["entries"]
    (cell,) = entry["cells"]
    assert (cell["field"]["name"], cell["before"], cell["after"]) == ("Count", "2.000", "3.000")
    assert (reply.json()["source"], reply.json()["is_complete"]) == ("mirror", False)


async def test_search_finds_records_of_every_table(client, headers):
    reply = await client.get(f"{LIST}/search", params={"base": "Stock", "text": "apex"}, headers=headers)

    assert [(hit["table_name"], hit["name"]) for hit in reply.json()["hits"]] == [
        ("Things", "Drill"),
        ("Owners", "Apex Ltd"),
    ]
    assert (reply.json()["source"], reply.json()["is_complete"]) == ("service", True)


async def test_alike_records_are_found(client, headers, source):
    reply = await client.post(f"{LIST}/duplicates", json={**PLACE, "fields": ["Colour"]}, headers=headers)

    (group,) = reply.json()["groups"]
    assert (group["values"], group["rows"], reply.json()["source"]) == (["Blue"], 2, source)


async def test_csv_is_sent_without_a_formula_in_it(client, headers, source):
    asked = {**PLACE, "fields": ["Name", "Notes", "Count"], "where": BLUE, "format": "csv"}

    reply = await client.post(EXPORT, json=asked, headers=headers)

    rows = list(csv.reader(io.StringIO(reply.content.decode("utf-8-sig"))))
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    assert reply.headers["content-disposition"] == 'attachment; filename="records.csv"'
    assert [row[1:] for row in rows] == [
        ["Name", "Notes", "Count"],
        ["Bolt", "'=1+1", "5"],
        ["Clamp", "", "7"],
    ]


async def test_file_comes_with_where_its_records_were_read_and_when(client, headers):
    before = utc_now()
    reply = await client.post(EXPORT, json=PLACE, headers=headers)

    assert reply.headers["x-data-source"] == "service"
    assert before <= datetime.fromisoformat(reply.headers["x-data-read-at"]) <= utc_now()


async def test_json_and_xlsx_are_sent_too(client, headers):
    as_json = await client.post(EXPORT, json={**PLACE, "format": "json", "where": BLUE}, headers=headers)
    as_xlsx = await client.post(EXPORT, json={**PLACE, "format": "xlsx"}, headers=headers)

    assert [record["fields"]["Name"] for record in as_json.json()] == ["Bolt", "Clamp"]
    assert as_xlsx.content[:2] == b"PK"


async def test_export_that_cannot_be_made_is_a_problem_and_no_file(client, headers):
    reply = await client.post(EXPORT, json={**PLACE, "table": "Nothing"}, headers=headers)

    assert (reply.status_code, reply.headers["content-type"]) == (404, "application/problem+json")


async def test_reading_by_post_keeps_nothing_and_counts_as_a_read(client, headers):
    headers = {**headers, "idempotency-key": "the-same"}

    replies = [
        await client.post(url, json={**PLACE, **extra}, headers=headers)
        for url in (QUERY, EXPORT)
        for extra in ({}, {"search": "anvil"})
    ]

    assert [reply.status_code for reply in replies] == [200] * 4
    assert {reply.headers["ratelimit-limit"] for reply in replies} == {"120000"}
    assert [reply.headers.get("idempotency-replayed") for reply in replies] == [None] * 4
