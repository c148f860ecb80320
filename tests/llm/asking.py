"""Asking an engine, and reading what it says."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app import config
from app.llm import Question, TextDelta, ToolSpec
from tests.harness.model_server import Fault
from tests.llm.conftest import engine

COUNT = ToolSpec("count", "Counts records.", {"type": "object", "properties": {"table": {"type": "string"}}})
LIST = ToolSpec("list_bases", "Lists bases.", {"type": "object", "properties": {}})
ASKED = [Question("How many deals?")]
OVERLOADED = Fault(503, "UNAVAILABLE")


async def said_to(conversation, tools=(COUNT, LIST), asked=None):
    return [event async for event in (asked or engine()).stream(conversation, tools)]


def texts(events):
    return "".join(event.text for event in events if isinstance(event, TextDelta))


@contextmanager
def settings(**values: str) -> Iterator[None]:
    """Other settings for the time of the block, whatever the fixtures of the test have set."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in values.items():
            patch.setenv(name, value)
        config.reload()
        yield
    config.reload()
