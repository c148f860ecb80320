"""Fake tabs: events go through Reflex's real processor, the real guard and the real states of the whole app."""

import dataclasses
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
import pytest_asyncio
from reflex.utils.format import json_dumps
from reflex_base.event import Event
from reflex_base.event.processor.base_state_processor import BaseStateEventProcessor

from app.actor import Actor
from app.auth import _sessions
from app.state import tabs as open_tabs
from app.state.session import SESSION_HEADER
from tests.sessions import begin_session

ROOT = "reflex___state____state"
SESSION = f"{ROOT}.app___state___session____session_state"
HYDRATE = f"{ROOT}.hydrate_and_load"


@pytest.fixture(scope="session")
def app() -> Any:
    """The app as it is served; importing it takes some seconds."""
    from app.app import app as made

    return made


@pytest.fixture(autouse=True)
def _forgetful() -> Iterator[None]:
    yield
    _sessions._remembered.clear()
    open_tabs._people.clear()
    open_tabs._ended.clear()


@dataclass
class Tab:
    """One tab of a browser. `state` holds the vars that reached it, by the short name of their state."""

    processor: BaseStateEventProcessor
    session_id: str
    token: str = field(default_factory=lambda: str(uuid.uuid4()))
    state: dict[str, dict[str, Any]] = field(default_factory=dict)
    frames: list[str] = field(default_factory=list)
    query: dict[str, str] = field(default_factory=dict)
    path: str = "/chat"

    async def open(self) -> list[dict[str, Any]]:
        return await self.fire(HYDRATE, {"vars": {}})

    async def fire(self, what: Any, payload: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        """Send an event, by its name or as a handler's call; gives the deltas of its whole chain."""
        events = (
            [Event(name=what, payload=payload or {})]
            if isinstance(what, str)
            else Event.from_event_type(what)
        )
        deltas: list[dict[str, Any]] = []
        for event in events:
            sent = dataclasses.replace(event, router_data=self._router_data())
            async for delta in self.processor.enqueue_stream_delta(self.token, sent):
                deltas.append(dict(delta))
                self.frames.append(json_dumps(delta))
                self._take(delta)
        return deltas

    def see(self, state: str) -> dict[str, Any]:
        return self.state.get(state, {})

    @property
    def notice(self) -> dict[str, Any]:
        return dict(self.see("session_state").get("notice", {}))

    def _router_data(self) -> dict[str, Any]:
        return {
            "pathname": self.path,
            "asPath": f"{self.path}/?{urlencode(self.query)}" if self.query else f"{self.path}/",
            "query": self.query,
            "headers": {SESSION_HEADER: self.session_id} if self.session_id else {},
            "token": self.token,
            "sid": "sid",
            "ip": "127.0.0.1",
        }

    def _take(self, delta: Any) -> None:
        for state, values in delta.items():
            short = state.rsplit(".", 1)[-1].rsplit("____", 1)[-1]
            seen = self.state.setdefault(short, {})
            seen.update({name.removesuffix("_rx_state_"): value for name, value in values.items()})


@pytest_asyncio.fixture
async def processor(app: Any) -> AsyncIterator[BaseStateEventProcessor]:
    made = BaseStateEventProcessor(middleware=app, backend_exception_handler=app.backend_exception_handler)
    with app.set_contexts():
        made.configure()
        emitted: list[Any] = []

        async def emit_event(_token: str, *events: Any) -> None:
            emitted.extend(events)

        made._root_context = dataclasses.replace(made._root_context, emit_event_impl=emit_event)
        made.emitted = emitted
        async with made:
            yield made


@pytest.fixture
def tab_of(processor: BaseStateEventProcessor) -> Callable[[Actor | None], Tab]:
    """A tab of this person, or of nobody."""

    def make(actor: Actor | None) -> Tab:
        return Tab(processor, begin_session(actor).session_id if actor else "")

    return make
