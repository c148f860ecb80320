"""The engine port: what the assistant says to a model and what comes back, whichever model it is."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

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


@dataclass(frozen=True, slots=True)
class Usage:
    """What one request took, in tokens as its service counted them. fresh and cached make up the prompt; thinking is
    paid for like output, and not part of it. `model` is the one that served, which need not be the one asked for."""

    model: str
    provider: str
    fresh: int = 0
    cached: int = 0
    output: int = 0
    thinking: int = 0


@dataclass(frozen=True, slots=True)
class RoundEnd:
    """The last event of a round of a large model.

    `native` is the reply in the adapter's own words: it goes back unchanged, signatures and all, with the next round.
    A round that ends by "length" was cut at the longest answer.
    """

    usage: Usage
    ended_by: Literal["stop", "length"] = "stop"
    native: object = None


EngineEvent = TextDelta | ToolCall | Suggestions | RoundEnd


@dataclass(frozen=True, slots=True)
class FileContent:
    """A file that came with a question: a text in UTF-8, or a picture. Tools know it by its id."""

    id: str
    name: str
    media_type: str
    content: bytes = field(repr=False)

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")


@dataclass(frozen=True, slots=True)
class Question:
    """What the person wrote, and the files that came with it."""

    text: str
    files: tuple[FileContent, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model wrote, and the tools it asked for. `native` as in RoundEnd, in the turn that runs; `did` says in
    plain words which tools an answer of an earlier turn used."""

    text: str
    calls: tuple[ToolCall, ...] = ()
    native: object = None
    did: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ToolReply:
    """What a tool answered: plain JSON, or a sentence that says what was wrong with the call."""

    call_id: str
    tool: str
    data: JsonObject = field(default_factory=dict)
    is_error: bool = False


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was said before the conversation begins, in short."""

    text: str


Conversation = Sequence[Question | Reply | ToolReply | Earlier]


class Engine(Protocol):
    """A model. `stream` yields one round: text, tool calls, or both; no call means that the turn is over."""

    @property
    def name(self) -> str:
        """How the model is called in the product and in logs."""

    def most_usage(self, conversation: Conversation, tools: Sequence[ToolSpec]) -> Usage | None:
        """What the next round takes at most, about; None for an engine that costs nothing."""

    def stream(self, conversation: Conversation, tools: Sequence[ToolSpec]) -> AsyncIterator[EngineEvent]:
        """Raises Unavailable or Busy when the model cannot be reached, ModelRefused when it does not want to answer,
        TurnLimit when the conversation is too long for it."""
