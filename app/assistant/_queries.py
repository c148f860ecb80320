"""A query that a person changed and asks again: the same tool, and no model."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from app import tools
from app.actor import Actor
from app.errors import InvalidInput
from app.hops import to_network
from app.llm import (
    Conversation,
    Engine,
    JsonObject,
    PlannedEngine,
    PlannedStep,
    Question,
    ToolReply,
    ToolSpec,
)

NAME = "Your own query, without a model"
TOOL = "aggregate_records"


async def question_of(actor: Actor, query: dict[str, Any]) -> str:
    """The query in words. Raises InvalidInput for one that is none, NotFound for a base or table that is not there."""
    try:
        arguments = tools.AggregateRecords.model_validate(query)
    except (ValidationError, RecursionError):
        raise InvalidInput("This query cannot be asked.", what_to_do="Load the page again.") from None
    return await to_network(tools.describe_query, actor, arguments)


def engine_of(query: dict[str, Any]) -> Engine:
    """Asks the tool, and tells what came back."""

    def step(conversation: Conversation, _tools: Sequence[ToolSpec]) -> PlannedStep:
        last = max(at for at, each in enumerate(conversation) if isinstance(each, Question))
        reply = next((each for each in conversation[last:] if isinstance(each, ToolReply)), None)
        if reply is None:
            return PlannedStep(calls=((TOOL, query),))
        if reply.is_error:
            return PlannedStep(text=f"I have no exact number for that. {reply.data.get('error', '')}")
        return PlannedStep(text=_said(reply.data))

    return PlannedEngine(step, name=NAME)


def _said(found: JsonObject) -> str:
    table, matched, scanned = found["table"], found["rows_matched"], found["rows_scanned"]
    where = f" where {found['filter']}" if found["filter"] else ""
    if not matched:
        return f"There are **no records** of {table}{where}, among {scanned:,}."
    totals = zip(found["metrics"], found["totals"], strict=True)
    numbers = "; ".join(f"{label}: **{total['display'] or 'none'}**" for label, total in totals)
    groups = f" In {found['groups_total']:,} groups by {found['group_by']}." if found["group_by"] else ""
    return f"{numbers}, over {matched:,} of {scanned:,} records of {table}{where}.{groups}"
