"""The engine port: what the assistant says to a model and what comes back, whichever model it is."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """A tool as a model sees it. `parameters` is a JSON schema of an object."""

    name: str
    description: str
    parameters: JsonObject


@dataclass(frozen=True, slots=True)
class ToolCall:
    """The model asks for a tool to be run."""

    id: str
    name: str
    arguments: JsonObject


@dataclass(frozen=True, slots=True)
class TextDelta:
    """The next piece of the answer's text (Markdown)."""

    text: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Questions the person may want to ask next, shown as buttons."""

    texts: tuple[str, ...]


EngineEvent = TextDelta | ToolCall | Suggestions


@dataclass(frozen=True, slots=True)
class Question:
    """What the person wrote."""

    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model wrote, and the tools it asked for."""

    text: str
    calls: tuple[ToolCall, ...] = ()


@dataclass(frozen=True, slots=True)
class ToolReply:
    """What a tool answered: plain JSON, or a sentence that says what was wrong with the call."""

    call_id: str
    tool: str
    data: JsonObject = field(default_factory=dict)
    is_error: bool = False


Conversation = Sequence[Question | Reply | ToolReply]


class Engine(Protocol):
    """A model. `stream` yields one round: text, tool calls, or both; no call means that the turn is over."""

    @property
    def name(self) -> str:
        """How the model is called in the product and in logs."""

    def stream(self, conversation: Conversation, tools: Sequence[ToolSpec]) -> AsyncIterator[EngineEvent]:
        """Raises Unavailable or Busy when the model cannot be reached."""
