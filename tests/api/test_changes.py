"""`/api/v1/changes`."""

import pytest

from app import tables
from tests.api.airtable_parts import stock
from tests.sessions import begin_session, cookie_of
from tests.things import thing_id

__all__ = ["stock"]
CHANGES = "/api/v1/changes"
pytestmark = pytest.mark.usefixtures("redis_server", "stock")


@pytest.fixture
def headers(stock, editor):
    return cookie_of(begin_session(editor))


@pytest.fixture
async def plan(client, headers):
    """A pending plan with two rows."""
    operations = [
        {"kind": "update", "table": "things", "record_id": thing_id(0), "cells": {"Count": 9}},
        {"kind": "create", "table": "things", "cells": {"Name": "Screw"}},
    ]
    reply = await client.post(CHANGES, json={"base": "stock", "operations": operations}, headers=headers)
    assert reply.status_code == 201
    return reply.json()


async def test_plan_is_shown_and_lists_what_waits(client, headers, plan):
    rows = (await client.get(f"{CHANGES}/{plan['id']}/rows", headers=headers)).json()
    waiting = (await client.get(CHANGES, params={"status": "pending"}, headers=headers)).json()

    assert (plan["status"], plan["title"], plan["rights"]["approve"]) == (
        "pending",
        "Things: add 1, change 1",
        True,
    )
    assert [(row["kind"], row["record_name"]) for row in rows["items"]] == [
        ("update", "Anvil"),
        ("create", "Screw"),
    ]
    assert [each["id"] for each in waiting["items"]] == [plan["id"]]


async def test_approved_plan_without_a_row_is_written_and_taken_back(client, headers, plan):
    rows = (await client.get(f"{CHANGES}/{plan['id']}/rows", headers=headers)).json()["items"]

    done = await client.post(
        f"{CHANGES}/{plan['id']}/approve",
        json={"digest": plan["digest"], "drop": [rows[1]["id"]]},
        headers=headers,
    )
    log = (await client.get(f"{CHANGES}/log", params={"record": thing_id(0)}, headers=headers)).json()[
        "items"
    ]

    assert (done.status_code, done.json()["progress"]["applied"], done.json()["progress"]["dropped"]) == (
        200,
        1,
        1,
    )
    assert [(entry["person"]["name"], entry["door"], entry["row"]["record_name"]) for entry in log] == [
        ("Edith", "rest", "Anvil")
    ]


async def test_wrong_digest_is_a_conflict_and_denial_has_a_reason(client, headers, plan):
    wrong = await client.post(f"{CHANGES}/{plan['id']}/approve", json={"digest": "0" * 64}, headers=headers)
    denied = await client.post(f"{CHANGES}/{plan['id']}/deny", json={"reason": "Not now"}, headers=headers)
    again = await client.post(
        f"{CHANGES}/{plan['id']}/approve", json={"digest": plan["digest"]}, headers=headers
    )

    assert (wrong.status_code, denied.status_code, again.status_code) == (409, 200, 409)
    assert (denied.json()["status"], denied.json()["reason"]) == ("denied", "Not now")


async def test_rule_of_the_team_is_set_by_admins(client, headers, admin):
    of_admin = cookie_of(begin_session(admin))

    refused = await client.put(f"{CHANGES}/rules", json={"second_person_above": 1}, headers=headers)
    done = await client.put(f"{CHANGES}/rules", json={"second_person_above": 1}, headers=of_admin)

    assert (refused.status_code, done.status_code) == (403, 200)
    assert (await client.get(f"{CHANGES}/rules", headers=headers)).json() == {"second_person_above": 1}


async def test_file_of_rows_becomes_a_plan_with_what_is_new_and_what_differs(client, headers):
    reply = await client.post(
        f"{CHANGES}/csv",
        json={
            "base": "stock",
            "table": "things",
            "csv": "Name,Count\nAnvil,2\nBolt,6\nScrew,1\n",
            "key_fields": ["Name"],
        },
        headers=headers,
    )
    plan = reply.json()
    rows = (await client.get(f"{CHANGES}/{plan['id']}/rows", headers=headers)).json()["items"]

    assert (reply.status_code, plan["status"]) == (201, "pending")
    assert [(row["kind"], row["record_name"], row["state"]) for row in rows] == [
        ("update", "Anvil", "dropped"),
        ("update", "Bolt", "planned"),
        ("create", "Screw", "planned"),
    ]


async def test_what_others_changed_says_how_old_it_is(client, headers, stock, editor):
    tables.refresh_mirror(editor, "stock", "things")

    found = (
        await client.get(f"{CHANGES}/outside", params={"base": "stock", "table": "things"}, headers=headers)
    ).json()

    assert (found["items"], found["next_cursor"], found["source"], found["is_complete"]) == (
        [],
        "",
        "mirror",
        False,
    )
