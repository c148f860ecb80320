"""The web process: uvicorn on the app that was built before."""

import os
import socket
import sys

import uvicorn

from app import config, telemetry
from app.supervisor.environment import of_settings, web_environment

_DRAIN_SECONDS = 20
_BACKLOG = 2048


def serve(settings: config.Settings, listener: socket.socket | None = None) -> None:
    """Serves until SIGTERM, then finishes open requests for at most twenty seconds.

    `listener` is the supervisor's listening socket; without one the address of the settings is bound.
    """
    _with_environment(settings)
    telemetry.configure(level=settings.log_level, as_json=settings.log_format == "json", process="web")
    if settings.otel_endpoint:
        telemetry.trace_to(settings.otel_endpoint, process="web")
    server = uvicorn.Server(
        uvicorn.Config(
            "app.app:app",
            factory=True,
            host=settings.host,
            port=settings.port,
            backlog=_BACKLOG,
            loop="uvloop",
            http="httptools",
            ws="websockets-sansio",
            ws_max_size=config.limits().event_bytes,
            access_log=False,
            log_config=None,
            server_header=False,
            # The edge reads the forwarded headers itself: uvicorn would believe the part a stranger may write.
            proxy_headers=False,
            timeout_graceful_shutdown=_DRAIN_SECONDS,
        )
    )
    server.run(sockets=[listener] if listener else None)


def _with_environment(settings: config.Settings) -> None:
    """Starts this program again with Reflex's variables when they are missing; the supervisor gives them at once.

    It also moves to the project's folder, where the built bundle and rxconfig.py are.
    """
    redis_url = settings.redis_url.get_secret_value()
    wanted, current = web_environment(settings, redis_url), config.child_environment()
    if any(current.get(name) != value for name, value in wanted.items()):
        os.chdir(config.ROOT)
        os.execve(  # noqa: S606
            sys.executable,
            [sys.executable, "-m", "app.cli", *sys.argv[1:]],
            {**current, **of_settings(settings), **wanted},
        )
