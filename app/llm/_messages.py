"""A conversation of the house in the words of pydantic-ai.

What tools gave back is other people's text. It stands as JSON between tags whose name nobody could know before, so
that nothing in it can end them.
"""

import json
from collections.abc import Sequence
from datetime import datetime

from pydantic_ai.messages import (
    BinaryContent,
    ModelMessage,
    ModelRequest,
    ModelRequestPart,
    ModelResponse,
    ModelResponsePart,
    SystemPromptPart,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
    UserContent,
    UserPromptPart,
)
from pydantic_ai.tools import ToolDefinition

from app.llm._contract import Conversation, Earlier, FileContent, Question, Reply, ToolReply, ToolSpec

# Of four letters of JSON about one token is made.
LETTERS_A_TOKEN = 4
# A picture takes about so many, whatever its size; of a text so many letters are told.
PICTURE_TOKENS = 2_600
MOST_LETTERS = 40_000


def messages(
    conversation: Conversation, *, instructions: str, now: datetime, mark: str
) -> list[ModelMessage]:
    """The conversation with the instructions before it. `mark` is the secret in the name of the tags."""
    said: list[ModelMessage] = []
    waiting: list[ModelRequestPart] = [SystemPromptPart(instructions)]
    last = max((at for at, each in enumerate(conversation) if isinstance(each, Question)), default=-1)
    did: tuple[str, ...] = ()
    for at, each in enumerate(conversation):
        match each:
            case Question(text, files):
                asked = _asked(text, did, now if at == last else None)
                waiting.append(UserPromptPart([*_told(files, mark), asked] if files else asked))
            case ToolReply():
                waiting.append(_returned(each, mark))
            case Earlier(text):
                waiting.append(UserPromptPart(f"(What was said in this thread before, in short:\n{text})"))
            case Reply():
                said += [ModelRequest(parts=waiting), _replied(each)]
                waiting, did = [], each.did
    return [*said, ModelRequest(parts=waiting)]


def definitions(tools: Sequence[ToolSpec]) -> list[ToolDefinition]:
    """The tools as the model sees them, in their order."""
    return [
        ToolDefinition(name=each.name, description=each.description, parameters_json_schema=each.parameters)
        for each in tools
    ]


def tokens(conversation: Conversation, tools: Sequence[ToolSpec], instructions: str) -> int:
    """About how many tokens a request with all this has; a little more than it will have."""
    letters = len(instructions) + sum(
        len(each.name) + len(each.description) + len(json.dumps(each.parameters)) for each in tools
    )
    for each in conversation:
        match each:
            case Question(text, files):
                letters += len(text) + sum(_letters(file) for file in files)
            case Reply(text, calls):
                letters += len(text) + sum(len(json.dumps(call.arguments)) for call in calls)
            case ToolReply():
                letters += len(json.dumps(each.data))
            case Earlier(text):
                letters += len(text)
    return letters // LETTERS_A_TOKEN + 1


def _told(files: Sequence[FileContent], mark: str) -> list[UserContent]:
    """The files before the question. A text stands between the tags of data; a name is text of others too."""
    told: list[UserContent] = []
    for file in files:
        name = json.dumps(file.name, ensure_ascii=False)
        told.append(
            f'A file came with this question: <data-{mark}>{name}</data-{mark}>, {file.media_type}, id "{file.id}".'
        )
        if file.is_picture:
            told.append(BinaryContent(data=file.content, media_type=file.media_type))
        else:
            told.append(f"<data-{mark}>\n{_begin_of(file)}\n</data-{mark}>")
    return told


def _begin_of(file: FileContent) -> str:
    text = file.content.decode("utf-8", "replace")
    if len(text) <= MOST_LETTERS:
        return text
    return f"{text[:MOST_LETTERS]}\n(The file goes on: these are the first {MOST_LETTERS:,} of {len(text):,} letters.)"


def _letters(file: FileContent) -> int:
    return PICTURE_TOKENS * LETTERS_A_TOKEN if file.is_picture else min(len(file.content), MOST_LETTERS)


def _asked(text: str, did: tuple[str, ...], now: datetime | None) -> str:
    """Today's date stands with the newest question, so that what is before it stays the same from turn to turn."""
    before = f"(Tools that were used for the answer above: {'; '.join(did)}.)\n\n" if did else ""
    after = f"\n\n(It is {now:%A}, {now:%Y-%m-%d %H:%M} UTC.)" if now is not None else ""
    return f"{before}{text}{after}"


def _returned(reply: ToolReply, mark: str) -> ToolReturnPart:
    told = json.dumps(reply.data, ensure_ascii=False)
    return ToolReturnPart(
        tool_name=reply.tool,
        content=f"<data-{mark}>\n{told}\n</data-{mark}>",
        tool_call_id=reply.call_id,
    )


def _replied(reply: Reply) -> ModelResponse:
    if isinstance(reply.native, ModelResponse):
        return reply.native
    parts: list[ModelResponsePart] = [TextPart(reply.text)] if reply.text else []
    parts += [ToolCallPart(each.name, each.arguments, tool_call_id=each.id) for each in reply.calls]
    return ModelResponse(parts=parts)
