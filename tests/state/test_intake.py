"""The intake: floods, strangers and rubbish go no further than the door (bar R-7)."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.state import intake
from app.state.intake import Bucket, Intake
from app.state.session import SESSION_HEADER
from app.telemetry import METRICS
from tests.state.conftest import HYDRATE, SESSION


def made_for(app: Any, *, session_id: str = "s" * 64) -> tuple[Intake, list[Any], list[Any]]:
    """An intake before a queue that writes down what it gets."""
    accepted: list[Any] = []
    told: list[Any] = []

    async def accept(_sid: str, data: Any) -> None:
        accepted.append(data)

    async def enqueue(token: str, event: Any) -> None:
        told.append((token, event.name))

    headers = {SESSION_HEADER: session_id} if session_id else {}
    namespace = SimpleNamespace(
        _static_router_data={"sid": {"headers": headers}}, sid_to_token={"sid": "tab"}
    )
    stand_in = SimpleNamespace(event_namespace=namespace, event_processor=SimpleNamespace(enqueue=enqueue))
    return Intake(stand_in, accept), accepted, told


def event(name: str = HYDRATE, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "payload": {},
        "router_data": {"pathname": "/chat", "asPath": "/chat/", "query": {}},
        **more,
    }


async def test_event_of_ours_passes(app):
    door, accepted, _ = made_for(app)

    with app.set_contexts():
        await door.on_event("sid", event())

    assert accepted == [event()]


async def test_what_a_browser_says_about_its_headers_is_dropped(app):
    door, accepted, _ = made_for(app)
    told = {
        "pathname": "/chat",
        "asPath": "/",
        "query": {},
        "headers": {SESSION_HEADER: "x"},
        "token": "t",
        "ip": "1",
    }

    with app.set_contexts():
        await door.on_event("sid", event(router_data=told, substate="x"))

    assert accepted == [event(router_data={"pathname": "/chat", "asPath": "/", "query": {}})]


async def test_connection_without_a_session_passes_nothing(app):
    door, accepted, _ = made_for(app, session_id="")

    with app.set_contexts():
        await door.on_event("sid", event())
        await door.on_event("unknown", event())

    assert accepted == []


async def test_flood_passes_its_burst_and_the_tab_is_told_once(app):
    door, accepted, told = made_for(app)

    with app.set_contexts():
        for _ in range(3_000):
            await door.on_event("sid", event())

    assert 60 <= len(accepted) <= 65
    assert told == [("tab", f"{SESSION}.slow_down")]


async def test_steady_rate_comes_back(app):
    bucket = Bucket(rate=20, burst=60)
    assert [bucket.take() for _ in range(60)] == [True] * 60
    assert not bucket.take()

    bucket.at -= 0.5  # Half a second goes by.

    assert [bucket.take() for _ in range(11)] == [True] * 10 + [False]


@settings(max_examples=100, deadline=None)
@given(
    data=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text() | st.binary(),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.sampled_from(["name", "payload", "router_data"]), inner)
        ),
    )
)
def test_rubbish_raises_nothing_and_passes_nothing(app, data):
    door, accepted, _ = made_for(app)

    async def run() -> None:
        with app.set_contexts():
            await door.on_event("sid", data)

    asyncio.run(run())
    assert accepted == []


async def test_unknown_name_passes_nothing_and_is_counted(app):
    door, accepted, _ = made_for(app)
    before = METRICS.get_sample_value("platform_events_total", {"outcome": "unknown"}) or 0.0

    with app.set_contexts():
        await door.on_event("sid", event("reflex___state____state.canary"))

    assert accepted == []
    assert METRICS.get_sample_value("platform_events_total", {"outcome": "unknown"}) == before + 1


async def test_only_so_many_sessions_are_remembered(app, monkeypatch):
    monkeypatch.setattr(intake, "REMEMBERED", 5)
    door, _, _ = made_for(app)

    for number in range(20):
        door._bucket(f"session-{number}")

    assert len(door.buckets) == 5


def test_intake_stands_before_the_real_namespace(app):
    assert app.event_namespace.on_event.__self__.__class__ is Intake


@pytest.mark.parametrize("field", ["name", "payload", "router_data"])
async def test_field_of_another_type_is_refused(app, field):
    door, accepted, _ = made_for(app)

    with app.set_contexts():
        await door.on_event("sid", event(**{field: 7}))

    assert accepted == []
