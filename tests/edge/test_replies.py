"""What leaves the house: no stack trace, one log line, bounded metrics, an honest address."""

import pytest

from app.edge import Edge
from app.edge._request import client_address
from app.telemetry import METRICS
from tests.edge.conftest import Inner

SECRET = "canary-7c1e"


async def test_failure_inside_tells_a_reference_and_no_reason(client, inner):
    inner.error = ZeroDivisionError(SECRET)

    reply = await client.get("/api/v1/auth/me")

    problem = reply.json()
    assert (reply.status_code, problem["code"]) == (500, "internal")
    assert problem["request_id"] == reply.headers["x-request-id"]
    assert problem["request_id"] in problem["detail"]
    assert SECRET not in reply.text
    assert "Traceback" not in reply.text


async def test_failure_inside_is_a_page_for_people(client, inner):
    inner.error = ZeroDivisionError(SECRET)

    reply = await client.get("/sign-in", headers={"accept": "text/html"})

    assert (reply.status_code, reply.headers["content-type"]) == (500, "text/html; charset=utf-8")
    assert "Something went wrong on our side." in reply.text
    assert SECRET not in reply.text


def count(route: str, status: str) -> float:
    labels = {"method": "GET", "route": route, "status": status}
    return METRICS.get_sample_value("platform_http_requests_total", labels) or 0.0


async def test_metrics_know_few_routes(settings, front, client_of):
    visitor = client_of(Edge(Inner(), routes=frozenset({"/api/v1/auth/me"}), front=front))
    before = {route: count(route, "200") for route in ("/api/v1/auth/me", "file", "other")}

    for path in ("/api/v1/auth/me", "/tokens.css", "/made/up", "/made/up/too"):
        await visitor.get(path)

    after = {route: count(route, "200") - had for route, had in before.items()}
    assert after == {"/api/v1/auth/me": 1.0, "file": 1.0, "other": 2.0}


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        ("0", b"203.0.113.9", "198.51.100.1"),
        ("1", b"203.0.113.9", "203.0.113.9"),
        ("1", b"6.6.6.6, 203.0.113.9", "203.0.113.9"),
        ("2", b"6.6.6.6, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        ("2", b"203.0.113.9", "198.51.100.1"),
        ("1", b"", "198.51.100.1"),
    ],
)
def test_forwarded_address_counts_as_far_as_proxies_are_trusted(
    settings, monkeypatch, proxies, forwarded, expected
):
    from app import config

    monkeypatch.setenv("PLATFORM_TRUSTED_PROXIES", proxies)
    config.reload()
    headers = {b"x-forwarded-for": forwarded.decode()}

    assert client_address({"client": ("198.51.100.1", 1)}, headers) == expected


async def test_visitor_through_a_proxy_on_this_machine_is_not_local(client, inner):
    await client.get("/metrics", headers={"x-forwarded-for": "203.0.113.9"})

    assert inner.scopes[-1]["state"]["is_loopback"] is False


async def test_visitor_on_this_machine_is_local(client, inner):
    await client.get("/metrics")

    assert inner.scopes[-1]["state"]["is_loopback"] is True
