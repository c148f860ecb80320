"""What the machine can do at best: a bare Starlette route on the same server with the same options."""

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from tests.harness.processes import ROOT, answers, child, free_port, wait_until


async def read(_request: Request) -> JSONResponse:
    """A small answer, about as long as that of the measured route."""
    return JSONResponse(
        {"person": {"id": "0" * 32, "email": "olivia@example.test"}, "team": {"id": "0" * 32}}
    )


async def echo(socket: WebSocket) -> None:
    """What comes in goes out."""
    await socket.accept()
    with contextlib.suppress(WebSocketDisconnect):
        while True:
            await socket.send_text(await socket.receive_text())


app = Starlette(routes=[Route("/read", read), WebSocketRoute("/echo", echo)])


@contextlib.contextmanager
def running_bare() -> Iterator[str]:
    """The bare server in a process of its own; gives its address."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="bare-") as folder:
        log = Path(folder) / "log"
        with child([sys.executable, "-m", "bench.bare", str(port)], log=log, cwd=ROOT):
            wait_until("the bare server answers", lambda: answers(port))
            yield f"http://127.0.0.1:{port}"


if __name__ == "__main__":
    uvicorn.run(
        app,
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        access_log=False,
        log_level="warning",
    )
