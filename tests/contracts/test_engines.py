"""What every engine promises the assistant's loop, be it a model, the offline planner or a script."""

import json

import pytest

from app.assistant._planner import plan
from app.llm import (
    Conversation,
    Engine,
    PlannedEngine,
    Question,
    Reply,
    Suggestions,
    TextDelta,
    ToolCall,
    ToolReply,
    ToolSpec,
)
from tests.assistant.engines import ScriptedEngine

TOOLS = [
    ToolSpec("list_bases", "The bases.", {"type": "object", "properties": {}}),
    ToolSpec(
        "describe_base",
        "The tables of a base.",
        {"type": "object", "properties": {"base": {"type": "string"}}},
    ),
]
ASKED = [Question("How many open deals are there?")]
SCRIPT = [
    [TextDelta("I look. "), ToolCall("1", "list_bases", {})],
    [TextDelta("There are "), TextDelta("none.")],
]


@pytest.fixture(params=["planned", "scripted"])
def engine(request: pytest.FixtureRequest) -> Engine:
    if request.param == "planned":
        return PlannedEngine(plan, seconds_a_piece=0)
    return ScriptedEngine(SCRIPT)


async def one_round(engine: Engine, conversation: Conversation) -> list[TextDelta | ToolCall | Suggestions]:
    return [event async for event in engine.stream(conversation, TOOLS)]


def after_a_failed_tool(call: ToolCall) -> Conversation:
    failed = ToolReply(call.id, call.name, {"error": "The sandbox does not answer."}, is_error=True)
    return [*ASKED, Reply("", (call,)), failed]


async def test_question_about_data_asks_for_an_offered_tool(engine: Engine) -> None:
    calls = [event for event in await one_round(engine, ASKED) if isinstance(event, ToolCall)]

    assert {call.name for call in calls} <= {tool.name for tool in TOOLS}
    assert calls != []


async def test_calls_of_a_round_have_ids_of_their_own_and_plain_arguments(engine: Engine) -> None:
    calls = [event for event in await one_round(engine, ASKED) if isinstance(event, ToolCall)]

    assert len({call.id for call in calls}) == len(calls)
    assert [json.loads(json.dumps(call.arguments)) for call in calls] == [call.arguments for call in calls]


async def test_turn_ends_with_words_after_a_tool_failed(engine: Engine) -> None:
    call = next(event for event in await one_round(engine, ASKED) if isinstance(event, ToolCall))

    events = await one_round(engine, after_a_failed_tool(call))

    assert [event for event in events if isinstance(event, ToolCall)] == []
    assert "".join(event.text for event in events if isinstance(event, TextDelta)).strip() != ""


async def test_conversation_is_left_as_it_was(engine: Engine) -> None:
    conversation = list(ASKED)

    await one_round(engine, conversation)

    assert conversation == ASKED


async def test_engine_has_a_name_for_the_proof(engine: Engine) -> None:
    assert engine.name != ""
