"""A browser tab without a browser: it speaks Reflex's event protocol (Socket.IO over a websocket)."""

import asyncio
import json
import uuid
from typing import Any

import aiohttp

NAMESPACE = "/_event"
ROOT_STATE = "reflex___state____state"
SESSION_STATE = f"{ROOT_STATE}.app___state___session____session_state"
CHAT_STATE = f"{SESSION_STATE}.app___state___chat____chat_state"
SHELL_STATE = f"{SESSION_STATE}.app___state___shell____shell_state"
HYDRATE = f"{ROOT_STATE}.hydrate_and_load"


class Refused(Exception):
    """The server did not accept the tab."""


class Tab:
    """One open tab. `updates` holds what came from the server and was not read yet."""

    def __init__(
        self, base_url: str, http: aiohttp.ClientSession, cookie: str, *, path: str = "/chat/"
    ) -> None:
        self.base_url = base_url
        self.path = path
        self.updates: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.bytes_received = 0
        self._http = http
        self._cookie = cookie
        self._token = str(uuid.uuid4())
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._reader: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Connect and load the page. Raises Refused."""
        address = self.base_url.replace("http", "ws", 1)
        url = f"{address}{NAMESPACE}/?token={self._token}&EIO=4&transport=websocket"
        headers = {"Cookie": self._cookie, "Origin": self.base_url}
        self._socket = await self._http.ws_connect(url, headers=headers, max_msg_size=0)
        hello = await self._socket.receive()
        if hello.type is not aiohttp.WSMsgType.TEXT:
            raise Refused(f"The server closed the line: {hello.data}")
        first = {"event": self._event(HYDRATE, {"vars": {}})}
        await self._socket.send_str(f"40{NAMESPACE},{json.dumps(first)}")
        self._reader = asyncio.create_task(self._read())
        await self.next_update()

    async def send(self, name: str, payload: dict[str, Any] | None = None) -> None:
        """Send an event, without waiting for what it changes."""
        assert self._socket is not None
        await self._socket.send_str(
            f"42{NAMESPACE},{json.dumps(['event', self._event(name, payload or {})])}"
        )

    async def next_update(self, *, timeout_seconds: float = 30) -> dict[str, Any]:
        """The next state update. Raises Refused when the line ends, TimeoutError when nothing comes."""
        update = await asyncio.wait_for(self.updates.get(), timeout_seconds)
        if "refused" in update:
            raise Refused(str(update["refused"]))
        return update

    async def round_trip(self, name: str, payload: dict[str, Any] | None = None) -> None:
        """Send an event and wait until the server has finished with it."""
        while not self.updates.empty():
            self.updates.get_nowait()
        await self.send(name, payload)
        while not (await self.next_update()).get("final", True):
            pass

    async def close(self) -> None:
        if self._socket is not None:
            await self._socket.close()
        if self._reader is not None:
            self._reader.cancel()

    async def _read(self) -> None:
        assert self._socket is not None
        async for message in self._socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                await self._take(message.data)
        self.updates.put_nowait({"refused": "the line ended"})

    async def _take(self, frame: str) -> None:
        assert self._socket is not None
        self.bytes_received += len(frame)
        if frame == "2":
            await self._socket.send_str("3")
        elif frame.startswith("44"):
            self.updates.put_nowait({"refused": frame})
        elif frame.startswith("42"):
            _, update = json.loads(frame[frame.index(",") + 1 :])[:2]
            self.updates.put_nowait(update if isinstance(update, dict) else json.loads(update))

    def _event(self, name: str, payload: dict[str, Any]) -> dict[str, Any]:
        where = {"pathname": self.path, "asPath": self.path, "query": {}}
        return {"name": name, "payload": payload, "router_data": where}
