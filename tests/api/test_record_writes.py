"""Writing over `/api/v1/records`: the reply is the receipt, or the plan that waits."""

import pytest

from app import auth
from tests import things
from tests.api.airtable_parts import PLACE, stock
from tests.people import confirmed
from tests.sessions import begin_session, cookie_of
from tests.things import change, thing_id

__all__ = ["stock"]
RECORDS = "/api/v1/records"
pytestmark = pytest.mark.usefixtures("redis_server", "stock")


@pytest.fixture
def headers(stock, editor):
    return cookie_of(begin_session(editor))


def cells_of(stock, number):
    return stock.get(f"/v0/{things.BASE}/{things.THINGS}/{thing_id(number)}").json().get("fields")


async def test_records_are_made_by_names_and_their_receipt_tells_the_ids(client, headers, stock):
    asked = {**PLACE, "records": [{"cells": {"name": "Screw", "Price": "$2", "Owner": ["acme"]}}]}

    reply = await client.post(RECORDS, json=asked, headers=headers)

    assert reply.status_code == 201
    (row,) = reply.json()["rows"]
    made = stock.get(f"/v0/{things.BASE}/{things.THINGS}/{row['record_id']}").json()["fields"]
    assert made == {"Name": "Screw", "Price": 2, "Owner": [things.owner_id(0)]}
    assert reply.headers["location"] == f"/api/v1/changes/{reply.json()['plan']['id']}"
    assert [(cell["field_name"], cell["after_text"]) for cell in row["cells"]] == [
        ("Name", "Screw"),
        ("Price", "$2.00"),
        ("Owner", "Acme"),
    ]


async def test_cells_are_changed_and_others_stay(client, headers, stock):
    asked = {**PLACE, "records": [{"id": thing_id(0), "cells": {"Count": 9, "Colour": None}}]}

    reply = await client.patch(RECORDS, json=asked, headers=headers)

    assert reply.status_code == 200
    assert cells_of(stock, 0) == {"Name": "Anvil", "Count": 9, "Price": 10.5, "Owner": [things.owner_id(0)]}
    assert [(cell["field_name"], cell["before_text"]) for cell in reply.json()["rows"][0]["cells"]] == [
        ("Count", "2.000"),
        ("Colour", "Red"),
    ]


async def test_replaced_record_keeps_only_what_is_given(client, headers, stock):
    asked = {**PLACE, "records": [{"id": thing_id(0), "cells": {"Name": "Anvil", "Count": 1}}]}

    reply = await client.put(RECORDS, json=asked, headers=headers)

    assert reply.status_code == 200
    assert cells_of(stock, 0) == {"Name": "Anvil", "Count": 1}


async def test_records_that_pass_a_filter_are_changed_and_deleted(client, headers, stock):
    blue = {"conditions": [{"field": "Colour", "op": "is", "value": "blue"}]}

    changed = await client.patch(
        RECORDS, json={**PLACE, "where": blue, "cells": {"Count": 1}}, headers=headers
    )
    deleted = await client.request("DELETE", RECORDS, json={**PLACE, "where": blue}, headers=headers)

    assert (changed.status_code, changed.json()["plan"]["counts"]["update"]) == (200, 2)
    assert (deleted.status_code, deleted.json()["plan"]["counts"]["delete"]) == (200, 2)
    assert [cells_of(stock, number) is None for number in range(4)] == [False, True, True, False]


async def test_upsert_changes_what_is_there_and_makes_what_is_not(client, headers, stock):
    records = [{"cells": {"Name": "ANVIL", "Count": 3}}, {"cells": {"Name": "Screw", "Count": 4}}]

    reply = await client.post(
        RECORDS, json={**PLACE, "records": records, "key_fields": ["Name"]}, headers=headers
    )

    assert [row["kind"] for row in reply.json()["rows"]] == ["update", "create"]
    assert cells_of(stock, 0)["Count"] == 3


