"""O-5: no password, token, key or cookie reaches a log line, a problem, a metric or another reply."""

import io
import logging
import re

import pytest
import structlog
from prometheus_client import generate_latest

from app import auth, telemetry
from app.telemetry import METRICS
from tests.api.conftest import OWN
from tests.people import PASSWORD
from tests.security.rest.asks import ASKS, NEW_PASSWORD
from tests.security.rest.bodies import places, planted
from tests.security.rest.world import World

CANARY = "canary-7d21f6"
WRONG = (CANARY, [CANARY], {CANARY[:6]: CANARY}, f"{CANARY}\x00", CANARY * 2_000)


@pytest.fixture
def said():
    """Everything that the process has logged, down to debug, written as in the product."""
    root, out = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    telemetry.configure(level="debug")
    root.handlers[0].setStream(out)
    yield out.getvalue
    root.handlers[:], _ = handlers, root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


async def test_secrets_of_good_requests_reach_neither_log_nor_metrics(
    said, database, airtable, visit, plenty
):
    world, client = World.made(), visit()
    email = auth.get_member(world.owner, world.target.person_id).email
    cookie = world.headers("owner")["cookie"]
    secrets = {PASSWORD, NEW_PASSWORD, cookie.partition("=")[2], world.key.key, world.invite_token}

    tokens = (await client.post("/api/v1/auth/login", json={"email": email, "password": PASSWORD})).json()
    bearer = {"authorization": f"Bearer {tokens['access_token']}"}
    renewed = (
        await client.post("/api/v1/auth/refresh", json={"refresh_token": tokens["refresh_token"]})
    ).json()
    made = await client.post(
        "/api/v1/api-keys",
        json={"name": "Report", "scope": "read"},
        headers={**OWN, "cookie": cookie, "idempotency-key": CANARY},
    )
    for headers in (bearer, {"x-api-key": world.key.key}, {"authorization": f"Bearer {world.key.key}"}):
        assert (await client.get(f"/api/v1/members?cursor={CANARY}", headers=headers)).status_code == 422
    changed = {"current": PASSWORD, "password": NEW_PASSWORD}
    assert (await client.post("/api/v1/auth/password", json=changed, headers=bearer)).status_code == 204
    secrets |= {made.json()["key"], CANARY}
    secrets |= {pair[name] for pair in (tokens, renewed) for name in ("access_token", "refresh_token")}

    everything = said() + generate_latest(METRICS).decode()
    assert everything.count("path=/api/v1/auth/login") == 1
    assert [secret for secret in sorted(secrets) if secret in everything] == []


# A base, a table, a field, a view or a value that is not there is told back in quotes, beside what is: a person has to
# see what was not found. In logs it stays unnamed like everything else.
NAMES_DATA = tuple(
    f"/api/v1/{name}" for name in ("aggregates", "changes", "comments", "records", "saga", "views")
)
QUOTED = f'\\"{CANARY[:8]}'


@pytest.mark.parametrize("name", sorted(ASKS))
async def test_what_was_sent_wrongly_is_not_repeated(name, said, database, airtable, visit, plenty):
    world, client = World.made(), visit()
    method, path = name.split()
    wanted = ASKS[name](world)
    where = path.format(**wanted.ids)
    credentials = [
        world.headers("owner"),
        {"authorization": f"Bearer {CANARY}"},
        {"x-api-key": CANARY},
        {"cookie": f"session={CANARY}"},
    ]
    bodies = [planted(wanted.json, place, wrong) for place in places(wanted.json) for wrong in WRONG]

    replies = [
        await client.request(method, where, json=wanted.json, headers=each) for each in credentials[1:]
    ]
    replies += [
        await client.request(method, where, json=body, params=wanted.query, headers=credentials[0])
        for body in bodies
    ]
    replies.append(await client.request(method, f"{where}?token={CANARY}", headers=credentials[0]))

    told = [reply.text for reply in replies if CANARY in reply.text and reply.status_code >= 400]
    if path.startswith(NAMES_DATA):
        told = [text for text in told if QUOTED not in text]
    assert told == []
    logged = said()
    assert logged.count(" status=") >= len(replies)
    assert CANARY not in logged + generate_latest(METRICS).decode()


async def test_unknown_field_is_named_and_its_value_is_not(database, visit, plenty):
    headers = World.made().headers("owner")

    reply = await visit().post("/api/v1/teams", json={"name": "A", "password": CANARY}, headers=headers)

    assert (reply.status_code, reply.json()["field"]) == (422, "password")
    assert CANARY not in reply.text


async def test_log_line_of_a_request_is_one_line_without_its_query(said, database, visit, plenty):
    await visit().get(f"/api/v1/nothing%0aforged?token={CANARY}")

    lines = [line for line in said().splitlines() if "forged" in line]
    assert len(lines) == 1
    assert re.search(r"path=/api/v1/nothing%0Aforged", lines[0])
