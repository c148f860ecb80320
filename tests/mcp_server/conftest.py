"""A platform that speaks MCP on a real socket, and the official client."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import httpx2
import pytest
import uvicorn
from fastapi import FastAPI
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from starlette.types import ASGIApp

from app import config
from app.api import programs, rest
from app.edge import Edge, Front
from app.mcp_server import Door
from tests.harness.databases import Database
from tests.harness.processes import free_port, wait_until
from tests.harness.redis import RedisServer

Connecting = Callable[..., AbstractAsyncContextManager[Client]]


def make_app(folder) -> ASGIApp:
    door = Door(programs.let_in, programs.refusal)
    api: FastAPI = rest.make()
    api.router.routes[:0] = door.routes()
    api.router.lifespan_context = lambda _app: door.serving()
    return Edge(api, routes=rest.paths(), front=Front(folder / "not-built"))


class Platform:
    """Where MCP is spoken, by a web process that can be started again."""

    def __init__(self, folder, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}/api/mcp"
        self._folder = folder
        self._port = port
        self.start()

    def start(self) -> None:
        served = uvicorn.Config(make_app(self._folder), port=self._port, log_config=None, ws="none")
        self._server = uvicorn.Server(served)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._server.serve()), daemon=True)
        self._thread.start()
        wait_until("MCP is served", lambda: self._server.started)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)


@pytest.fixture
def platform(
    database: Database, redis_server: RedisServer, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Platform]:
    port = free_port()
    monkeypatch.setenv("PLATFORM_PORT", str(port))
    config.reload()
    running = Platform(tmp_path, port)
    yield running
    running.stop()


@pytest.fixture
def address(platform: Platform) -> str:
    """Where MCP is spoken."""
    return platform.address


@pytest.fixture
def connected(address: str) -> Connecting:
    """`async with connected(key, mode=...) as client`, with further options of the client."""

    @asynccontextmanager
    async def connect(key: str, mode: str = "auto", **options: Any) -> AsyncIterator[Client]:
        headers = {"authorization": f"Bearer {key}"}
        async with (
            httpx2.AsyncClient(headers=headers, timeout=30) as http,
            Client(streamable_http_client(address, http_client=http), mode=mode, **options) as client,
        ):
            yield client

    return connect
