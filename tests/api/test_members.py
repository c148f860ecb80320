"""`/api/v1/members`."""

import pytest

from tests.sessions import begin_session, cookie_of


@pytest.fixture
def headers(admin):
    return cookie_of(begin_session(admin))


async def test_members_come_by_name_in_pages(client, owner, viewer, headers, stranger):
    first = (await client.get("/api/v1/members?limit=2", headers=headers)).json()
    second = (
        await client.get(
            "/api/v1/members", params={"limit": 2, "cursor": first["next_cursor"]}, headers=headers
        )
    ).json()

    assert [member["name"] for member in first["items"]] == ["Adam", "Olivia"]
    assert [member["name"] for member in second["items"]] == ["Victor"]
    assert second["next_cursor"] == ""


async def test_one_member_is_read_raised_and_removed(client, owner, viewer, headers):
    here = f"/api/v1/members/{viewer.person_id}"

    read = (await client.get(here, headers=headers)).json()
    raised = await client.patch(here, json={"role": "editor"}, headers=headers)
    removed = await client.delete(here, headers=headers)

    assert (read["name"], read["role"], raised.json()["role"]) == ("Victor", "viewer", "editor")
    assert (removed.status_code, (await client.get(here, headers=headers)).status_code) == (204, 404)


@pytest.mark.parametrize("role", ["owner", "", "Editor", None, "root"])
async def test_role_above_ones_own_or_unknown_is_refused(client, viewer, headers, role):
    reply = await client.patch(f"/api/v1/members/{viewer.person_id}", json={"role": role}, headers=headers)

    assert reply.status_code == (403 if role == "owner" else 422)


@pytest.mark.parametrize("cursor", ["x", "W10=", "bnVsbA==", "%00", "x" * 1_001])
async def test_cursor_that_was_made_up_is_refused(client, headers, cursor):
    reply = await client.get("/api/v1/members", params={"cursor": cursor}, headers=headers)

    assert (reply.status_code, reply.json()["field"]) == (422, "cursor")
