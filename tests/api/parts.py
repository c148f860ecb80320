"""A REST application with one resource of a test's own, behind the real edge and door."""

from pathlib import Path

import httpx
import pytest
from fastapi import APIRouter

from app import config
from app.api import rest
from app.edge import Edge, Front


def client_of(
    router: APIRouter, monkeypatch: pytest.MonkeyPatch, address: str = "127.0.0.1"
) -> httpx.AsyncClient:
    """A client of an application that has this router and no other."""
    monkeypatch.setattr(rest, "routers", lambda: [router])
    edge = Edge(rest.make(), routes=rest.paths(), front=Front(Path("not-built")))
    transport = httpx.ASGITransport(edge, raise_app_exceptions=False, client=(address, 50_000))
    return httpx.AsyncClient(transport=transport, base_url=config.settings().url)
