"""A plain function as a model: the offline planner runs in the same loop as the large models."""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

from app.llm._contract import (
    Conversation,
    EngineEvent,
    JsonObject,
    Suggestions,
    TextDelta,
    ToolCall,
    ToolSpec,
)

WORDS = re.compile(r"\S+\s*|\s+")
WORDS_A_PIECE = 3


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """What the function wants next: tools to be run, or the text that ends the turn."""

    text: str = ""
    calls: tuple[tuple[str, JsonObject], ...] = ()
    suggestions: tuple[str, ...] = ()


Planner = Callable[[Conversation, Sequence[ToolSpec]], PlannedStep]


@dataclass(frozen=True, slots=True)
class PlannedEngine:
    """Streams what `planner` decides, a few words at a time at a pace that can be read along."""

    planner: Planner
    name: str = "offline"
    seconds_a_piece: float = 0.02

    def most_usage(self, _conversation: Conversation, _tools: Sequence[ToolSpec]) -> None:
        """A plain function costs nothing."""

    async def stream(
        self, conversation: Conversation, tools: Sequence[ToolSpec]
    ) -> AsyncIterator[EngineEvent]:
        step = self.planner(conversation, tools)
        words = WORDS.findall(step.text)
        for start in range(0, len(words), WORDS_A_PIECE):
            yield TextDelta("".join(words[start : start + WORDS_A_PIECE]))
            await asyncio.sleep(self.seconds_a_piece)
        for name, arguments in step.calls:
            yield ToolCall(id=secrets.token_hex(6), name=name, arguments=arguments)
        if step.suggestions:
            yield Suggestions(step.suggestions)
