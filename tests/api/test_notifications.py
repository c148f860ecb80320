"""`/api/v1/notifications`."""

import pytest

from app import db, notifications
from app.actor import Actor
from tests.sessions import begin_session, cookie_of

ADDRESS = "/api/v1/notifications"
pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def headers(viewer):
    return cookie_of(begin_session(viewer))


@pytest.fixture
def two(viewer, owner):
    with db.uow(Actor.system("test")) as session:
        for key in "ab":
            notifications.post(
                session,
                viewer.team_id,
                {viewer.person_id, owner.person_id},
                kind="run_ended",
                title=f"Run {key}",
                link="/runs/",
                key=key,
            )


async def test_what_one_was_told_is_listed_and_marked_as_read(client, headers, two, owner):
    listed = (await client.get(ADDRESS, headers=headers)).json()["items"]
    marked = await client.post(f"{ADDRESS}/read", json={"ids": [listed[0]["id"]]}, headers=headers)
    unread = (await client.get(ADDRESS, params={"only": "unread"}, headers=headers)).json()["items"]
    rest = await client.post(f"{ADDRESS}/read", json={}, headers=headers)

    assert [(each["title"], each["is_read"]) for each in listed] == [("Run b", False), ("Run a", False)]
    assert [each["title"] for each in unread] == ["Run a"]
    assert (marked.json(), rest.json()) == ({"marked": 1}, {"marked": 1})
    assert notifications.count_unread(owner) == 2


async def test_choices_are_read_and_set(client, headers):
    asked = {"kind": "run_ended", "in_app": False, "by_mail": True}

    reply = await client.put(f"{ADDRESS}/choices", json=asked, headers=headers)
    found = (await client.get(f"{ADDRESS}/choices", headers=headers)).json()

    assert reply.status_code == 200
    assert [each for each in found if each["kind"] == "run_ended"] == [reply.json()]
    assert reply.json()["by_mail"] is True


async def test_unknown_kind_is_refused(client, headers):
    reply = await client.put(
        f"{ADDRESS}/choices", json={"kind": "gossip", "in_app": True, "by_mail": True}, headers=headers
    )

    assert (reply.status_code, reply.json()["code"]) == (422, "invalid_input")
