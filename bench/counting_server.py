"""A server that answers like an empty table and remembers when each request came."""

import asyncio
import contextlib
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

from tests.harness.processes import ROOT, answers, child, free_port, wait_until

ANSWER_SECONDS = 0.02
RECORDS = {
    "records": [
        {
            "id": f"rec{number:014d}",
            "createdTime": "2026-11-20T14:00:00.000Z",
            "fields": {f"fld{field:014d}": f"value {number} of {field}" for field in range(10)},
        }
        for number in range(100)
    ]
}


@contextlib.contextmanager
def running_counter(*, answer_seconds: float = ANSWER_SECONDS) -> Iterator[str]:
    """The server in a process of its own; gives its address."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="counter-") as folder:
        command = [sys.executable, "-m", "bench.counting_server", str(port), str(answer_seconds)]
        with child(command, log=Path(folder) / "log", cwd=ROOT):
            wait_until("the counting server answers", lambda: answers(port))
            yield f"http://127.0.0.1:{port}"


def arrivals(address: str) -> list[float]:
    """When requests came since the last look, in seconds of the server's clock, oldest first."""
    with urlopen(f"{address}/arrivals") as reply:
        found: list[float] = json.loads(reply.read())
    return sorted(found)


class _Counter:
    def __init__(self, answer_seconds: float) -> None:
        self._answer_seconds = answer_seconds
        self._arrivals: list[float] = []
        self._records = json.dumps(RECORDS).encode()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                body = self._records
                if head.startswith(b"GET /arrivals "):
                    body = json.dumps(self._arrivals).encode()
                    self._arrivals.clear()
                else:
                    self._arrivals.append(time.monotonic())
                    await asyncio.sleep(self._answer_seconds)
                lines = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
                writer.write(lines.encode() + body)
                await writer.drain()
        writer.close()


async def _main(port: int, answer_seconds: float) -> None:
    server = await asyncio.start_server(_Counter(answer_seconds).serve, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1]), float(sys.argv[2])))
