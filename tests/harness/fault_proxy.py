"""A TCP proxy that misbehaves on demand: slow, silent, cut, or full of garbage.

It runs in a thread of its own, so tests without asyncio can use it between the product and Valkey, PostgreSQL
or the sandbox.
"""

import asyncio
import contextlib
import os
import socket
import struct
import threading
from collections.abc import Coroutine, Iterator
from enum import Enum
from typing import Any


class Fault(Enum):
    """What happens to the bytes that pass."""

    NONE = "pass on"
    DELAY = "pass on later"
    HALF_OPEN = "keep the connection, deliver nothing"
    GARBAGE = "replace answers by random bytes"
    REFUSED = "close every connection"


class FaultProxy:
    """Listens on `port` of 127.0.0.1 and passes on to `target_port`, until told otherwise."""

    def __init__(self, target_port: int) -> None:
        self.target_port = target_port
        self.port = 0
        self.connections = 0
        self._fault = Fault.NONE
        self._delay_seconds = 0.0
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()

    def heal(self) -> None:
        """Pass everything on again."""
        self._fault = Fault.NONE

    def delay(self, seconds: float) -> None:
        """Hold every chunk back for so long, in both directions."""
        self._delay_seconds = seconds
        self._fault = Fault.DELAY

    def half_open(self) -> None:
        """Accept connections and bytes and never deliver any, as a dead host behind a firewall does."""
        self._fault = Fault.HALF_OPEN

    def garbage(self) -> None:
        """Replace each answer by random bytes of the same length."""
        self._fault = Fault.GARBAGE

    def cut(self) -> None:
        """Reset every connection now, once; new ones pass."""
        self._run(self._close_all())

    def refuse(self) -> None:
        """Reset every connection now, and close each new one at once."""
        self._fault = Fault.REFUSED
        self.cut()

    @contextlib.contextmanager
    def running(self) -> Iterator["FaultProxy"]:
        """The proxy in a thread for the time of the block."""
        thread = threading.Thread(target=self._loop.run_forever, name="fault-proxy", daemon=True)
        thread.start()
        server = self._run(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            self._loop.call_soon_threadsafe(server.close)
            self._run(self._end())
            self._loop.call_soon_threadsafe(self._loop.stop)
            thread.join(5)
            self._loop.close()

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._open.add(writer)
        if self._fault is Fault.REFUSED:
            await self._close_all()
            return
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self.target_port)
        except OSError:
            await self._close_all()
            return
        self._open.add(back)
        async with asyncio.TaskGroup() as both:
            both.create_task(self._pump(reader, back, is_answer=False))
            both.create_task(self._pump(there, writer, is_answer=True))

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_answer: bool
    ) -> None:
        with contextlib.suppress(OSError):
            while chunk := await reader.read(65_536):
                if self._fault is Fault.HALF_OPEN:
                    continue
                if self._fault is Fault.DELAY:
                    await asyncio.sleep(self._delay_seconds)
                writer.write(os.urandom(len(chunk)) if self._fault is Fault.GARBAGE and is_answer else chunk)
                await writer.drain()
        writer.close()
        self._open.discard(writer)

    async def _close_all(self) -> None:
        for writer in list(self._open):
            # With a linger time of 0 the close is a reset, as after a crash, and not a polite end.
            line = writer.get_extra_info("socket")
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
        self._open.clear()

    async def _end(self) -> None:
        await self._close_all()
        mine = asyncio.current_task()
        rest = [task for task in asyncio.all_tasks() if task is not mine]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
