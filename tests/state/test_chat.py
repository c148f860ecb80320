"""The chat page's state through the real event pipeline: what a tab asks, sees, and hears from other tabs."""

import pytest

from app import assistant
from app.state import tabs
from app.state.chat import ChatState
from tests.state.shown import plain

QUESTION = "How many open deals are there, and what are they worth by stage?"


@pytest.fixture(autouse=True)
def _connected(monkeypatch):
    """These tabs have no socket; a followed answer would end at once."""

    async def is_open(_token: str) -> bool:
        return True

    monkeypatch.setattr(tabs, "is_open", is_open)


@pytest.fixture(autouse=True)
async def _nothing_runs_on(database):
    yield
    await assistant.drain()


async def asked(tab, text: str, client_id: str) -> list[dict]:
    """Ask, and follow the answer to its end; gives the deltas."""
    deltas = await tab.fire(ChatState.ask(text, client_id))
    return deltas + await tab.fire(ChatState.follow(tab.see("chat_state")["answer_turn_id"]))


async def test_a_question_is_answered_in_the_tab_with_its_proof(tab_of, owner, sandbox):
    tab = tab_of(owner)
    await tab.open()

    await asked(tab, QUESTION, "c1")

    seen = tab.see("chat_state")
    assert seen["answer_status"] == "done"
    assert seen["answer_text"].startswith("There are **572 open deals**, worth **$")
    assert [proof["rows_scanned"] for proof in plain(seen["answer_proofs"])] == [900]
    assert [message["text"] for message in plain(seen["messages"])] == [QUESTION]


async def test_a_question_asked_before_the_page_has_opened_stays_on_it(tab_of, owner, sandbox):
    tab = tab_of(owner)
    await asked(tab, QUESTION, "c1")
    thread_id = tab.see("chat_state")["thread_id"]

    await tab.open()

    seen = tab.see("chat_state")
    assert (seen["place"], seen["thread_id"]) == ("open", thread_id)
    assert seen["answer_text"].startswith("There are **572 open deals**")


async def test_a_new_chat_is_the_start_page_as_soon_as_the_browser_had_reached_the_thread(
    tab_of, owner, sandbox
):
    tab = tab_of(owner)
    await tab.open()
    await asked(tab, QUESTION, "c1")
    tab.query = {"t": tab.see("chat_state")["thread_id"]}
    await tab.fire(ChatState.open_page())
    tab.query = {}

    await tab.fire(ChatState.open_page())

    seen = tab.see("chat_state")
    assert (seen["place"], seen["thread_id"], plain(seen["messages"])) == ("empty", "", [])


async def test_a_question_asked_before_its_thread_has_opened_goes_into_that_thread(tab_of, owner, sandbox):
    first, second = tab_of(owner), tab_of(owner)
    await first.open()
    await first.fire(ChatState.open_page())
    await asked(first, QUESTION, "c1")
    second.query = {"t": first.see("chat_state")["thread_id"]}
    await asked(second, "How many accounts are there?", "c2")

    await second.open()

    seen = second.see("chat_state")
    assert seen["thread_id"] == second.query["t"]
    assert [message["role"] for message in plain(seen["messages"])] == ["person", "assistant", "person"]


async def test_a_delta_of_the_growing_answer_never_carries_the_messages(tab_of, owner, sandbox):
    tab = tab_of(owner)
    await tab.open()
    await asked(tab, QUESTION, "c1")

    deltas = await asked(tab, "How many accounts are there?", "c2")

    growing = [values for delta in deltas for values in delta.values() if "answer_text_rx_state_" in values]
    assert len(growing) > 1
    assert sum("messages_rx_state_" in values for values in growing) <= 1


async def test_a_thread_that_changed_in_another_tab_is_shown_in_this_one(tab_of, owner, sandbox):
    first, second = tab_of(owner), tab_of(owner)
    await first.open()
    await asked(first, QUESTION, "c1")
    thread_id = first.see("chat_state")["thread_id"]
    second.query = {"t": thread_id}
    await second.open()
    await second.fire(ChatState.open_page())

    await asked(first, "How many accounts are there?", "c2")
    await second.fire(ChatState.thread_changed(thread_id))

    seen = second.see("chat_state")
    assert seen["answer_text"] == first.see("chat_state")["answer_text"]
    assert [message["role"] for message in plain(seen["messages"])] == ["person", "assistant", "person"]


async def test_a_thread_of_somebody_else_looks_like_none(tab_of, owner, editor, sandbox):
    mine, theirs = tab_of(owner), tab_of(editor)
    await mine.open()
    await asked(mine, QUESTION, "c1")
    theirs.query = {"t": mine.see("chat_state")["thread_id"]}
    await theirs.open()

    await theirs.fire(ChatState.open_page())

    assert theirs.see("chat_state")["place"] == "missing"
    assert not any("572 open deals" in frame for frame in theirs.frames)


async def test_stopping_ends_the_answer_in_every_tab(tab_of, owner, sandbox):
    tab = tab_of(owner)
    await tab.open()

    await tab.fire(ChatState.stop())

    assert tab.notice["code"] == "not_found"
