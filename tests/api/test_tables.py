"""`/api/v1/tables`."""

import time
from types import SimpleNamespace

from app.tables import _schema
from tests import things
from tests.api.airtable_parts import PLACE, headers, source, stock
from tests.sessions import begin_session, cookie_of

__all__ = ["headers", "source", "stock"]


async def test_tables_are_listed_in_their_order(client, headers):
    answer = (await client.get("/api/v1/tables", params={"base": "Stock"}, headers=headers)).json()

    assert [table["name"] for table in answer["items"]] == ["Things", "Owners"]
    assert (answer["source"], answer["is_complete"]) == ("service", True)


async def test_people_at_the_same_table_are_told_of_each_other(
    client, headers, viewer, owner, stranger, redis_server
):
    place = f"/api/v1/tables/{things.THINGS}/presence"
    ask = {"params": {"base": things.BASE}}
    await client.put(place, **ask, headers=headers)

    found = await client.put(place, **ask, headers=cookie_of(begin_session(owner)))
    elsewhere = await client.put(
        f"/api/v1/tables/{things.OWNERS}/presence", **ask, headers=cookie_of(begin_session(owner))
    )
    of_another_team = await client.put(place, **ask, headers=cookie_of(begin_session(stranger)))

    assert [each["id"] for each in found.json()["items"]] == [viewer.person_id]
    assert elsewhere.json() == of_another_team.json() == {"items": []}


async def test_who_looks_on_for_minutes_spends_no_call_to_airtable(
    client, headers, stock, redis_server, monkeypatch
):
    place = f"/api/v1/tables/{things.THINGS}/presence"
    await client.put(place, params={"base": things.BASE}, headers=headers)
    stock.forget_requests()
    later = SimpleNamespace(monotonic=lambda: time.monotonic() + 600)
    monkeypatch.setattr(_schema, "time", later)

    reply = await client.put(place, params={"base": things.BASE}, headers=headers)

    assert reply.status_code == 200
    assert stock.requests() == []


async def test_table_is_described_with_samples_fill_rates_and_choices(client, headers, source):
    reply = await client.get("/api/v1/tables/things", params={"base": PLACE["base"]}, headers=headers)

    table = reply.json()
    fields = {field["name"]: field for field in table["fields"]}
    assert (table["source"], table["rows"], table["is_complete"]) == (source, 4, True)
    assert (fields["Count"]["filled"], fields["Name"]["samples"]) == (3, ["Anvil", "Bolt", "Clamp"])
    assert {use["name"]: use["rows"] for use in fields["Colour"]["choices"]} == {
        "Red": 1,
        "Green": 1,
        "Blue": 2,
    }
