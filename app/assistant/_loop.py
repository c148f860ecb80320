"""One turn: rounds between the engine and the tools until the engine asks for no more.

`answer` yields the growing answer; it knows nothing of tabs, databases or tasks.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator

from app import config, tools
from app.actor import Actor
from app.assistant._shapes import Message, Step
from app.errors import TurnLimit
from app.llm import (
    Conversation,
    Engine,
    Question,
    Reply,
    Suggestions,
    TextDelta,
    ToolCall,
    ToolReply,
    ToolSpec,
)
from app.tools import ToolOutcome


async def answer(
    actor: Actor, blank: Message, conversation: Conversation, engine: Engine
) -> AsyncIterator[Message]:
    """The answer as it grows, starting from `blank`; the last one has status "done".

    Raises TurnLimit when the engine goes on for too long, and whatever the engine raises.
    """
    limits, started = config.limits(), time.monotonic()
    specs = _specs(actor)
    said: list[Question | Reply | ToolReply] = list(conversation)
    message, calls_made = blank, 0
    for _ in range(limits.turn_steps):
        calls: list[ToolCall] = []
        text = ""
        async for event in engine.stream(said, specs):
            match event:
                case TextDelta(piece):
                    text += piece
                    message = message.model_copy(update={"text": message.text + piece})
                    yield message
                case Suggestions(texts):
                    message = message.model_copy(update={"suggestions": list(texts)})
                case ToolCall():
                    calls.append(event)
        said.append(Reply(text, tuple(calls)))
        if not calls:
            seconds = round(time.monotonic() - started, 2)
            yield message.model_copy(update={"status": "done", "seconds": seconds})
            return
        calls_made += len(calls)
        if calls_made > limits.turn_tool_calls:
            raise TurnLimit(
                f"The answer needed more than {limits.turn_tool_calls} tool calls.", what_to_do=NARROWER
            )
        message = message.model_copy(update={"steps": [*message.steps, *(_started(call) for call in calls)]})
        yield message
        outcomes = await asyncio.gather(*(tools.run(actor, call.name, call.arguments) for call in calls))
        pairs = zip(calls, outcomes, strict=True)
        said += [ToolReply(call.id, call.name, each.data, each.is_error) for call, each in pairs]
        message = _with_outcomes(message, calls, outcomes)
        yield message
    raise TurnLimit(f"The answer needed more than {limits.turn_steps} rounds.", what_to_do=NARROWER)


NARROWER = "Ask a narrower question."


def _specs(actor: Actor) -> list[ToolSpec]:
    offered = tools.tools_for(actor)
    return [ToolSpec(each.name, each.description, each.parameters) for each in offered]


def _started(call: ToolCall) -> Step:
    return Step(
        id=call.id,
        tool=call.name,
        summary=tools.describe_call(call.name, call.arguments),
        status="running",
        arguments=json.dumps(call.arguments, indent=2, ensure_ascii=False),
    )


def _with_outcomes(message: Message, calls: list[ToolCall], outcomes: list[ToolOutcome]) -> Message:
    by_call = {call.id: outcome for call, outcome in zip(calls, outcomes, strict=True)}
    steps = [_finished(step, by_call[step.id]) if step.id in by_call else step for step in message.steps]
    tables = [each.table for each in outcomes if each.table is not None]
    proofs = [each.proof for each in outcomes if each.proof is not None]
    plans = [each.plan_id for each in outcomes if each.plan_id]
    changed = {
        "steps": steps,
        "tables": [*message.tables, *tables],
        "proofs": [*message.proofs, *proofs],
        "plans": [*message.plans, *plans],
    }
    return message.model_copy(update=changed)


def _finished(step: Step, outcome: ToolOutcome) -> Step:
    status = "failed" if outcome.is_error else "done"
    return step.model_copy(
        update={"status": status, "result": outcome.result, "milliseconds": outcome.milliseconds}
    )
