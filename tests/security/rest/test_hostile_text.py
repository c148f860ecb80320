"""M-1 where a description cannot reach: text that databases, mails and file names choke on, in every field there is."""

import json

import pytest

from tests.api.conftest import OWN
from tests.security.rest.asks import ASKS
from tests.security.rest.bodies import places, planted
from tests.security.rest.world import World

HOSTILE = [
    "\x00",
    "a\x00b@example.test",
    "\ud800",
    "\u202e\u2066",
    "\r\nBcc: other@example.test",
    "' or 1=1 --",
    "{{7*7}}${7*7}%s{0.__class__}",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "x" * 100_000,
    2**63,
    -(2**70),
    1e308,
    True,
    None,
    [],
    {"$ne": ""},
]
WITH_BODIES = sorted(name for name in ASKS if name.startswith(("POST", "PATCH")))


@pytest.fixture
def database(postgres_database):
    """PostgreSQL takes less than SQLite does."""
    return postgres_database


@pytest.mark.parametrize("name", WITH_BODIES)
async def test_hostile_value_in_any_field_is_used_or_refused(name, database, airtable, visit, plenty):
    world, client = World.made(), visit()
    method, path = name.split()
    wanted = ASKS[name](world)
    headers = {**OWN, **world.headers("owner"), "content-type": "application/json"}

    replies = [
        await client.request(
            method,
            path.format(**wanted.ids),
            content=json.dumps(planted(wanted.json, place, value)),
            headers=headers,
        )
        for place in places(wanted.json)
        for value in HOSTILE
    ]

    # What Airtable itself refuses is refused, too.
    ours = [
        reply for reply in replies if reply.status_code != 502 or reply.json()["code"] != "upstream_refused"
    ]
    assert [reply.status_code for reply in ours if reply.status_code >= 500] == []
    assert [reply.text for reply in replies if reply.status_code == 422 and "field" not in reply.json()] == []


@pytest.mark.parametrize(
    "query",
    [
        "cursor=%00",
        "cursor=%ED%A0%80",
        "cursor=%FF",
        "limit=%00",
        "act=%00",
        "person_id=%00",
        "%00=1",
        "limit=1e3",
    ],
)
async def test_hostile_query_is_refused(query, database, visit, plenty):
    reply = await visit().get(f"/api/v1/audit?{query}", headers=World.made().headers("owner"))

    assert (reply.status_code, reply.json()["code"]) == (422, "invalid_input")
