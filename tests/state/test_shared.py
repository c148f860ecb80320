"""The page of a shared thread: what the team sees, and nobody else."""

from app.assistant import _sharing
from app.state.shared import SharedState
from tests.factories import make_message, make_thread, make_turn
from tests.state.shown import plain


def shared(actor) -> str:
    thread = make_thread(actor, "Deals of May")
    turn = make_turn(actor, thread, status="done")
    make_message(actor, turn, "How many?")
    make_message(actor, turn, "Four deals.", role="assistant")
    return _sharing.share_thread(actor, thread.id).id


async def test_a_colleague_reads_the_thread_as_it_was_shared(tab_of, owner, viewer):
    tab = tab_of(viewer)
    tab.query = {"s": shared(owner)}

    await tab.fire(SharedState.open_page())

    seen = tab.see("shared_state")
    assert (seen["place"], seen["title"], seen["author"]) == ("open", "Deals of May", "Olivia")
    assert [message["text"] for message in plain(seen["messages"])] == ["How many?", "Four deals."]


async def test_somebody_of_another_team_is_shown_nothing_of_it(tab_of, owner, stranger):
    tab = tab_of(stranger)
    tab.query = {"s": shared(owner)}

    await tab.fire(SharedState.open_page())

    seen = tab.see("shared_state")
    assert seen["place"] == "missing"
    assert (seen.get("title", ""), plain(seen.get("messages", []))) == ("", [])
