"""The only user of model libraries. The assistant speaks to an `Engine` and never knows which."""

from app.llm._choice import ChosenModel, chosen_engine, chosen_model, is_loaded, load_chosen
from app.llm._contract import (
    Conversation,
    Earlier,
    Engine,
    EngineEvent,
    FileContent,
    JsonObject,
    Question,
    Reply,
    RoundEnd,
    Suggestions,
    TextDelta,
    ToolCall,
    ToolReply,
    ToolSpec,
    Usage,
)
from app.llm._prices import Cost, PricedModel, PriceTable, cost_of, price_table, replacement
from app.llm.planned import PlannedEngine, PlannedStep, Planner

__all__ = [
    "ChosenModel",
    "Conversation",
    "Cost",
    "Earlier",
    "Engine",
    "EngineEvent",
    "FileContent",
    "JsonObject",
    "PlannedEngine",
    "PlannedStep",
    "Planner",
    "PriceTable",
    "PricedModel",
    "Question",
    "Reply",
    "RoundEnd",
    "Suggestions",
    "TextDelta",
    "ToolCall",
    "ToolReply",
    "ToolSpec",
    "Usage",
    "chosen_engine",
    "chosen_model",
    "cost_of",
    "is_loaded",
    "load_chosen",
    "price_table",
    "replacement",
]
