"""From the bus to the tabs, and the end of stale tabs without it (bar R-5)."""

import asyncio
import contextlib
from types import SimpleNamespace
from typing import Any

import pytest
from sqlmodel import update

from app import auth, bus, config, db
from app.actor import Actor
from app.models import ApiKey, utc_now
from app.state import live, tabs
from app.state.session import SessionState
from tests.auth.keys import make_key
from tests.sessions import begin_session
from tests.state.conftest import SESSION


class Line:
    """A web process with these tabs connected; writes down which events go to which tab."""

    def __init__(self, app: Any, monkeypatch: pytest.MonkeyPatch, *tokens: str) -> None:
        self.sent: list[tuple[str, str]] = []
        self.cut: list[str] = []
        monkeypatch.setattr(tabs, "socket_ids", lambda: {token: f"sid-{token}" for token in tokens})
        self.app = SimpleNamespace(
            set_contexts=app.set_contexts,
            event_processor=SimpleNamespace(enqueue=self._enqueue),
            sio=SimpleNamespace(disconnect=self._disconnect),
        )

    async def _enqueue(self, token: str, event: Any) -> None:
        self.sent.append((token, event.name))

    async def _disconnect(self, sid: str, *, namespace: str) -> None:
        self.cut.append(sid)


def sit_down(actor, token: str) -> auth.SignedIn:
    signed_in = auth.session_by_id(begin_session(actor).session_id)
    tabs.seen(token, signed_in)
    return signed_in


async def until(is_so) -> None:
    async with asyncio.timeout(10):
        while not is_so():
            await asyncio.sleep(0.01)


async def test_news_reach_the_tabs_of_their_person_only(app, monkeypatch, owner, editor):
    line = Line(app, monkeypatch, "mine", "mine too", "other")
    sit_down(owner, "mine"), sit_down(owner, "mine too"), sit_down(editor, "other")
    monkeypatch.setitem(live._routes, "thread_changed", [lambda _ids: SessionState.look_again()])

    await live._deliver(
        line.app, bus.BusEvent(f"person:{owner.person_id}", "thread_changed", {"thread_id": "t"})
    )

    assert line.sent == [("mine", f"{SESSION}.look_again"), ("mine too", f"{SESSION}.look_again")]


async def test_news_of_a_team_reach_all_its_tabs_and_no_other(app, monkeypatch, owner, editor, stranger):
    line = Line(app, monkeypatch, "one", "two", "foreign")
    sit_down(owner, "one"), sit_down(editor, "two"), sit_down(stranger, "foreign")
    monkeypatch.setitem(live._routes, "base_changed", [lambda _ids: SessionState.look_again()])

    await live._deliver(line.app, bus.BusEvent(f"team:{owner.team_id}", "base_changed", {}))

    assert [token for token, _ in line.sent] == ["one", "two"]


async def test_revoked_key_is_forgotten_by_every_process_that_hears_of_it(app, monkeypatch, owner):
    key = make_key(owner, "read")
    found = auth.signed_in_by_key(key)
    with db.uow(Actor.system("test")) as unit:
        unit.exec(update(ApiKey).values(revoked_at=utc_now()))
    assert auth.signed_in_by_key(key) == found

    await live._deliver(
        Line(app, monkeypatch).app, bus.BusEvent("sessions", "revoked", {"key_id": found.key_id})
    )

    assert auth.signed_in_by_key(key) is None


async def test_news_that_several_want_are_sent_to_each(app, monkeypatch, owner):
    line = Line(app, monkeypatch, "mine")
    sit_down(owner, "mine")
    routes = [lambda _ids: SessionState.look_again(), lambda _ids: SessionState.slow_down()]
    monkeypatch.setitem(live._routes, "team.renamed", routes)

    await live._deliver(line.app, bus.BusEvent(f"team:{owner.team_id}", "team.renamed", {}))

    assert line.sent == [("mine", f"{SESSION}.look_again"), ("mine", f"{SESSION}.slow_down")]


