"""The engine that the settings choose."""

import pytest

from app import llm
from app.llm import _speaking
from tests.harness.model_server import ModelServer

INSTRUCTIONS = "Answer by the tools."


@pytest.fixture(params=["gemini", "local_model"])
def model(request: pytest.FixtureRequest) -> ModelServer:
    """Each of them."""
    server: ModelServer = request.getfixturevalue(request.param)
    return server


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch) -> None:
    """Nobody waits between tries in a test."""
    monkeypatch.setattr(_speaking, "TRY_AGAIN_SECONDS", 0.0)


def engine() -> llm.Engine:
    found = llm.chosen_engine(INSTRUCTIONS)
    assert found is not None
    return found
