"""What the chat page shows: the finished messages, and the newest answer apart from them."""

from datetime import UTC, datetime

import pytest

from app.assistant import Message, Step
from app.state.chat import ChatState

AT = datetime(2026, 11, 21, 9, 3, tzinfo=UTC)


def question(turn_id: str, text: str = "How many?") -> Message:
    return Message(id=f"question-{turn_id}", turn_id=turn_id, role="person", text=text, created_at=AT)


def answer(turn_id: str, text: str = "Twelve.", **fields) -> Message:
    return Message(
        id=f"answer-{turn_id}", turn_id=turn_id, role="assistant", text=text, created_at=AT, **fields
    )


@pytest.fixture
def state() -> ChatState:
    return ChatState()


def shown(state: ChatState) -> list[str]:
    return [message.id for message in state.messages]


def test_the_last_answer_stands_apart(state):
    state._lay_out([question("1"), answer("1"), question("2"), answer("2", "Seven.")], "")
    assert shown(state) == ["question-1", "answer-1", "question-2"]
    assert (state.answer_id, state.answer_text, state.answer_status) == ("answer-2", "Seven.", "done")


def test_a_running_turn_leaves_the_last_answer_in_the_list(state):
    state._lay_out([question("1"), answer("1"), question("2")], "2")
    assert shown(state) == ["question-1", "answer-1", "question-2"]
    assert (state.answer_turn_id, state.answer_text, state.answer_status) == ("2", "", "running")


def test_a_question_without_an_answer_shows_no_answer(state):
    state._lay_out([question("1")], "")
    assert (shown(state), state.answer_turn_id) == (["question-1"], "")


def test_an_empty_thread_shows_nothing(state):
    state._lay_out([question("1"), answer("1")], "")
    state._lay_out([], "")
    assert (shown(state), state.answer_turn_id, state.answer_text) == ([], "", "")


def test_a_new_question_moves_the_last_answer_into_the_list(state):
    state._lay_out([question("1"), answer("1")], "")
    state._begin(question("2"), "2")
    assert shown(state) == ["question-1", "answer-1", "question-2"]
    assert (state.answer_turn_id, state.answer_text, state.answer_status) == ("2", "", "running")


def test_a_growing_answer_touches_only_what_changed(state):
    state._begin(question("1"), "1")
    step = Step(id="s", tool="aggregate_records", summary="count", status="done")
    state._show(answer("1", "Tw", status="running", steps=[step]))
    state.dirty_vars.clear()
    state._show(answer("1", "Twelve", status="running", steps=[step]))
    assert {name for name in state.dirty_vars if not name.startswith("_")} == {"answer_text"}
