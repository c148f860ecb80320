"""T-8: what belongs to another team looks like what does not exist, to the letter."""

import httpx
import pytest

from app import config
from tests import things
from tests.sandbox_server import running_sandbox
from tests.security.rest import matrix
from tests.security.rest.asks import ASKS, PLACE, Ask
from tests.security.rest.world import World

UNKNOWN = "0198b3a57c1e7f2a9d40b1c2d3e4f506"
WITH_IDS = sorted(name for name in ASKS if "{" in name)
# Bases belong to credentials, and every team has the sandbox's.
# Files are looked for in a base and a record at once.
FILE = "GET /api/v1/records/{record_id}/attachments/{attachment_id}"
OF_BASES = {
    name for name in WITH_IDS if any(part in name for part in ("{base}", "{table}", "{record_id}"))
} - {FILE}
ABOUT_BASES = sorted(
    OF_BASES
    | {"GET /api/v1/tables", "GET /api/v1/records", "GET /api/v1/records/search", "GET /api/v1/views"}
    | {"GET /api/v1/comments", "POST /api/v1/aggregates", "POST /api/v1/views"}
    | {f"POST /api/v1/records/{kind}" for kind in ("query", "export", "duplicates")}
)
NO_BASE = "appUnknown0000000"
QUERIES = {
    "GET /api/v1/bases/{base}": (),
    "GET /api/v1/tables": ("base",),
    "GET /api/v1/tables/{table}": ("base",),
    "PUT /api/v1/tables/{table}/presence": ("base",),
    "GET /api/v1/records": ("base", "table"),
    "GET /api/v1/records/search": ("base", "text"),
    "GET /api/v1/records/{record_id}": ("base", "table"),
    "GET /api/v1/records/{record_id}/history": ("base", "table"),
    "GET /api/v1/views": ("base", "table"),
    "GET /api/v1/comments": ("base", "table", "record"),
}
HIDDEN = {"base": things.BASE, "table": things.THINGS, "record": things.thing_id(0), "text": "Anvil"}


async def ask(client, name: str, wanted: Ask, headers: dict[str, str]) -> httpx.Response:
    method, path = name.split()
    return await client.request(
        method, path.format(**wanted.ids), json=wanted.json, params=wanted.query, headers=headers
    )


async def told(client, name: str, wanted: Ask, headers: dict[str, str]) -> tuple:
    reply = await ask(client, name, wanted, headers)
    problem = reply.json()
    problem.pop("request_id")
    return reply.status_code, problem


@pytest.mark.parametrize("name", sorted(set(WITH_IDS) - OF_BASES - {FILE}))
async def test_foreign_id_is_answered_like_an_unknown_one(name, database, airtable, visit, plenty):
    world = World.made()
    foreign = ASKS[name](world)
    ids = {key: UNKNOWN if key.endswith("_id") else value for key, value in foreign.ids.items()}
    unknown = Ask(ids, foreign.json, foreign.query)
    headers, client = world.headers("other_team"), visit()

    answers = [await told(client, name, wanted, headers) for wanted in (foreign, unknown)]

    assert answers[0] == answers[1]
    assert answers[0][0] == 404


@pytest.fixture
def hidden_base(airtable, tmp_path, monkeypatch):
    """A base with one record at another Airtable, where only the token of one team reaches."""
    seed = things.seed([{"Name": "Anvil"}])
    with running_sandbox(tmp_path / "airtable", seed, config.settings().sandbox_token) as server:
        monkeypatch.setenv("PLATFORM_AIRTABLE_URL", server.url)
        config.reload()
        yield server


def about(base: str, name: str) -> Ask:
    """What the route takes, about a base with the table and the record of the hidden one."""
    known = {**HIDDEN, "base": base}
    if name in QUERIES:
        ids = {"base": base, "table": known["table"], "record_id": known["record"]}
        given = {key: value for key, value in known.items() if key in QUERIES[name]}
        return Ask({key: ids[key] for key in ids if f"{{{key}}}" in name}, query=given)
    extra = {
        "POST /api/v1/records/duplicates": {"fields": ["Name"]},
        "POST /api/v1/views": {"name": "Anvils", "definition": {}},
    }
    return Ask(json={**{key: known[key] for key in PLACE}, **extra.get(name, {})})


@pytest.mark.parametrize("name", ABOUT_BASES)
async def test_base_of_another_teams_credential_is_unknown(name, database, hidden_base, visit, plenty):
    world, client = World.made(), visit()
    assert world.connection.name
    foreign = about(things.BASE, name)
    headers = world.headers("other_team")

    own = await ask(client, name, foreign, world.headers("owner"))
    answers = [await told(client, name, wanted, headers) for wanted in (foreign, about(NO_BASE, name))]

    assert own.status_code in {200, 201}
    assert answers[0][0] == 404
    assert [str(answer).replace(things.BASE, "...").replace(NO_BASE, "...") for answer in answers] == [
        str(answers[0]).replace(things.BASE, "...")
    ] * 2


async def test_file_in_a_base_of_another_teams_credential_is_unknown(database, hidden_base, visit, plenty):
    world, client = World.made(), visit()
    assert world.connection.name
    ids = {"record_id": things.thing_id(0), "attachment_id": "attNothing0000000"}
    asked = [
        Ask(ids, query={"base": base, "table": things.THINGS, "size": "full"})
        for base in (things.BASE, NO_BASE)
    ]

    own = await told(client, FILE, asked[0], world.headers("owner"))
    hidden, unknown = [await told(client, FILE, each, world.headers("other_team")) for each in asked]

    assert own[1]["detail"].startswith("The record has no such file.")
    assert (hidden[0], str(hidden).replace(things.BASE, NO_BASE)) == (404, str(unknown))


async def test_saved_view_of_another_team_lists_nothing(database, airtable, visit, plenty):
    world, client = World.made(), visit()
    asked = [Ask(json={"saved_view": view_id}) for view_id in (world.view.id, UNKNOWN)]
    name = "POST /api/v1/records/query"

    own = await ask(client, name, asked[0], world.headers("owner"))
    answers = [await told(client, name, each, world.headers("other_team")) for each in asked]

    assert own.status_code == 200
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


async def test_foreign_member_cannot_be_made_owner_of_ones_own_team(database, visit, plenty):
    world = World.made()
    mine = world.people["other_team"].team_id
    headers, client = world.headers("other_team"), visit()

    answers = [
        await told(
            client,
            "POST /api/v1/teams/{team_id}/transfer",
            Ask({"team_id": mine}, {"person_id": person}),
            headers,
        )
        for person in (world.target.person_id, UNKNOWN)
    ]

    assert answers[0] == answers[1]
    assert answers[0][0] == 404


def test_every_route_with_an_id_is_asked():
    real = [name for name in matrix.routes() if "{" in name]

    assert sorted(real) == WITH_IDS
