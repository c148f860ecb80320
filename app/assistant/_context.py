"""What a model is told of what has grown long: the beginning of a thread in short, and no old results of tools."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.assistant._shapes import Message
from app.llm import Earlier, Question, Reply, ToolReply

Said = list[Question | Reply | ToolReply | Earlier]
LEFT_OUT = {"left_out": "This result was left out to save room. Call the tool again if you need it."}
# Of the beginning of a thread: letters of a question, of an answer, and of all of it.
ASKED, ANSWERED, MOST = 200, 300, 4_000


def within(said: Said, most_tokens: int, count: Callable[[Said], int]) -> Said:
    """The conversation with as many old results left out as it takes to have so few tokens. Those of the last round
    stay, and every call keeps its reply."""
    last = max((at for at, each in enumerate(said) if isinstance(each, Reply)), default=-1)
    kept = list(said)
    for at, each in enumerate(said[: max(last, 0)]):
        if count(kept) <= most_tokens:
            break
        if isinstance(each, ToolReply):
            kept[at] = replace(each, data=LEFT_OUT)
    return kept


def in_short(messages: Sequence[Message]) -> str:
    """The beginning of a thread, a line a message: the words as they were, cut, the oldest left out first. No model
    takes part, so nothing stands in it that was not said."""
    lines: list[str] = []
    room = MOST
    for each in reversed(messages):
        who, most = ("Asked", ASKED) if each.role == "person" else ("Answered", ANSWERED)
        words = " ".join(each.text.split())
        line = f"{who}: {words if len(words) <= most else f'{words[: most - 1]}…'}"
        room -= len(line)
        if room < 0:
            lines.append(f"({len(messages) - len(lines)} messages before are left out.)")
            break
        if words:
            lines.append(line)
    return "\n".join(reversed(lines))
