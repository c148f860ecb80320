"""`/api/v1/teams`."""

import json

import pytest

from app import db
from app.actor import Actor, Role
from app.models import Team
from tests.people import make_member, make_team
from tests.sessions import begin_session, cookie_of


@pytest.fixture
def headers(owner):
    return cookie_of(begin_session(owner))


async def test_team_is_made_listed_read_and_renamed(client, owner, headers):
    made = await client.post("/api/v1/teams", json={"name": "Fabrikam"}, headers=headers)
    listed = (await client.get("/api/v1/teams", headers=headers)).json()
    here = f"/api/v1/teams/{owner.team_id}"
    renamed = await client.patch(here, json={"name": "Northwind Traders"}, headers=headers)

    assert (made.status_code, made.headers["location"]) == (201, f"/api/v1/teams/{made.json()['id']}")
    assert (await client.get(made.headers["location"], headers=headers)).json() == made.json()
    assert [(team["name"], team["is_current"], team["role"]) for team in listed["items"]] == [
        ("Fabrikam", False, "owner"),
        ("Northwind", True, "owner"),
    ]
    assert listed["next_cursor"] == ""
    assert renamed.json()["name"] == "Northwind Traders"


async def test_what_is_done_with_a_team_is_done_in_it(client, headers):
    made = (await client.post("/api/v1/teams", json={"name": "Fabrikam"}, headers=headers)).json()
    there = f"/api/v1/teams/{made['id']}"

    refused = await client.patch(there, json={"name": "Other"}, headers=headers)
    switched = await client.post(f"{there}/switch", headers=headers)
    renamed = await client.patch(there, json={"name": "Other"}, headers=headers)

    assert (refused.status_code, refused.json()["detail"]) == (
        409,
        "You work in another team now. Switch to this team first.",
    )
    assert (switched.status_code, renamed.json()["name"]) == (204, "Other")


async def test_ownership_is_given_away(client, owner, editor, headers):
    reply = await client.post(
        f"/api/v1/teams/{owner.team_id}/transfer", json={"person_id": editor.person_id}, headers=headers
    )

    assert (reply.json()["person_id"], reply.json()["role"]) == (editor.person_id, "owner")
    assert (await client.get("/api/v1/auth/me", headers=headers)).json()["role"] == "admin"


async def test_member_leaves(client, owner, editor):
    headers = cookie_of(begin_session(editor))

    reply = await client.post(f"/api/v1/teams/{owner.team_id}/leave", headers=headers)

    assert reply.status_code == 204
    assert (await client.get("/api/v1/auth/me", headers=headers)).status_code == 401


async def test_export_is_a_file_that_is_json(client, owner, editor, headers):
    reply = await client.get(f"/api/v1/teams/{owner.team_id}/export", headers=headers)

    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["content-disposition"] == f'attachment; filename="team-{owner.team_id}.json"'
    assert {member["name"] for member in json.loads(reply.content)["members"]} == {"Olivia", "Edith"}


async def test_team_is_deleted_after_its_export_and_by_its_name(client, stranger):
    mine = make_team("Fabrikam")
    owner = make_member(mine, "Ottilie", Role.OWNER)
    headers = cookie_of(begin_session(owner))
    here = f"/api/v1/teams/{mine}"

    early = await client.delete(here, params={"name": "Fabrikam"}, headers=headers)
    await client.get(f"{here}/export", headers=headers)
    wrong = await client.delete(here, params={"name": "fabrikam"}, headers=headers)
    done = await client.delete(here, params={"name": "Fabrikam"}, headers=headers)

    assert [reply.status_code for reply in (early, wrong, done)] == [409, 422, 204]
    with db.uow(Actor.system("test"), read_only=True) as unit:
        assert unit.get(Team, mine) is None


async def test_deletion_without_the_name_is_refused(client, owner, headers):
    reply = await client.delete(f"/api/v1/teams/{owner.team_id}", headers=headers)

    assert (reply.status_code, reply.json()["field"]) == (422, "name")
