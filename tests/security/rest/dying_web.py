"""A web process with REST alone that is killed in the middle of a request with an Idempotency-Key.

`python -m tests.security.rest.dying_web <port> <point>`; the point is one of POINTS, or "never".
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import uvicorn

from app import config
from app.api import idempotency, rest
from app.edge import Edge, Front


def _die(*_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _and_die(step: Callable[..., Any]) -> Callable[..., Any]:
    def call(*arguments: Any) -> None:
        step(*arguments)
        _die()

    return call


# When the row is there and nothing was done; when it is done and nobody was told; when the reply is kept and not sent.
POINTS: dict[str, Callable[[], None]] = {
    "before the work": lambda: setattr(idempotency, "_begin", _and_die(idempotency._begin)),
    "between commit and reply": lambda: setattr(idempotency, "_keep", _die),
    "after the reply was kept": lambda: setattr(idempotency, "_keep", _and_die(idempotency._keep)),
    "never": lambda: None,
}


if __name__ == "__main__":
    POINTS[sys.argv[2]]()
    app = Edge(rest.make(), routes=rest.paths(), front=Front(config.settings().data_dir / "not-built"))
    uvicorn.run(app, port=int(sys.argv[1]), log_level="warning", access_log=False, lifespan="off")
