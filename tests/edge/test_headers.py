"""The headers of every reply (bars R-8 and O-1)."""

import base64
import hashlib
import re

import pytest

from app import config
from tests.edge.conftest import INLINE

EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}


def directives(policy: str) -> dict[str, list[str]]:
    return {words[0]: words[1:] for words in (part.split() for part in policy.split(";"))}


@pytest.mark.parametrize("status", [200, 303, 404, 405, 413, 422, 500])
async def test_every_status_carries_the_headers(client, inner, status):
    inner.status = status

    reply = await client.get("/anything")

    assert {name: reply.headers[name] for name in EVERYWHERE} == EVERYWHERE
    assert "frame-ancestors" in reply.headers["content-security-policy"]
    assert re.fullmatch(r"[0-9a-f]{16}", reply.headers["x-request-id"])
    assert "permissions-policy" in reply.headers
    assert "server" not in reply.headers


async def test_failure_inside_carries_the_headers(client, inner):
    inner.error = ZeroDivisionError("the reason")

    reply = await client.get("/anything")

    assert reply.status_code == 500
    assert {name: reply.headers[name] for name in EVERYWHERE} == EVERYWHERE


async def test_scripts_of_pages_are_named_by_hash_and_nothing_is_evaluated(client):
    policy = directives((await client.get("/sign-in")).headers["content-security-policy"])

    digest = base64.b64encode(hashlib.sha256(INLINE.encode()).digest()).decode()
    assert policy["script-src"] == ["'self'", f"'sha256-{digest}'"]
    assert policy["default-src"] == ["'self'"]
    assert policy["style-src"] == ["'self'", "'unsafe-inline'"]
    assert policy["img-src"] == ["'self'", "data:", "blob:"]
    assert policy["connect-src"] == ["'self'", "ws://127.0.0.1:8000"]
    assert policy["form-action"] == ["'self'"]
    assert [policy[name] for name in ("frame-ancestors", "frame-src", "object-src", "base-uri")] == [
        ["'none'"]
    ] * 4


async def test_what_is_no_page_may_load_nothing(client, inner):
    inner.headers = [(b"content-type", b"application/json")]

    policy = directives((await client.get("/api/v1/auth/me")).headers["content-security-policy"])

    assert policy["default-src"] == ["'none'"]


async def test_https_is_asked_for_on_https_only(client, monkeypatch):
    assert "strict-transport-security" not in (await client.get("/sign-in")).headers


async def test_https_is_kept_for_a_year(settings, monkeypatch, inner, front, client_of):
    from app.edge import Edge

    monkeypatch.setenv("PLATFORM_PUBLIC_URL", "https://data.example.test")
    config.reload()
    reply = await client_of(Edge(inner, front=front)).get("/sign-in")

    assert reply.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert "wss://data.example.test" in reply.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("path", "status", "expected"),
    [
        ("/assets/chat-abc123.js", 200, "public, max-age=31536000, immutable"),
        ("/assets/gone.js", 404, "no-store"),
        ("/tokens.css", 200, "no-cache"),
        ("/api/v1/auth/me", 200, "no-store"),
        ("/sign-in", 200, "no-store"),
    ],
)
async def test_cache_is_told_what_to_keep(client, inner, path, status, expected):
    inner.status = status

    assert (await client.get(path)).headers["cache-control"] == expected


async def test_request_id_of_a_stranger_is_not_taken_over(client):
    reply = await client.get("/sign-in", headers={"x-request-id": "forged\r\nline"})

    assert reply.headers["x-request-id"] != "forged"
