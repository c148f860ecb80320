"""`/api/v1/api-keys`."""

import pytest

from tests.sessions import begin_session, cookie_of

ASKED = {"name": "Report", "scope": "read"}


@pytest.fixture
def headers(editor):
    return cookie_of(begin_session(editor))


async def test_key_is_made_used_listed_and_revoked(client, editor, headers):
    made = await client.post("/api/v1/api-keys", json=ASKED, headers=headers)
    card, with_key = made.json()["api_key"], {"x-api-key": made.json()["key"]}
    used = await client.get("/api/v1/auth/me", headers=with_key)
    listed = (await client.get("/api/v1/api-keys", headers=headers)).json()["items"]
    revoked = await client.delete(made.headers["location"], headers=headers)

    assert (made.status_code, made.headers["location"]) == (201, f"/api/v1/api-keys/{card['id']}")
    assert (card["name"], card["scope"]) == ("Report", "read")
    assert (card["writes_need_approval"], card["client_may_confirm"]) == (True, False)
    assert (used.json()["kind"], used.json()["role"]) == ("key", "viewer")
    assert [each["id"] for each in listed] == [card["id"]]
    assert revoked.status_code == 204
    assert (await client.get("/api/v1/auth/me", headers=with_key)).status_code == 401


async def test_key_is_shown_once(client, headers):
    key = (await client.post("/api/v1/api-keys", json=ASKED, headers=headers)).json()["key"]

    assert key not in (await client.get("/api/v1/api-keys", headers=headers)).text


async def test_same_attempt_gives_the_same_key(client, headers):
    headers = {**headers, "idempotency-key": "one-attempt"}

    keys = [
        (await client.post("/api/v1/api-keys", json=ASKED, headers=headers)).json()["key"] for _ in range(2)
    ]

    assert keys[0] == keys[1]
    assert len((await client.get("/api/v1/api-keys", headers=headers)).json()["items"]) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"scope": "root"}, "scope"),
        ({"days": 0}, "days"),
        ({"days": 366}, "days"),
        ({"days": "90"}, "days"),
        ({"writes_need_approval": "no"}, "writes_need_approval"),
        ({"client_may_confirm": 1}, "client_may_confirm"),
        ({"name": ""}, "name"),
        ({"person_id": "x"}, "person_id"),
    ],
)
async def test_wish_that_cannot_be_granted_names_the_field(client, headers, change, field):
    reply = await client.post("/api/v1/api-keys", json={**ASKED, **change}, headers=headers)

    assert (reply.status_code, reply.json()["field"]) == (422, field)


async def test_key_makes_no_key(client, headers):
    key = (await client.post("/api/v1/api-keys", json={**ASKED, "scope": "write"}, headers=headers)).json()[
        "key"
    ]

    reply = await client.post("/api/v1/api-keys", json=ASKED, headers={"x-api-key": key})

    assert (reply.status_code, reply.json()["code"]) == (403, "forbidden")


async def test_key_ends_itself_and_no_other(client, headers):
    first, second = [
        (await client.post("/api/v1/api-keys", json=ASKED, headers=headers)).json() for _ in range(2)
    ]
    with_first = {"x-api-key": first["key"]}

    replies = [
        await client.delete(f"/api/v1/api-keys/{each['api_key']['id']}", headers=with_first)
        for each in (second, first)
    ]

    assert [reply.status_code for reply in replies] == [403, 204]