async def test_news_make_the_sessions_of_their_tabs_be_looked_up_again(app, monkeypatch, owner, stranger):
    line = Line(app, monkeypatch, "mine", "foreign")
    mine, foreign = sit_down(owner, "mine"), sit_down(stranger, "foreign")
    monkeypatch.setitem(live._routes, "team.renamed", [lambda _ids: SessionState.look_again()])

    await live._deliver(line.app, bus.BusEvent(f"team:{owner.team_id}", "team.renamed", {}))

    assert auth.remembered(mine.session_id) is None
    assert auth.remembered(foreign.session_id) is not None


async def test_changed_person_is_told_to_who_wants_that_too(app, monkeypatch, owner):
    line = Line(app, monkeypatch, "mine")
    sit_down(owner, "mine")
    monkeypatch.setitem(live._routes, "person_changed", [lambda _ids: SessionState.slow_down()])

    await live._deliver(line.app, bus.BusEvent("sessions", "changed", {"person_id": owner.person_id}))

    assert line.sent == [("mine", f"{SESSION}.look_again"), ("mine", f"{SESSION}.slow_down")]


async def test_news_of_an_unknown_kind_reach_nobody(app, monkeypatch, owner):
    line = Line(app, monkeypatch, "mine")
    sit_down(owner, "mine")

    await live._deliver(line.app, bus.BusEvent(f"person:{owner.person_id}", "never_heard_of", {}))

    assert line.sent == []


async def test_tab_that_is_gone_is_left_alone(app, monkeypatch, owner):
    line = Line(app, monkeypatch)
    signed_in = sit_down(owner, "gone")

    await live._deliver(line.app, bus.BusEvent("sessions", "revoked", {"session_id": signed_in.session_id}))

    assert line.sent == []


async def test_revocation_is_heard_over_the_bus_and_forgets_the_session(
    app, monkeypatch, owner, redis_server
):
    line = Line(app, monkeypatch, "mine")
    signed_in = sit_down(owner, "mine")
    listening = asyncio.create_task(live.deliver_bus_events(line.app))
    try:
        async with asyncio.timeout(10):
            while not line.sent:
                # Published until the line is up: what is said before it listens is lost, by design.
                with db.uow(owner):
                    bus.publish("sessions", "revoked", session_id=signed_in.session_id)
                await asyncio.sleep(0.05)
    finally:
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listening

    assert line.sent[0] == ("mine", f"{SESSION}.look_again")
    assert auth.remembered(signed_in.session_id) is None


async def test_listener_survives_without_redis(app, monkeypatch, owner):
    line = Line(app, monkeypatch)
    monkeypatch.setattr(live, "FIRST_PAUSE_SECONDS", 0.001)
    assert config.settings().redis_url.get_secret_value() == ""

    listening = asyncio.create_task(live.deliver_bus_events(line.app))
    await asyncio.sleep(0.05)

    assert not listening.done()
    listening.cancel()


async def test_sweep_finds_what_no_bus_told(app, monkeypatch, owner, editor):
    line = Line(app, monkeypatch, "over", "fine")
    over, fine = sit_down(owner, "over"), sit_down(editor, "fine")
    auth.revoke_session(owner, over.session_id)

    await live.sweep(line.app)

    assert line.sent == [("over", f"{SESSION}.look_again")]
    assert tabs.session_ids() == sorted([over.session_id, fine.session_id])


async def test_tab_that_stays_after_its_end_is_cut_off(app, monkeypatch, owner):
    line = Line(app, monkeypatch, "over")
    tabs.ended("over")
    await live.sweep(line.app)
    assert line.cut == []

    tabs._ended["over"] -= live.GRACE_SECONDS + 1
    await live.sweep(line.app)

    assert line.cut == ["sid-over"]


async def test_tabs_that_left_are_forgotten(app, monkeypatch, owner):
    line = Line(app, monkeypatch)
    sit_down(owner, "left")

    await live.sweep(line.app)

    assert tabs.session_ids() == []
