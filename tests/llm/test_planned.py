"""A plain function behind the engine port."""

from app.llm import PlannedEngine, PlannedStep, Question, Suggestions, TextDelta, ToolCall


async def test_text_comes_in_pieces_that_add_up_to_it_with_every_space():
    text = "There are **4 deals**,\n\n- worth $10  in total."
    engine = PlannedEngine(lambda _said, _tools: PlannedStep(text=text), seconds_a_piece=0)

    pieces = [event async for event in engine.stream([Question("?")], [])]

    assert len(pieces) > 1
    assert "".join(piece.text for piece in pieces if isinstance(piece, TextDelta)) == text


async def test_tool_calls_get_ids_of_their_own_and_suggestions_come_last():
    step = PlannedStep(calls=(("list_bases", {}), ("list_bases", {})), suggestions=("More?",))
    engine = PlannedEngine(lambda _said, _tools: step, seconds_a_piece=0)

    events = [event async for event in engine.stream([Question("?")], [])]

    calls = [event for event in events if isinstance(event, ToolCall)]
    assert [(call.name, call.arguments) for call in calls] == [("list_bases", {}), ("list_bases", {})]
    assert calls[0].id != calls[1].id
    assert events[-1] == Suggestions(("More?",))
