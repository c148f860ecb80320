"""Turns with a large model: real requests to a server that speaks like Gemini, real tools over the sandbox."""

import json

import pytest
from sqlmodel import select

from app import analytics, assistant, db, models
from app.llm import _speaking
from tests.harness.model_server import KEY, Answer, Call, Fault
from tests.tools.test_aggregate_records import deals

pytestmark = pytest.mark.usefixtures("database")
COUNT = Call("aggregate_records", {"base": "Sales pipeline", "table": "Deals", "metrics": [{"fn": "count"}]})
OVERLOADED = Fault(503, "UNAVAILABLE")


@pytest.fixture(autouse=True)
async def _nothing_runs_on(database, monkeypatch):
    monkeypatch.setattr(_speaking, "TRY_AGAIN_SECONDS", 0.0)
    yield
    await assistant.drain()


async def asked(actor, text="How many deals are there?", thread_id="") -> assistant.Message:
    ref = await assistant.ask(actor, text, thread_id=thread_id)
    return [message async for message in assistant.watch(actor, ref.turn_id)][-1]


async def test_a_model_asks_tools_and_its_number_has_a_proof(owner, sandbox, gemini):
    held = len(deals(sandbox))
    gemini.will(
        Answer([COUNT], fresh=5_000), Answer([f"There are {held:,} deals", "."], fresh=6_000, output=9)
    )

    answer = await asked(owner)

    assert (answer.status, answer.model) == ("done", "gemini-3.8-flash")
    assert [(step.tool, step.status) for step in answer.steps] == [("aggregate_records", "done")]
    assert (answer.proofs[0].rows_matched, answer.unproven) == (held, [])
    assert answer.usage == 5_050 + 6_009
    # 11,000 x 0.75 and 59 x 3.75 dollars for a million tokens.
    assert answer.cost == "0.00847125"


async def test_what_is_said_before_and_behind_the_tools_are_two_paragraphs(owner, sandbox, gemini):
    gemini.will(Answer(["Let me see.", COUNT]), Answer(["There ", "are many."]))

    answer = await asked(owner)

    assert answer.text == "Let me see.\n\nThere are many."


async def test_a_number_that_the_model_made_up_is_marked(owner, sandbox, gemini):
    gemini.will(Answer([COUNT]), Answer(["There are 777,777 deals, as you asked on 2026-11-27."]))

    answer = await asked(owner, "How many deals on 2026-11-27?")

    assert answer.unproven == ["777,777"]
    saved = (await assistant.get_thread(owner, (await assistant.list_threads(owner))[0].id)).messages[-1]
    assert saved == answer


async def test_the_next_question_tells_the_model_what_was_said_and_done(owner, sandbox, gemini):
    gemini.will(Answer([COUNT]), Answer(["Many."]), Answer(["Still many."]))
    await asked(owner)
    thread = (await assistant.list_threads(owner))[0]

    await asked(owner, "And now?", thread_id=thread.id)

    body = json.dumps(gemini.heard[-1].body["contents"])
    assert "How many deals are there?" in body
    assert "Many." in body
    assert "Tools that were used for the answer above: aggregate_records" in body
    assert "And now?" in body


async def test_a_model_that_is_down_leaves_the_question_to_the_offline_assistant_and_says_so(
    owner, sandbox, gemini
):
    gemini.will(OVERLOADED)

    answer = await asked(owner)

    assert (answer.status, answer.model) == ("done", "Offline assistant")
    assert answer.notice == (
        "gemini-3.8-flash is overloaded or down. Try again in a minute. The offline assistant answers instead."
    )
    assert answer.proofs[0].rows_matched > 0
    assert answer.cost == ""


async def test_a_spent_budget_asks_no_model(owner, sandbox, gemini):
    gemini.will(Answer(["Never."]))
    analytics.set_model_budget(owner, turn_cents=0, person_day_cents=None, team_month_cents=None)

    answer = await asked(owner)

    assert gemini.heard == []
    assert answer.model == "Offline assistant"
    assert answer.notice.startswith("The language model is not asked: $0.00 are set aside for one answer")
    assert answer.status == "done"


