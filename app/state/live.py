"""From the bus to the tabs: what changed elsewhere reaches every open tab it concerns.

Nothing depends on it: a tab that misses a message is right again after its next load. Sessions are looked after
without the bus too, so that an open tab loses its power within seconds while Redis is away.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import reflex as rx
from reflex_base.event import Event

from app import auth, bus
from app.bus import BusEvent
from app.errors import PlatformError
from app.hops import to_room
from app.state import tabs
from app.state.session import SessionState
from app.telemetry import bus_messages, logger

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 15.0
SWEEP_SECONDS = 3.0
GRACE_SECONDS = 10.0
log = logger(__name__)
ToEvent = Callable[[dict[str, str]], Any]
_routes: dict[str, list[ToEvent]] = {}


def when(*kinds: str, send: ToEvent) -> None:
    """Send `send(ids)`, a handler's event, to every tab that a bus event of one of these kinds concerns."""
    for kind in kinds:
        _routes.setdefault(kind, []).append(send)


async def deliver_bus_events(app: rx.App) -> None:
    """Lifespan task: listen for ever, with a growing pause while Redis is away."""
    pause = FIRST_PAUSE_SECONDS
    while True:
        try:
            async for news in bus.listen():
                pause = FIRST_PAUSE_SECONDS
                await _deliver(app, news)
        except bus.LINE_BROKEN as exc:
            log.info("bus_line_broken", reason=type(exc).__name__, pause=pause)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE_SECONDS)


async def end_stale_tabs(app: rx.App) -> None:
    """Lifespan task: every few seconds, tabs whose session is over are told, and cut off when they stay."""
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        try:
            await sweep(app)
        except PlatformError as exc:
            log.warning("tabs_not_swept", code=exc.code)


async def sweep(app: rx.App) -> None:
    """One round of `end_stale_tabs`."""
    with app.set_contexts():
        connected = tabs.socket_ids()
        tabs.keep_only(connected)
        known = tabs.session_ids()
        live = await to_room(auth.live_among, known) if known else set()
        for session_id in set(known) - live:
            auth.forget(session_id=session_id)
            await _send(app, tabs.on_topic(f"session:{session_id}"), SessionState.look_again())
        for token in tabs.ended_before(GRACE_SECONDS):
            await app.sio.disconnect(connected[token], namespace="/_event")


async def _deliver(app: rx.App, news: BusEvent) -> None:
    with app.set_contexts():
        if news.topic == "sessions":
            await _sessions_changed(app, news.ids)
        else:
            await _route(app, news.kind, news.topic, news.ids)


async def _route(app: rx.App, kind: str, topic: str, ids: dict[str, str]) -> None:
    for to_event in _routes.get(kind, ()):
        # What a tab does next must not rest on what was remembered before the news.
        for session_id in tabs.session_ids(topic):
            auth.forget(session_id=session_id)
        await _send(app, tabs.on_topic(topic), to_event(ids))


async def _sessions_changed(app: rx.App, ids: dict[str, str]) -> None:
    auth.forget(**ids)
    for kind, name in (("session_id", "session"), ("person_id", "person")):
        if kind in ids:
            topic = f"{name}:{ids[kind]}"
            await _send(app, tabs.on_topic(topic), SessionState.look_again())
            await _route(app, f"{name}_changed", topic, ids)


async def _send(app: rx.App, tokens: list[str], to_call: Any) -> None:
    connected = tabs.socket_ids()
    for token in tokens:
        if token in connected:
            for event in Event.from_event_type(to_call):
                await app.event_processor.enqueue(token, event)
            bus_messages.labels("tab", "ok").inc()
