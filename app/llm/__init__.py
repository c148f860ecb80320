"""The only user of model libraries. The assistant speaks to an `Engine` and never knows which."""

from app.llm._contract import (
    Conversation,
    Engine,
    EngineEvent,
    JsonObject,
    Question,
    Reply,
    Suggestions,
    TextDelta,
    ToolCall,
    ToolReply,
    ToolSpec,
)
from app.llm.planned import PlannedEngine, PlannedStep, Planner

__all__ = [
    "Conversation",
    "Engine",
    "EngineEvent",
    "JsonObject",
    "PlannedEngine",
    "PlannedStep",
    "Planner",
    "Question",
    "Reply",
    "Suggestions",
    "TextDelta",
    "ToolCall",
    "ToolReply",
    "ToolSpec",
]
