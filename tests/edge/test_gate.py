"""Who may come in: hosts, origins, and Reflex's own routes (bars R-1 and R-11)."""

import pytest

from app import config

OWN = "http://127.0.0.1:8000"
FOREIGN = [
    "https://evil.example",
    "null",
    "http://127.0.0.1:8000.evil.example",
    "http://evil.example:8000",
    "https://127.0.0.1:8000",
    "http://127.0.0.1:8001",
]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("origin", FOREIGN)
async def test_unsafe_method_from_a_foreign_origin_is_refused(client, inner, origin, method):
    reply = await client.request(method, "/sign-in", headers={"origin": origin})

    assert (reply.status_code, reply.json()["code"]) == (403, "forbidden")
    assert inner.scopes == []


@pytest.mark.parametrize("origin", FOREIGN)
async def test_no_origin_gets_a_cors_header(client, inner, origin):
    inner.headers += [
        (b"access-control-allow-origin", origin.encode()),
        (b"Access-Control-Allow-Credentials", b"true"),
        (b"vary", b"Origin"),
    ]

    for method in ("GET", "OPTIONS"):
        reply = await client.request(
            method, "/api/v1/auth/me", headers={"origin": origin, "access-control-request-method": "DELETE"}
        )
        assert [name for name in reply.headers if name.startswith("access-control")] == []
        assert "vary" not in reply.headers


async def test_own_origin_passes(client, inner):
    reply = await client.post("/sign-in", headers={"origin": OWN})

    assert reply.status_code == 200


async def test_program_without_an_origin_passes(client):
    assert (await client.post("/sign-in")).status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_request_that_the_browser_calls_foreign_is_refused(client, site):
    reply = await client.post("/sign-in", headers={"sec-fetch-site": site})

    assert reply.status_code == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "", "[", "10.0.0.1"]
)
async def test_host_that_is_not_ours_is_refused(client, inner, host):
    reply = await client.get("/sign-in", headers={"host": host})

    assert (reply.status_code, reply.json()["code"]) == (421, "misdirected")
    assert inner.scopes == []


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8000", "localhost:8000", "LOCALHOST", "[::1]:8000", "a.localhost"]
)
async def test_names_of_this_machine_are_ours_on_loopback(client, host):
    assert (await client.get("/sign-in", headers={"host": host})).status_code == 200


async def test_probe_is_answered_under_any_name(client):
    assert (await client.get("/livez", headers={"host": "10.0.0.7:8000"})).status_code == 200


async def test_only_the_public_name_is_ours_on_https(settings, monkeypatch, client):
    monkeypatch.setenv("PLATFORM_PUBLIC_URL", "https://data.example.test")
    config.reload()

    answers = {
        host: (await client.get("/sign-in", headers={"host": host})).status_code
        for host in ("data.example.test", "localhost", "127.0.0.1:8000")
    }

    assert answers == {"data.example.test": 200, "localhost": 421, "127.0.0.1:8000": 421}


@pytest.mark.parametrize(
    "path",
    [
        "/_upload",
        "/_upload/secret.txt",
        "/_all_routes",
        "/auth-codespace",
        "/ping",
        "/_health",
        "/_event",
        "/_event/",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_routes_of_reflex_do_not_exist(client, inner, path, method):
    reply = await client.request(method, path)

    assert (reply.status_code, reply.json()["code"]) == (404, "not_found")
    assert inner.scopes == []
