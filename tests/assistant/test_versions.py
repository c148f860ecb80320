"""Versions of a question: the thread shows one branch, and each answer knows only its own."""

import pytest

from app import assistant
from app.actor import Actor
from app.assistant import _context
from app.assistant._planner import planner
from app.errors import Conflict, NotFound
from app.llm import PlannedEngine, Question, Reply, TextDelta
from app.models import utc_now
from tests.assistant.engines import HeldEngine, ScriptedEngine
from tests.assistant.planning import TODAY
from tests.harness.model_server import Answer

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
async def _nothing_runs_on(database):
    yield
    await assistant.drain()


async def answered(actor: Actor, text: str, engine=None, **where: str) -> assistant.TurnRef:
    engine = engine or ScriptedEngine([[TextDelta(f"Answer to {text}")]])
    ref = await assistant.ask(actor, text, engine=engine, **where)
    _ = [message async for message in assistant.watch(actor, ref.turn_id)]
    return ref


async def texts(actor: Actor, thread_id: str) -> list[str]:
    return [each.text for each in (await assistant.get_thread(actor, thread_id)).messages]


async def test_a_question_asked_in_other_words_takes_the_place_of_what_followed_and_keeps_it(owner):
    first = await answered(owner, "one")
    where = first.thread_id
    second = await answered(owner, "two", thread_id=where)
    third = await answered(owner, "three", thread_id=where)

    other = await answered(owner, "two again", thread_id=where, instead_of=second.turn_id)
    shown_then = await texts(owner, where)
    await assistant.change_thread(owner, where, shown_turn=second.turn_id)

    assert other.question.versions == [second.turn_id, other.turn_id]
    assert shown_then == ["one", "Answer to one", "two again", "Answer to two again"]
    assert await texts(owner, where) == [
        *["one", "Answer to one", "two", "Answer to two"],
        *["three", "Answer to three"],
    ]
    versions = [each.versions for each in (await assistant.get_thread(owner, where)).messages]
    assert versions == [[], [], [second.turn_id, other.turn_id], [], [], []]
    assert third.question.versions == []


async def test_a_model_reads_the_branch_that_is_shown_and_nothing_of_another(owner):
    first = await answered(owner, "the secret of the old branch")
    engine = ScriptedEngine([[TextDelta("ok")]])

    new = await answered(owner, "new beginning", thread_id=first.thread_id, instead_of=first.turn_id)
    await answered(owner, "and on", engine, thread_id=new.thread_id)

    assert engine.heard == [
        [Question("new beginning"), Reply("Answer to new beginning"), Question("and on")],
    ]


async def test_going_on_from_an_old_version_makes_no_version_of_the_new_one(owner):
    first = await answered(owner, "one")
    where = first.thread_id
    await answered(owner, "one, new", thread_id=where, instead_of=first.turn_id)
    await assistant.change_thread(owner, where, shown_turn=first.turn_id)

    followed = await answered(owner, "behind the old", thread_id=where)

    assert followed.question.versions == []
    assert (await texts(owner, where))[::2] == ["one", "behind the old"]


async def test_another_version_is_not_shown_while_an_answer_is_being_written(owner):
    first = await answered(owner, "one")
    second = await answered(owner, "one, new", thread_id=first.thread_id, instead_of=first.turn_id)
    held = HeldEngine([])
    running = await assistant.ask(owner, "more", thread_id=first.thread_id, engine=held)
    await held.is_holding.wait()

    with pytest.raises(Conflict):
        await assistant.change_thread(owner, first.thread_id, shown_turn=first.turn_id)
    held.release.set()
    _ = [message async for message in assistant.watch(owner, running.turn_id)]

    assert (await texts(owner, first.thread_id))[0] == "one, new"
    assert second.thread_id == first.thread_id


async def test_a_turn_of_another_thread_or_person_is_no_version_here(owner, editor):
    mine, elsewhere = await answered(owner, "mine"), await answered(owner, "elsewhere")
    foreign = await answered(editor, "foreign")

    for turn_id in (elsewhere.turn_id, foreign.turn_id, "0" * 32):
        with pytest.raises(NotFound):
            await answered(owner, "new", thread_id=mine.thread_id, instead_of=turn_id)
        with pytest.raises(NotFound):
            await assistant.change_thread(owner, mine.thread_id, shown_turn=turn_id)
    with pytest.raises(NotFound):
        await answered(editor, "new", thread_id=mine.thread_id, instead_of=mine.turn_id)
    assert await texts(owner, mine.thread_id) == ["mine", "Answer to mine"]


async def test_going_on_asks_the_offline_assistant_the_question_that_was_cut_off(owner, sandbox):
    engine = PlannedEngine(planner(lambda: TODAY), seconds_a_piece=0)
    first = await answered(owner, "How many won deals are there?", engine)

    await answered(owner, assistant.GO_ON, engine, thread_id=first.thread_id)

    said = await texts(owner, first.thread_id)
    assert said[3] == said[1] != ""


async def test_the_beginning_of_a_long_thread_is_told_in_short_and_shown(owner, gemini):
    gemini.will(Answer(["Well."]))
    where = (await answered(owner, "the very first question", thread_id="")).thread_id
    for number in range(11):
        await answered(owner, f"question {number}", thread_id=where)

    ref = await assistant.ask(owner, "and now?", thread_id=where)
    answer = [message async for message in assistant.watch(owner, ref.turn_id)][-1]

    assert answer.earlier.splitlines()[:2] == [
        "Asked: the very first question",
        "Answered: Answer to the very first question",
    ]
    told = gemini.heard[-1].body["contents"][0]["parts"][0]["text"]
    assert told == f"(What was said in this thread before, in short:\n{answer.earlier})"
    assert answer.context_size > 0


def test_what_is_told_in_short_has_a_longest_length_and_says_what_is_missing():
    said = [
        assistant.Message(
            id=str(n), turn_id="t", role="person", text=f"{n} " + "x" * 500, created_at=utc_now()
        )
        for n in range(100)
    ]

    short = _context.in_short(said)

    lines = short.splitlines()
    assert lines[0] == f"({100 - len(lines) + 1} messages before are left out.)"
    assert lines[-1].startswith("Asked: 99 x")
    assert len(short) < 5_000
