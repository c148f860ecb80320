"""One application: its routes, and every error as a problem."""

import pytest

from app.api.rest import PATHS


def test_routes_are_these():
    assert {
        "/api/v1/auth/me",
        "/sign-in",
        "/sign-out",
        "/setup",
        "/livez",
        "/readyz",
        "/health",
        "/api/health",
        "/metrics",
        "/api/openapi.json",
    } == PATHS


async def test_description_is_openapi_3_1(client):
    described = (await client.get("/api/openapi.json")).json()

    assert described["openapi"] == "3.1.0"
    assert list(described["paths"]) == ["/api/v1/auth/me"]


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/.git/config", "/.env"])
async def test_nothing_else_is_served(client, path):
    assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [("DELETE", "/api/v1/auth/me", "not_allowed"), ("GET", "/api/v2", "not_found")],
)
async def test_wrong_method_or_address_is_a_problem(client, method, path, code):
    reply = await client.request(method, path)

    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["code"] == code


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND"])
async def test_odd_methods_do_nothing(client, method):
    assert (await client.request(method, "/api/v1/auth/me")).status_code in {403, 405}
