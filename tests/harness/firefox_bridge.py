"""Stands between Playwright and a Firefox that does not know all of WebDriver BiDi yet.

Playwright starts it as if it were Firefox: `python -m tests.harness.firefox_bridge` with Firefox's own arguments. It
starts FIREFOX, tells of a port of its own instead of Firefox's, and passes on all that is said, both ways. Commands of
which our tests need no effect, and that the Firefox of Debian (ESR 153) refuses, are answered here with success.
"""

import asyncio
import json
import os
import re
import signal
import sys
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve

TOLD = re.compile(rb"WebDriver BiDi listening on ws://127\.0\.0\.1:(\d+)")
# The look of the page is chosen by its own switch in these tests.
ANSWERED_HERE = frozenset({"emulation.setMediaFeaturesOverride"})
ENDS_WITHIN_SECONDS = 10


async def main() -> int:
    """Runs until Firefox ends; gives its exit code."""
    firefox = await asyncio.create_subprocess_exec(
        os.environ["FIREFOX"], *sys.argv[1:], stderr=asyncio.subprocess.PIPE
    )
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, firefox.terminate)
    assert firefox.stderr is not None
    async for line in firefox.stderr:
        if told := TOLD.search(line):
            async with serve(_bridge_to(int(told[1])), "127.0.0.1", 0, max_size=None) as server:
                port = server.sockets[0].getsockname()[1]
                print(f"WebDriver BiDi listening on ws://127.0.0.1:{port}", file=sys.stderr, flush=True)
                await asyncio.gather(firefox.wait(), _drained(firefox.stderr))
            break
    return await firefox.wait()


def _bridge_to(port: int) -> Any:
    async def bridge(playwright: ServerConnection) -> None:
        assert playwright.request is not None
        async with connect(f"ws://127.0.0.1:{port}{playwright.request.path}", max_size=None) as firefox:
            both = [
                asyncio.create_task(_asked(playwright, firefox)),
                asyncio.create_task(_told(firefox, playwright)),
            ]
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            for each in both:
                each.cancel()

    return bridge


async def _asked(playwright: ServerConnection, firefox: ClientConnection) -> None:
    async for message in playwright:
        asked = json.loads(message)
        if asked.get("method") in ANSWERED_HERE:
            await playwright.send(json.dumps({"type": "success", "id": asked["id"], "result": {}}))
        else:
            await firefox.send(message)


async def _told(firefox: ClientConnection, playwright: ServerConnection) -> None:
    async for message in firefox:
        await playwright.send(message)


async def _drained(stream: asyncio.StreamReader) -> None:
    """A full pipe would stop Firefox."""
    async for _ in stream:
        pass


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
