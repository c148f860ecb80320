"""`GET /metrics`: for this machine, or with the token."""

import pytest

from app import config
from app.telemetry import METRICS
from tests.sessions import begin_session, cookie_of


async def test_this_machine_reads_metrics(client):
    reply = await client.get("/metrics")

    assert reply.status_code == 200
    assert "platform_http_requests_total" in reply.text


async def test_others_do_not(settings, visit):
    reply = await visit("192.0.2.1").get("/metrics")

    assert (reply.status_code, reply.json()["code"]) == (403, "forbidden")


async def test_proxy_on_this_machine_does_not_make_others_local(settings, visit):
    reply = await visit().get("/metrics", headers={"x-forwarded-for": "192.0.2.1"})

    assert reply.status_code == 403


@pytest.mark.parametrize(
    ("given", "status"), [("Bearer t0ken", 200), ("Bearer other", 403), ("t0ken", 403), ("Bearer é", 403)]
)
async def test_token_opens_metrics_from_anywhere(settings, visit, monkeypatch, given, status):
    monkeypatch.setenv("PLATFORM_METRICS_TOKEN", "t0ken")
    config.reload()

    reply = await visit("192.0.2.1").get("/metrics", headers={"authorization": given.encode()})

    assert reply.status_code == status


async def test_empty_token_opens_nothing(settings, visit):
    reply = await visit("192.0.2.1").get("/metrics", headers={"authorization": "Bearer "})

    assert reply.status_code == 403


async def test_route_with_ids_is_known_by_its_pattern(client, viewer):
    headers = cookie_of(begin_session(viewer))
    labels = {"method": "GET", "route": "/api/v1/members/{person_id}", "status": "200"}
    before = METRICS.get_sample_value("platform_http_requests_total", labels) or 0.0

    await client.get(f"/api/v1/members/{viewer.person_id}", headers=headers)

    assert METRICS.get_sample_value("platform_http_requests_total", labels) == before + 1
