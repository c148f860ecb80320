"""Where events of browsers come in: what is no event of ours, or too much at once, goes no further."""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

import reflex as rx
from pydantic import BaseModel, ConfigDict, ValidationError
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext

from app import config, telemetry
from app.state.session import SESSION_HEADER, SessionState
from app.telemetry import logger

REMEMBERED = 10_000
TELL_SECONDS = 1.0
LOG_SECONDS = 10.0
log = logger(__name__)


class Place(BaseModel):
    """Where in the app a tab is; all that a browser may say about itself."""

    model_config = ConfigDict(strict=True, extra="ignore")

    pathname: str = "/"
    asPath: str = "/"  # noqa: N815
    query: dict[str, Any] = {}


class BrowserEvent(BaseModel):
    """An event as a browser sends it."""

    model_config = ConfigDict(strict=True, extra="ignore")

    name: str
    payload: dict[str, Any] = {}
    router_data: Place = Place()


class Bucket:
    """Tokens that come back at a steady rate; each event takes one."""

    def __init__(self, rate: float, burst: float) -> None:
        self.rate, self.burst = rate, burst
        self.left, self.at = burst, time.monotonic()
        self.told_at = 0.0

    def take(self) -> bool:
        now = time.monotonic()
        self.left = min(self.burst, self.left + (now - self.at) * self.rate)
        self.at = now
        if self.left < 1:
            return False
        self.left -= 1
        return True


class Intake:
    """Takes the place of the namespace's own `on_event`, which it calls for what may pass."""

    def __init__(self, app: rx.App, accept: Callable[[str, Any], Awaitable[None]]) -> None:
        self.app, self.accept = app, accept
        self.buckets: OrderedDict[str, Bucket] = OrderedDict()
        self.logged_at = 0.0
        self.dropped = 0

    async def on_event(self, sid: str, data: Any = None) -> None:
        """One event of one connection. Whatever it holds, nothing is raised and no value is logged."""
        session_id = self._session_id(sid)
        if not session_id:
            return self._drop("stranger")
        bucket = self._bucket(session_id)
        if not bucket.take():
            self._drop("too_many")
            return await self._tell_once(sid, bucket)
        try:
            event = BrowserEvent.model_validate(data)
        except (ValidationError, RecursionError):
            return self._drop("malformed")
        if event.name not in RegistrationContext.get().event_handlers:
            return self._drop("unknown")
        return await self.accept(sid, event.model_dump())

    def _session_id(self, sid: str) -> str:
        # Made by Reflex at connect from the headers as the edge let them through.
        known = self.app.event_namespace._static_router_data.get(sid, {})
        return str(known.get("headers", {}).get(SESSION_HEADER, ""))

    def _bucket(self, session_id: str) -> Bucket:
        limits = config.limits()
        bucket = self.buckets.pop(session_id, None) or Bucket(limits.events_per_second, limits.events_burst)
        self.buckets[session_id] = bucket
        while len(self.buckets) > REMEMBERED:
            self.buckets.popitem(last=False)
        return bucket

    async def _tell_once(self, sid: str, bucket: Bucket) -> None:
        now = time.monotonic()
        token = self.app.event_namespace.sid_to_token.get(sid)
        if token is None or now - bucket.told_at < TELL_SECONDS:
            return
        bucket.told_at = now
        for event in Event.from_event_type(SessionState.slow_down()):
            await self.app.event_processor.enqueue(token, event)

    def _drop(self, why: str) -> None:
        telemetry.events.labels(why).inc()
        self.dropped += 1
        now = time.monotonic()
        if now - self.logged_at > LOG_SECONDS:
            self.logged_at = now
            log.warning("events_dropped", why=why, dropped_since_start=self.dropped)


def watch_intake(app: rx.App) -> None:
    """Put the intake before the app's event queue."""
    namespace = app.event_namespace
    namespace.on_event = Intake(app, namespace.on_event).on_event
