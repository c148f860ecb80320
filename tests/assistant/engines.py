"""Engines that follow a script, through the same port as every model."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from app.llm import Conversation, EngineEvent, Reply, ToolSpec


@dataclass
class ScriptedEngine:
    """Round n yields `rounds[n]`; the last round is repeated."""

    rounds: Sequence[Sequence[EngineEvent]]
    name: str = "scripted"
    heard: list[Conversation] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)

    def most_usage(self, _conversation: Conversation, _tools: Sequence[ToolSpec]) -> None:
        """It costs nothing."""

    async def stream(
        self, conversation: Conversation, tools: Sequence[ToolSpec]
    ) -> AsyncIterator[EngineEvent]:
        self.heard.append(list(conversation))
        self.offered = [each.name for each in tools]
        done = sum(isinstance(each, Reply) and bool(each.calls) for each in conversation)
        for event in self.rounds[min(done, len(self.rounds) - 1)]:
            yield event


@dataclass
class HeldEngine:
    """Yields its events, then holds until it is released."""

    events: Sequence[EngineEvent]
    name: str = "held"
    is_holding: asyncio.Event = field(default_factory=asyncio.Event)
    release: asyncio.Event = field(default_factory=asyncio.Event)

    def most_usage(self, _conversation: Conversation, _tools: Sequence[ToolSpec]) -> None:
        """It costs nothing."""

    async def stream(
        self, _conversation: Conversation, _tools: Sequence[ToolSpec]
    ) -> AsyncIterator[EngineEvent]:
        for event in self.events:
            yield event
        self.is_holding.set()
        await self.release.wait()
