"""Model servers on loopback, chosen by the settings."""

from collections.abc import Iterator

import pytest

from app import config
from tests.harness.gemini_wire import GeminiWire
from tests.harness.model_server import KEY, ModelServer, running_model_server
from tests.harness.openai_wire import OpenAIWire


@pytest.fixture
def gemini() -> Iterator[ModelServer]:
    """A server that speaks like Gemini; the settings choose it."""
    with running_model_server(GeminiWire()) as server:
        yield from _chosen(server, GEMINI_API_KEY=KEY, PLATFORM_GEMINI_URL=server.url)


@pytest.fixture
def local_model() -> Iterator[ModelServer]:
    """A server of one's own, which speaks like OpenAI's; the settings choose it."""
    with running_model_server(OpenAIWire()) as server:
        yield from _chosen(
            server,
            PLATFORM_MODEL_URL=f"{server.url}/v1",
            PLATFORM_MODEL_KEY=KEY,
            PLATFORM_MODEL="local-model",
        )


def _chosen(server: ModelServer, **settings: str) -> Iterator[ModelServer]:
    # In a context of its own: undoing the test's monkeypatch here would take back what other fixtures still need.
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setenv(name, value)
        config.reload()
        yield server
    config.settings.cache_clear()
