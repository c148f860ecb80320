"""Model servers on loopback, chosen by the settings."""

from collections.abc import Iterator

import pytest

from app import config
from tests.harness.gemini_wire import GeminiWire
from tests.harness.model_server import KEY, ModelServer, running_model_server
from tests.harness.openai_wire import OpenAIWire


@pytest.fixture
def gemini(monkeypatch) -> Iterator[ModelServer]:
    """A server that speaks like Gemini; the settings choose it."""
    with running_model_server(GeminiWire()) as server:
        monkeypatch.setenv("GEMINI_API_KEY", KEY)
        monkeypatch.setenv("PLATFORM_GEMINI_URL", server.url)
        config.reload()
        yield server
    monkeypatch.undo()
    config.reload()


@pytest.fixture
def local_model(monkeypatch) -> Iterator[ModelServer]:
    """A server of one's own, which speaks like OpenAI's; the settings choose it."""
    with running_model_server(OpenAIWire()) as server:
        monkeypatch.setenv("PLATFORM_MODEL_URL", f"{server.url}/v1")
        monkeypatch.setenv("PLATFORM_MODEL_KEY", KEY)
        monkeypatch.setenv("PLATFORM_MODEL", "local-model")
        config.reload()
        yield server
    monkeypatch.undo()
    config.reload()