async def test_a_budget_that_ends_within_an_answer_ends_it_and_keeps_what_came(owner, sandbox, gemini):
    # The first request takes more than was thought, so that the second has no room.
    gemini.will(Answer(["Let me see. ", COUNT], fresh=700_000), Answer(["Never."]))

    answer = await asked(owner)

    assert (answer.status, answer.problem_code, answer.text) == ("failed", "budget_spent", "Let me see. ")
    assert len(gemini.heard) == 1
    assert len(answer.proofs) == 1


async def test_a_model_that_breaks_off_leaves_what_it_said_and_the_truth(owner, sandbox, gemini):
    gemini.will(Answer(["There are"], cut=True))

    answer = await asked(owner)

    assert (answer.status, answer.problem_code, answer.text) == ("failed", "unavailable", "There are")
    with db.uow(owner, read_only=True) as session:
        call = session.exec(select(models.ModelCall)).one()
    # Nobody told what it took: the prompt as a whole, and the words that came.
    assert (call.status, call.output) == ("done", 3)
    assert call.fresh > 1_000


async def test_the_same_call_again_and_again_is_not_run_and_then_ends_the_turn(owner, sandbox, gemini):
    gemini.will(Answer([COUNT]))

    answer = await asked(owner)

    assert (answer.status, answer.problem_code) == ("failed", "turn_limit")
    assert [step.status for step in answer.steps] == ["done", "done", "failed", "failed"]
    assert answer.problem.startswith("gemini-3.8-flash asked for the same thing again and again.")


async def test_a_tool_that_is_not_there_and_arguments_that_do_not_fit_are_told_to_the_model(
    owner, sandbox, gemini
):
    gemini.will(
        Answer([Call("drop_everything", {}), Call("aggregate_records", {"base": "Sales pipeline"})]),
        Answer(["I cannot."]),
    )

    answer = await asked(owner)

    assert [step.status for step in answer.steps] == ["failed", "failed"]
    told = json.dumps(gemini.heard[1].body["contents"][-1])
    assert "There is no tool named drop_everything." in told
    assert "table: Field required" in told
    assert answer.status == "done"


async def test_an_answer_that_was_cut_keeps_its_text_and_says_so(owner, gemini):
    gemini.will(Answer(["A long answer"], finish="MAX_TOKENS"))

    answer = await asked(owner)

    assert (answer.status, answer.text) == ("done", "A long answer")
    assert answer.notice == "The answer reached its longest length and ends here. Ask for the rest."


async def test_a_viewers_model_is_offered_no_tool_that_writes(viewer, gemini):
    gemini.will(Answer(["Hello."]))

    await asked(viewer)

    names = [each["name"] for each in gemini.heard[0].body["tools"][0]["functionDeclarations"]]
    assert "list_records" in names
    assert not [name for name in names if name.startswith(("create_", "update_", "delete_", "upsert_"))]


async def test_what_a_model_writes_waits_for_approval(owner, sandbox, gemini):
    change = Call(
        "create_records",
        {"base": "Sales pipeline", "table": "Deals", "records": [{"Name": "Planted"}]},
    )
    gemini.will(Answer([change]), Answer(["It waits for your approval."]))

    answer = await asked(owner, "Add a deal named Planted")

    assert len(answer.plans) == 1, answer.steps
    assert answer.status == "done"


async def test_the_key_is_in_no_prompt_no_answer_and_no_log(owner, sandbox, gemini, caplog, capsys):
    gemini.will(Fault(400, "INVALID_ARGUMENT", "Odd."))

    answer = await asked(owner)

    everything = answer.model_dump_json() + caplog.text + capsys.readouterr().out
    assert KEY not in everything
    assert all(KEY not in json.dumps(heard.body) for heard in gemini.heard)
    assert gemini.heard[0].headers["x-goog-api-key"] == KEY
