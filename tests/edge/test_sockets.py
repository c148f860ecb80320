"""Websockets: who gets one, and how much passes through (bars R-1, R-2, R-6 and R-7)."""

import asyncio
from typing import Any

import pytest

from app import config
from app.edge import Edge
from tests.edge.test_gate import FOREIGN, OWN
from tests.sessions import begin_session, cookie_of


class Handshake:
    """One websocket against the edge, without a network."""

    def __init__(
        self,
        edge: Edge,
        *,
        path: str = "/_event/",
        token: str = "tab-1",
        address: str = "127.0.0.1",
        **headers,
    ):
        self.incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.outgoing: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        given = {"host": "127.0.0.1:8000", "origin": OWN, **headers}
        scope = {
            "type": "websocket",
            "path": path,
            "query_string": f"token={token}&EIO=4&transport=websocket".encode(),
            "headers": [
                (name.replace("_", "-").encode(), value.encode()) for name, value in given.items() if value
            ],
            "client": (address, 50_000),
        }
        self.incoming.put_nowait({"type": "websocket.connect"})
        self.task = asyncio.create_task(edge(scope, self.incoming.get, self.outgoing.put))

    async def answer(self) -> dict[str, Any]:
        return await asyncio.wait_for(self.outgoing.get(), 10)

    async def close_code(self) -> int:
        """The code it was closed with before it was accepted; 0 when it was accepted."""
        first = await self.answer()
        return first["code"] if first["type"] == "websocket.close" else 0

    async def leave(self) -> None:
        self.incoming.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await self.task


@pytest.fixture
def door(database, inner, front) -> Edge:
    return Edge(inner, front=front)


@pytest.fixture
def cookie(owner) -> str:
    return cookie_of(begin_session(owner))["cookie"]


@pytest.mark.parametrize("origin", FOREIGN)
async def test_foreign_origin_gets_no_websocket(door, inner, cookie, origin):
    assert await Handshake(door, cookie=cookie, origin=origin).close_code() == 4403
    assert inner.scopes == []


async def test_foreign_host_gets_no_websocket(door, inner, cookie):
    assert await Handshake(door, cookie=cookie, host="evil.example").close_code() == 4421
    assert inner.scopes == []


@pytest.mark.parametrize("cookie", ["", "session=", "session=" + "a" * 43, "other=1"])
async def test_nobody_gets_no_websocket(door, inner, cookie):
    assert await Handshake(door, cookie=cookie).close_code() == 4401
    assert inner.scopes == []


async def test_own_page_with_a_session_gets_one(door, cookie):
    tab = Handshake(door, cookie=cookie)

    assert await tab.close_code() == 0
    await tab.leave()


@pytest.mark.parametrize("token", ["", "a b", "x" * 65, "../x", "é"])
async def test_odd_token_is_refused(door, inner, cookie, token):
    assert await Handshake(door, cookie=cookie, token=token).close_code() == 4403
    assert inner.scopes == []


async def test_websocket_elsewhere_is_refused(door, cookie):
    assert await Handshake(door, path="/_vite_hmr", cookie=cookie).close_code() == 4403


async def test_app_sees_the_session_and_no_credential(door, inner, owner):
    made = begin_session(owner)
    tab = Handshake(door, cookie=cookie_of(made)["cookie"] + "; other=1", authorization="forged")
    await tab.answer()

    headers = dict(inner.scopes[0]["headers"])
    assert headers[b"authorization"] == made.session_id.encode()
    assert b"cookie" not in headers
    assert made.cookie_value.encode() not in repr(inner.scopes[0]).encode()
    await tab.leave()


async def test_app_sees_the_address_of_the_visitor_and_not_of_the_proxy(door, inner, cookie, monkeypatch):
    monkeypatch.setenv("PLATFORM_TRUSTED_PROXIES", "1")
    config.reload()
    tab = Handshake(door, cookie=cookie, address="10.0.0.1", x_forwarded_for="203.0.113.9")
    await tab.answer()

    assert inner.scopes[0]["client"][0] == "203.0.113.9"
    await tab.leave()


async def test_stolen_token_opens_nothing_for_another_session(door, inner, owner, stranger):
    mine = Handshake(door, cookie=cookie_of(begin_session(owner))["cookie"], token="known")
    await mine.answer()
    await mine.leave()

    for thief in (owner, stranger):
        other = Handshake(door, cookie=cookie_of(begin_session(thief))["cookie"], token="known")
        assert await other.close_code() == 4403
    assert len(inner.scopes) == 1


async def test_own_token_may_come_back(door, cookie):
    for _ in range(2):
        tab = Handshake(door, cookie=cookie, token="mine")
        assert await tab.close_code() == 0
        await tab.leave()


async def test_tab_goes_on_after_signing_in_again(door, owner):
    from app import auth

    first = begin_session(owner)
    tab = Handshake(door, cookie=cookie_of(first)["cookie"], token="same-tab")
    await tab.answer()
    await tab.leave()
    auth.sign_out(first.cookie_value)

    again = Handshake(door, cookie=cookie_of(begin_session(owner))["cookie"], token="same-tab")
    assert await again.close_code() == 0
    await again.leave()


async def test_tabs_of_one_session_are_limited_and_a_closed_one_makes_room(door, cookie):
    limit = config.limits().sockets_per_session
    tabs = [Handshake(door, cookie=cookie, token=f"tab-{number}") for number in range(limit)]
    for tab in tabs:
        assert await tab.close_code() == 0

    assert await Handshake(door, cookie=cookie, token="one-more").close_code() == 4429
    await tabs[0].leave()
    last = Handshake(door, cookie=cookie, token="one-more")
    assert await last.close_code() == 0
    for tab in [*tabs[1:], last]:
        await tab.leave()
    assert (door.sockets.by_session, door.sockets.by_address) == ({}, {})


@pytest.mark.parametrize(("address", "expected"), [("192.0.2.1", 4429), ("127.0.0.1", 0)])
async def test_tabs_of_one_address_are_limited_except_on_loopback(door, cookie, address, expected):
    door.sockets.by_address[address] = config.limits().sockets_per_address

    tab = Handshake(door, cookie=cookie, address=address)

    assert await tab.close_code() == expected
    if not expected:
        await tab.leave()


@pytest.mark.parametrize(
    "frame", [{"text": "x" * 1_000_001}, {"bytes": b"x" * 1_000_001}, {"text": "é" * 600_000}]
)
async def test_frame_above_the_limit_ends_the_websocket(door, cookie, frame):
    tab = Handshake(door, cookie=cookie)
    await tab.answer()

    tab.incoming.put_nowait({"type": "websocket.receive", **frame})

    assert await tab.answer() == {"type": "websocket.close", "code": 1009}
    await tab.task


async def test_frame_at_the_limit_passes(door, cookie):
    tab = Handshake(door, cookie=cookie)
    await tab.answer()

    tab.incoming.put_nowait({"type": "websocket.receive", "text": "x" * 1_000_000})

    assert len((await tab.answer())["text"]) == 1_000_000
    await tab.leave()
