"""O-1: the same headers are on every reply, whatever made it: a route, a refusal, a mistake, a stream."""

import pytest

from app.api import sessions
from tests.api.conftest import OWN
from tests.security.rest import matrix
from tests.security.rest.asks import ASKS, FORMS, Ask
from tests.security.rest.world import World

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
    "cache-control": "no-store",
}
BARE = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
NAMES = [name for name in matrix.table() if name.partition(" ")[0] in {"GET", "POST", "PATCH", "DELETE"}]


def check(reply, *, is_rest: bool) -> None:
    assert {name: reply.headers.get(name) for name in HEADERS} == HEADERS
    assert len(reply.headers["x-request-id"]) == 16
    assert [name for name in reply.headers if name.startswith("access-control-") or name == "server"] == []
    policy = reply.headers["content-security-policy"]
    is_page = reply.headers.get("content-type", "").startswith("text/html")
    assert (policy == BARE) is not is_page
    assert "unsafe-eval" not in policy
    assert "unsafe" not in policy.partition("script-src")[2].partition(";")[0]
    if is_rest:
        assert {"ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"} <= set(reply.headers)


async def asked(client, name, wanted, headers):
    method, path = name.split()
    return await client.request(
        method,
        path.format(**wanted.ids),
        json=wanted.json,
        data=wanted.form,
        params=wanted.query,
        headers=headers,
    )


@pytest.mark.parametrize("name", NAMES)
async def test_every_route_sends_them_to_nobody_and_to_an_owner(name, database, airtable, visit, plenty):
    world, client = World.made(), visit()
    wanted = ASKS[name](world) if name in ASKS else FORMS.get(name, lambda _world: Ask())(world)
    is_rest = name in ASKS

    check(await asked(client, name, wanted, OWN), is_rest=is_rest)
    check(await asked(client, name, wanted, {**OWN, **world.headers("owner")}), is_rest=is_rest)


@pytest.mark.parametrize(
    ("method", "path", "content", "status"),
    [
        ("GET", "/api/nothing", b"", 404),
        ("PUT", "/api/v1/teams", b"", 405),
        ("OPTIONS", "/api/v1/teams", b"", 405),
        ("POST", "/api/v1/teams", b"{", 422),
        ("POST", "/api/v1/teams", b"[]", 422),
        ("GET", "/api/v1/teams?x=1", b"", 422),
    ],
)
async def test_every_refusal_sends_them(database, visit, plenty, method, path, content, status):
    headers = {**World.made().headers("owner"), "content-type": "application/json"}

    reply = await visit().request(method, path, content=content, headers=headers)

    assert reply.status_code == status
    check(reply, is_rest=True)


@pytest.mark.parametrize(
    ("headers", "content", "status"),
    [
        ({"host": "evil.example"}, b"{}", 421),
        ({"origin": "https://evil.example"}, b"{}", 403),
        ({"sec-fetch-site": "cross-site"}, b"{}", 403),
        ({"content-length": "2000000"}, b"{}", 413),
    ],
)
async def test_what_the_edge_refuses_sends_them_too(database, visit, headers, content, status):
    reply = await visit().post("/api/v1/teams", content=content, headers=headers)

    assert reply.status_code == status
    check(reply, is_rest=False)


async def test_mistake_of_ours_sends_them(database, visit, plenty, monkeypatch):
    monkeypatch.setattr(sessions.auth, "list_sessions", lambda _actor: 1 / 0)

    reply = await visit().get("/api/v1/sessions", headers=World.made().headers("owner"))

    assert (reply.status_code, reply.json()["code"]) == (500, "internal")
    check(reply, is_rest=True)


async def test_https_adds_that_it_stays_so(database, visit, plenty, monkeypatch):
    from app import config

    monkeypatch.setenv("PLATFORM_PUBLIC_URL", "https://platform.example")
    config.reload()

    reply = await visit().get("/api/nothing")

    check(reply, is_rest=True)
    assert reply.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
