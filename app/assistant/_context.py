"""What a model is told of a turn that has grown long: the oldest results of tools go first."""

from collections.abc import Callable
from dataclasses import replace

from app.llm import Question, Reply, ToolReply

Said = list[Question | Reply | ToolReply]
LEFT_OUT = {"left_out": "This result was left out to save room. Call the tool again if you need it."}


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
