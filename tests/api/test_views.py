"""`/api/v1/views`."""

import pytest

from tests.api.airtable_parts import PLACE, headers, stock
from tests.sessions import begin_session, cookie_of

__all__ = ["headers", "stock"]
URL = "/api/v1/views"
WHERE = {"match": "all", "conditions": [{"field": "Colour", "op": "is", "value": "Blue"}]}
ASKED = {**PLACE, "name": "Blue things", "definition": {"where": WHERE, "fields": ["Name"]}}


async def test_view_is_kept_listed_changed_and_deleted(client, headers):
    made = await client.post(URL, json=ASKED, headers=headers)
    at = made.headers["location"]
    listed = (await client.get(URL, params=PLACE, headers=headers)).json()["items"]
    changed = await client.patch(at, json={"version": 1, "name": "Blue"}, headers=headers)
    read = (await client.get(at, headers=headers)).json()
    deleted = await client.delete(at, headers=headers)

    assert (made.status_code, [view["name"] for view in listed]) == (201, ["Blue things"])
    assert made.json()["definition"]["where"] == WHERE
    assert (changed.json()["version"], read["name"], read["is_mine"]) == (2, "Blue", True)
    assert (deleted.status_code, (await client.get(at, headers=headers)).status_code) == (204, 404)


async def test_change_of_an_older_version_is_a_conflict(client, headers):
    at = (await client.post(URL, json=ASKED, headers=headers)).headers["location"]
    await client.patch(at, json={"version": 1, "name": "First"}, headers=headers)

    reply = await client.patch(at, json={"version": 1, "name": "Second"}, headers=headers)

    assert (reply.status_code, reply.json()["code"]) == (409, "conflict")


async def test_view_of_the_team_needs_an_editor(client, headers, editor):
    shared = {**ASKED, "is_shared": True}

    refused = await client.post(URL, json=shared, headers=headers)
    made = await client.post(URL, json=shared, headers=cookie_of(begin_session(editor)))

    assert (refused.status_code, made.status_code) == (403, 201)
    assert (await client.get(made.headers["location"], headers=headers)).json()["is_mine"] is False


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"definition": {"where": {"conditions": [{"field": "Hue", "op": "is_empty"}]}}}, "Hue"),
        ({"definition": {"where": {"conditions": {}}}}, "definition"),
        ({"definition": {"colour": "red"}}, "definition.colour"),
        ({"definition": {"colours": [{"color": "red", "where": {"conditions": {}}}]}}, "definition"),
        ({"definition": {"colours": [{"color": "pink", "where": WHERE}]}}, "definition.colours.0.color"),
        ({"definition": {"airtable_view": "Nothing"}}, "view"),
        ({"definition": {"sort": [{"field": "Name"}] * 6}}, "definition.sort"),
    ],
)
async def test_hostile_view_names_the_field(client, headers, change, field):
    reply = await client.post(URL, json={**ASKED, **change}, headers=headers)

    assert (reply.status_code, reply.json()["field"]) == (422, field)