async def test_key_whose_writes_need_approval_gets_the_plan_that_waits(client, stock, editor):
    key = auth.make_api_key(confirmed(editor), name="Agent", scope="write", days=1, writes_need_approval=True)

    reply = await client.patch(
        RECORDS,
        json={**PLACE, "records": [{"id": thing_id(0), "cells": {"Count": 9}}]},
        headers={"x-api-key": key.key},
    )

    assert (reply.status_code, reply.json()["plan"]["status"]) == (202, "pending")
    assert cells_of(stock, 0)["Count"] == 2


async def test_cell_that_was_changed_since_it_was_seen_is_kept_and_told(client, headers, stock):
    change(stock, thing_id(0), Count=7)
    record = {"id": thing_id(0), "cells": {"Count": 9}, "seen": {"Count": 2}}

    refused = await client.patch(RECORDS, json={**PLACE, "records": [record]}, headers=headers)
    kept = cells_of(stock, 0)["Count"]
    written = await client.patch(
        RECORDS, json={**PLACE, "records": [{**record, "seen": {"Count": 7}}]}, headers=headers
    )

    assert (refused.status_code, refused.json()["code"], kept) == (409, "conflict", 7)
    assert "Count was changed" in refused.json()["detail"]
    assert (written.status_code, cells_of(stock, 0)["Count"]) == (200, 9)
    (row,) = written.json()["rows"]
    assert [(cell["before_text"], cell["after_text"]) for cell in row["cells"]] == [("7.000", "9.000")]


async def test_empty_cell_is_seen_as_null(client, headers, stock):
    record = {"id": thing_id(0), "cells": {"Notes": "New"}, "seen": {"Notes": None}}

    reply = await client.patch(RECORDS, json={**PLACE, "records": [record]}, headers=headers)

    assert (reply.status_code, cells_of(stock, 0)["Notes"]) == (200, "New")


async def test_half_of_what_was_seen_is_refused(client, headers, stock):
    record = {"id": thing_id(0), "cells": {"Count": 9, "Notes": "New"}, "seen": {"Count": 2}}

    reply = await client.patch(RECORDS, json={**PLACE, "records": [record]}, headers=headers)

    assert (reply.status_code, reply.json()["field"]) == (422, "seen")
    assert cells_of(stock, 0)["Count"] == 2


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"records": [{"id": thing_id(0), "cells": {"Count": "many"}}]}, "Count"),
        ({"records": [{"id": thing_id(0), "cells": {"Cuont": 1}}]}, ""),
        ({"records": [{"id": thing_id(0), "cells": {"Owner": ["Nobody"]}}]}, "Owner"),
        ({}, "records"),
        (
            {"where": {"conditions": [{"field": "Name", "op": "is", "value": "x"}]}, "cells": {"Count": 1}},
            "where",
        ),
    ],
)
async def test_what_cannot_be_written_is_told_and_nothing_happens(client, headers, stock, asked, field):
    reply = await client.patch(RECORDS, json={**PLACE, **asked}, headers=headers)

    assert reply.status_code == 422
    assert reply.json().get("field", "") in (field, "Cuont", "fields")
    assert cells_of(stock, 0)["Count"] == 2


async def test_record_that_does_not_exist_is_no_success(client, headers):
    asked = {**PLACE, "records": [{"id": "recNobody00000000", "cells": {"Count": 1}}]}

    reply = await client.patch(RECORDS, json=asked, headers=headers)

    assert (reply.status_code, reply.json()["code"]) == (502, "upstream_refused")
    assert "does not exist any more" in reply.text


async def test_same_request_with_the_same_key_makes_one_record(client, headers, stock):
    asked = {**PLACE, "records": [{"cells": {"Name": "Once"}}]}

    replies = [
        await client.post(RECORDS, json=asked, headers={**headers, "idempotency-key": "once"})
        for _ in range(2)
    ]

    assert replies[0].json()["plan"]["id"] == replies[1].json()["plan"]["id"]
    page = stock.get(f"/v0/{things.BASE}/{things.THINGS}").json()["records"]
    assert [record["fields"]["Name"] for record in page].count("Once") == 1
