"""Turns: durable before they start, watched from anywhere, ended by their end, a stop, or a death."""

import asyncio
from datetime import timedelta

import pytest

from app import assistant, config, db, models
from app.actor import Actor
from app.assistant import _history, _turns
from app.errors import Conflict, InvalidInput, LostLease, NotFound
from app.llm import Suggestions, TextDelta, ToolCall
from app.models import utc_now
from tests.assistant.engines import HeldEngine, ScriptedEngine

pytestmark = pytest.mark.usefixtures("database")
HELLO = ScriptedEngine([[TextDelta("Four "), TextDelta("deals."), Suggestions(("And by owner?",))]])


@pytest.fixture(autouse=True)
async def _nothing_runs_on(database):
    yield
    await assistant.drain()


async def last(actor: Actor, turn_id: str) -> assistant.Message:
    return [message async for message in assistant.watch(actor, turn_id)][-1]


async def saved(actor: Actor, ref: assistant.TurnRef) -> assistant.Message:
    return (await assistant.get_thread(actor, ref.thread_id)).messages[-1]


async def test_an_answer_is_streamed_and_then_stands_in_the_thread(owner):
    ref = await assistant.ask(owner, "  How many deals?  ", engine=HELLO)

    final = await last(owner, ref.turn_id)

    assert (final.text, final.status, final.suggestions) == ("Four deals.", "done", ["And by owner?"])
    thread = await assistant.get_thread(owner, ref.thread_id)
    assert thread.title == "How many deals?"
    assert [(each.role, each.text) for each in thread.messages] == [
        ("person", "How many deals?"),
        ("assistant", "Four deals."),
    ]
    assert thread.messages[1] == final


async def test_the_question_is_saved_before_the_engine_says_anything(owner):
    engine = HeldEngine([])

    ref = await assistant.ask(owner, "How many deals?", engine=engine)
    await engine.is_holding.wait()

    thread = await assistant.get_thread(owner, ref.thread_id)
    assert [each.text for each in thread.messages] == ["How many deals?"]
    assert thread.running_turn_id == ref.turn_id
    await assistant.stop_turn(owner, ref.turn_id)


async def test_two_watchers_see_the_same_end(owner):
    ref = await assistant.ask(owner, "How many?", engine=HELLO)

    first, second = await asyncio.gather(last(owner, ref.turn_id), last(owner, ref.turn_id))

    assert first == second
    assert first.status == "done"


async def test_a_stopped_turn_keeps_what_it_wrote(owner):
    engine = HeldEngine([TextDelta("So far")])
    ref = await assistant.ask(owner, "How many?", engine=engine)
    await engine.is_holding.wait()

    await assistant.stop_turn(owner, ref.turn_id)

    final = await last(owner, ref.turn_id)
    assert (final.text, final.status) == ("So far", "stopped")
    assert await saved(owner, ref) == final


async def test_a_turn_of_another_process_is_watched_through_the_database(owner, monkeypatch):
    engine = HeldEngine([TextDelta("Elsewhere")])
    ref = await assistant.ask(owner, "How many?", engine=engine)
    await engine.is_holding.wait()
    elsewhere = _turns._runs.pop(ref.turn_id)
    monkeypatch.setattr(_turns, "POLL_SECONDS", 0.02)
    watching = asyncio.create_task(last(owner, ref.turn_id))

    engine.release.set()
    await elsewhere.task

    assert (await watching).text == "Elsewhere"


async def test_draining_marks_running_turns_as_interrupted_with_their_text(owner):
    engine = HeldEngine([TextDelta("Half an ")])
    ref = await assistant.ask(owner, "How many?", engine=engine)
    await engine.is_holding.wait()

    await assistant.drain()

    message = await saved(owner, ref)
    assert (message.text, message.status, message.problem_code) == ("Half an ", "interrupted", "interrupted")


async def test_a_turn_whose_process_died_reads_as_interrupted_and_another_question_may_follow(owner):
    ref, _ = _history.start_turn(
        owner, "How many?", thread_id="", client_id="", owner="a dead process", model=""
    )
    let_the_lease_run_out(ref.turn_id)

    assert (await last(owner, ref.turn_id)).status == "interrupted"
    assert (await assistant.get_thread(owner, ref.thread_id)).running_turn_id == ""

    again = await assistant.ask(owner, "And now?", thread_id=ref.thread_id, engine=HELLO)
    assert (await last(owner, again.turn_id)).status == "done"


def test_whoever_lost_the_lease_writes_nothing(owner):
    ref, _ = _history.start_turn(owner, "One", thread_id="", client_id="", owner="first", model="")
    message = _history.get_turn(owner, ref.turn_id).model_copy(update={"id": models.new_id(), "text": "late"})

    with pytest.raises(LostLease):
        _history.save_answer(owner, message, owner="second")

    assert _history.get_turn(owner, ref.turn_id).text == ""


async def test_asking_twice_with_one_client_id_asks_once(owner):
    first = await assistant.ask(owner, "How many?", client_id="c1", engine=HELLO)
    await last(owner, first.turn_id)

    second = await assistant.ask(owner, "How many?", thread_id=first.thread_id, client_id="c1", engine=HELLO)

    assert second == first
    assert len((await assistant.get_thread(owner, first.thread_id)).messages) == 2


