"""One application: its routes, and every error as a problem."""

import pytest

from app.api import rest


def test_routers_are_found_in_the_folder():
    tags = sorted(router.tags[0] for router in rest.routers() if router.tags)

    assert tags == [
        "API keys",
        "Account",
        "Aggregates",
        "Audit",
        "Bases",
        "Changes",
        "Chat",
        "Chat",
        "Chat",
        "Comments",
        "Connections",
        "Description",
        "Description",
        "Invites",
        "Mail",
        "Members",
        "Models",
        "Notifications",
        "Prompts",
        "Records",
        "Records",
        "Runs",
        "Sessions",
        "Sign-in",
        "Tables",
        "Teams",
        "Transactions",
        "Views",
        "Webhooks",
    ]
    assert {"/sign-in", "/livez", "/api/docs", "/api/v1/teams/{team_id}"} <= rest.paths()


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/.git/config", "/.env"])
async def test_nothing_else_is_served(client, path):
    assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [("PUT", "/api/v1/auth/me", "not_allowed"), ("GET", "/api/v2", "not_found")],
)
async def test_wrong_method_or_address_is_a_problem(client, method, path, code):
    reply = await client.request(method, path)

    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["code"] == code


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND"])
async def test_odd_methods_do_nothing(client, method):
    assert (await client.request(method, "/api/v1/auth/me")).status_code in {403, 405}
