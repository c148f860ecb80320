"""A browser's tab as a hostile or honest client has it: raw frames of Reflex's event protocol."""

import asyncio
import json
import uuid
from typing import Any

import aiohttp

from tests.state.conftest import HYDRATE


class RawTab:
    """One websocket to a running web process. `frames` holds everything that came back."""

    def __init__(self, url: str, http: aiohttp.ClientSession, cookie: str, *, token: str = "") -> None:
        self.url, self.http, self.cookie = url, http, cookie
        self.token = token or str(uuid.uuid4())
        self.frames: list[str] = []
        self.is_closed = asyncio.Event()
        self._news = asyncio.Event()

    async def open(self, *, load: bool = True, **headers: str) -> None:
        """Raises aiohttp.WSServerHandshakeError when it is not let in."""
        address = f"{self.url.replace('http', 'ws', 1)}/_event/?token={self.token}&EIO=4&transport=websocket"
        given = {"cookie": self.cookie, "origin": self.url, **headers}
        self.socket = await self.http.ws_connect(address, headers=given, max_msg_size=0)
        self._reader = asyncio.create_task(self._read())
        boot = {"event": self._event(HYDRATE, {"vars": {}})} if load else {}
        await self.socket.send_str(f"40/_event,{json.dumps(boot)}")
        if load:
            await self.until('"is_hydrated_rx_state_":true')

    async def send(self, name: str, payload: dict[str, Any] | None = None) -> None:
        await self.socket.send_str(f"42/_event,{json.dumps(['event', self._event(name, payload or {})])}")

    async def until(self, text: str, *, seconds: float = 10) -> None:
        """Wait until a frame holds this text."""
        async with asyncio.timeout(seconds):
            while not any(text in frame for frame in self.frames):
                self._news.clear()
                await self._news.wait()

    async def close(self) -> None:
        await self.socket.close()
        await self._reader

    async def _read(self) -> None:
        async for message in self.socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                if message.data == "2":
                    await self.socket.send_str("3")
                self.frames.append(message.data)
                self._news.set()
        self.is_closed.set()
        self._news.set()

    def _event(self, name: str, payload: dict[str, Any]) -> dict[str, Any]:
        where = {"pathname": "/chat", "asPath": "/chat/", "query": {}}
        return {"name": name, "payload": payload, "router_data": where}