async def test_a_question_sent_again_by_a_tab_that_knows_no_thread_is_asked_once(owner):
    first = await assistant.ask(owner, "How many?", client_id="c1", engine=HELLO)
    await last(owner, first.turn_id)

    assert await assistant.ask(owner, "How many?", client_id="c1", engine=HELLO) == first
    assert len(await assistant.list_threads(owner)) == 1


async def test_one_client_id_sent_many_times_at_once_is_asked_once(owner):
    refs = await asyncio.gather(
        *(assistant.ask(owner, "How many?", client_id="c1", engine=HELLO) for _ in range(8))
    )

    assert {ref.turn_id for ref in refs} == {refs[0].turn_id}
    assert len(await assistant.list_threads(owner)) == 1


async def test_of_two_questions_at_once_in_one_thread_one_is_asked(owner):
    first = await assistant.ask(owner, "One", engine=HELLO)
    await last(owner, first.turn_id)
    engine = HeldEngine([])

    results = await asyncio.gather(
        *(assistant.ask(owner, text, thread_id=first.thread_id, engine=engine) for text in ("Two", "Three")),
        return_exceptions=True,
    )

    assert sorted(type(each).__name__ for each in results) == ["Conflict", "TurnRef"]


async def test_another_person_may_use_the_same_client_id(owner, editor):
    mine = await assistant.ask(owner, "How many?", client_id="c1", engine=HELLO)
    theirs = await assistant.ask(editor, "How many?", client_id="c1", engine=HELLO)

    assert mine.turn_id != theirs.turn_id
    await last(editor, theirs.turn_id)


async def test_so_many_answers_at_once_and_no_more_are_written_for_one_person(owner, editor):
    engines = [HeldEngine([]) for _ in range(config.limits().running_turns)]
    for engine in engines:
        await assistant.ask(owner, "Wait", engine=engine)

    with pytest.raises(Conflict, match="10 answers are being written"):
        await assistant.ask(owner, "One more", engine=HELLO)
    await assistant.ask(editor, "Mine", engine=HELLO)

    for engine in engines:
        engine.release.set()


async def test_a_second_question_waits_for_the_first_answer(owner):
    engine = HeldEngine([])
    ref = await assistant.ask(owner, "One", engine=engine)

    with pytest.raises(Conflict):
        await assistant.ask(owner, "Two", thread_id=ref.thread_id, engine=HELLO)

    await assistant.stop_turn(owner, ref.turn_id)


@pytest.mark.parametrize("text", ["", "   \n", "x" * (config.limits().question_characters + 1)])
async def test_an_empty_or_overlong_question_is_refused_and_leaves_no_thread(owner, text):
    with pytest.raises(InvalidInput):
        await assistant.ask(owner, text, engine=HELLO)

    assert await assistant.list_threads(owner) == []


async def test_an_engine_that_calls_tools_for_ever_is_ended_by_the_limit(owner):
    rounds = [[ToolCall(str(number), "no_such_tool", {"n": number})] for number in range(20)]
    ref = await assistant.ask(owner, "Loop", engine=ScriptedEngine(rounds))

    final = await last(owner, ref.turn_id)

    assert (final.status, final.problem_code) == ("failed", "turn_limit")
    assert len(final.steps) == config.limits().turn_steps
    assert {step.status for step in final.steps} == {"failed"}


async def test_a_mistake_of_ours_ends_the_turn_with_a_reference_and_no_detail(owner):
    class Broken:
        name = "broken"

        async def stream(self, _conversation, _tools):
            raise ZeroDivisionError("canary detail")
            yield

    ref = await assistant.ask(owner, "Break", engine=Broken())

    final = await last(owner, ref.turn_id)

    assert (final.status, final.problem_code) == ("failed", "internal")
    assert "canary" not in final.problem


@pytest.mark.parametrize("who", ["stranger", "editor"])
async def test_nobody_else_reads_watches_stops_renames_or_deletes_a_thread(owner, who, request):
    other = request.getfixturevalue(who)
    ref = await assistant.ask(owner, "Private", engine=HELLO)
    await last(owner, ref.turn_id)

    for attempt in (
        assistant.get_thread(other, ref.thread_id),
        last(other, ref.turn_id),
        assistant.stop_turn(other, ref.turn_id),
        assistant.change_thread(other, ref.thread_id, title="Mine"),
        assistant.export_markdown(other, ref.thread_id),
        assistant.delete_thread(other, ref.thread_id),
        assistant.ask(other, "Me too", thread_id=ref.thread_id, engine=HELLO),
    ):
        with pytest.raises(NotFound):
            await attempt
    assert await assistant.list_threads(other) == []
    assert [each.title for each in await assistant.list_threads(owner)] == ["Private"]


async def test_threads_are_found_by_title_renamed_and_deleted(owner):
    ref = await assistant.ask(owner, "Open deals 100%", engine=HELLO)
    await last(owner, ref.turn_id)

    await assistant.change_thread(owner, ref.thread_id, title="  Pipeline   of 100%_ ")

    assert [each.title for each in await assistant.list_threads(owner, query="100%_")] == [
        "Pipeline of 100%_"
    ]
    assert await assistant.list_threads(owner, query="nothing like it") == []
    await assistant.delete_thread(owner, ref.thread_id)
    with pytest.raises(NotFound):
        await assistant.get_thread(owner, ref.thread_id)


def let_the_lease_run_out(turn_id: str) -> None:
    with db.uow(Actor.system("test")) as session:
        turn = session.get(models.Turn, turn_id)
        turn.lease_until = utc_now() - timedelta(seconds=1)
        session.add(turn)
