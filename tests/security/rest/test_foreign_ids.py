"""T-8: what belongs to another team looks like what does not exist, to the letter."""

import pytest

from tests.security.rest import matrix
from tests.security.rest.asks import ASKS, Ask
from tests.security.rest.world import World

UNKNOWN = "0198b3a57c1e7f2a9d40b1c2d3e4f506"
WITH_IDS = sorted(name for name in ASKS if "{" in name)


async def told(client, name: str, wanted: Ask, headers: dict[str, str]) -> tuple:
    method, path = name.split()
    reply = await client.request(
        method, path.format(**wanted.ids), json=wanted.json, params=wanted.query, headers=headers
    )
    problem = reply.json()
    problem.pop("request_id")
    for given in wanted.ids.values():
        # Names are repeated, so that a person sees what was not found.
        problem["detail"] = problem["detail"].replace(given, "...")
    return reply.status_code, problem


@pytest.mark.parametrize("name", WITH_IDS)
async def test_foreign_id_is_answered_like_an_unknown_one(name, database, airtable, visit, plenty):
    world = World.made()
    foreign = ASKS[name](world)
    unknown = Ask(dict.fromkeys(foreign.ids, UNKNOWN), foreign.json, foreign.query)
    headers, client = world.headers("other_team"), visit()

    answers = [await told(client, name, wanted, headers) for wanted in (foreign, unknown)]

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
