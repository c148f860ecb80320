"""`/api/v1/audit`."""

import json

import pytest

from app import auth
from app.actor import Role
from tests.sessions import begin_session, cookie_of


@pytest.fixture
def headers(admin):
    return cookie_of(begin_session(admin))


async def test_acts_come_newest_first_in_pages_and_by_kind(client, owner, admin, viewer, headers):
    for role in (Role.EDITOR, Role.VIEWER, Role.EDITOR):
        auth.change_role(admin, viewer.person_id, role)
    auth.rename_team(admin, "Northwind Traders")

    newest = (await client.get("/api/v1/audit?limit=1", headers=headers)).json()
    roles = (await client.get("/api/v1/audit?act=member.role_changed&limit=2", headers=headers)).json()
    rest = (
        await client.get(
            "/api/v1/audit",
            params={"act": "member.role_changed", "cursor": roles["next_cursor"]},
            headers=headers,
        )
    ).json()

    assert [entry["act"] for entry in newest["items"]] == ["team.renamed"]
    assert [entry["seq"] for entry in roles["items"] + rest["items"]] == [3, 2, 1]
    assert rest["next_cursor"] == ""


async def test_what_is_done_over_rest_is_written_down_with_the_request(client, admin, headers):
    reply = await client.patch(
        f"/api/v1/teams/{admin.team_id}", json={"name": "Northwind Traders"}, headers=headers
    )

    entry = (await client.get("/api/v1/audit?limit=1", headers=headers)).json()["items"][0]

    assert (entry["door"], entry["request_id"], entry["person_id"]) == (
        "rest",
        reply.headers["x-request-id"],
        admin.person_id,
    )
    assert entry["personal"]["address"] == "127.0.0.1"


async def test_export_is_a_file_with_a_line_for_each_act(client, admin, headers):
    auth.rename_team(admin, "Northwind Traders")

    reply = await client.get("/api/v1/audit/export", headers=headers)

    lines = [json.loads(line) for line in reply.text.splitlines()]
    assert reply.headers["content-type"] == "application/x-ndjson"
    assert reply.headers["content-disposition"] == 'attachment; filename="audit.jsonl"'
    assert [line["act"] for line in lines if "act" in line] == ["team.renamed", "audit.exported"]


@pytest.mark.parametrize("query", ["act=x", "act=a.b;drop", "act=%00", "person_id=x", "person_id=%27"])
async def test_filter_that_can_be_none_is_refused(client, headers, query):
    assert (await client.get(f"/api/v1/audit?{query}", headers=headers)).status_code == 422
