"""Gemini: what is sent to it, and what it refuses."""

import pytest

from app.errors import ModelRefused, Unavailable
from app.llm import RoundEnd, ToolCall
from tests.harness.model_server import KEY, Answer, Call, Fault
from tests.llm.asking import ASKED, OVERLOADED, said_to, settings, texts
from tests.llm.conftest import INSTRUCTIONS, engine

DAILY = Fault(
    429, "RESOURCE_EXHAUSTED", "Quota.", retry_seconds=0.01, quota="GenerateRequestsPerDayPerProject"
)


async def test_gemini_is_told_not_to_keep_prompts_and_nothing_about_sampling(gemini):
    gemini.will(Answer(["Yes."]))

    await said_to(ASKED)

    heard = gemini.heard[0]
    assert heard.path == "/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse"
    assert heard.body["store"] is False
    wanted = heard.body["generationConfig"]
    assert wanted["thinkingConfig"]["thinking_level"] == "LOW"
    assert wanted["maxOutputTokens"] == 8192
    assert heard.body["systemInstruction"]["parts"] == [{"text": INSTRUCTIONS}]
    names = [each["name"] for each in heard.body["tools"][0]["functionDeclarations"]]
    assert names == ["count", "list_bases"]


async def test_the_model_that_served_is_told_not_the_one_that_was_asked(gemini):
    gemini.will(Answer(["Yes."], served_by="gemini-3.5-flash-lite"))

    end = (await said_to(ASKED))[-1]

    assert isinstance(end, RoundEnd)
    assert end.usage.model == "gemini-3.5-flash-lite"


REFUSALS = [
    (DAILY, "The quota of the key for gemini-3.8-flash is used up."),
    (
        Fault(404, "NOT_FOUND", "This model is no longer available to new users."),
        "gemini-3.8-flash is retired, or this key may not use it.",
    ),
    (
        Fault(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key."),
        "The service of gemini-3.8-flash does not accept the key.",
    ),
    (Fault(400, "INVALID_ARGUMENT", "Odd."), "gemini-3.8-flash refused the request: Odd."),
    (
        Answer([], block_reason="PROHIBITED_CONTENT"),
        "The service of gemini-3.8-flash blocked this question or its answer.",
    ),
    (
        Answer([], finish="SAFETY"),
        "The service of gemini-3.8-flash blocked this question or its answer.",
    ),
]


@pytest.mark.parametrize(("said", "sentence"), REFUSALS)
async def test_what_will_not_pass_is_asked_once_and_told(gemini, said, sentence):
    gemini.will(said)

    with pytest.raises(ModelRefused) as refused:
        await said_to(ASKED)

    assert refused.value.what_happened == sentence
    assert KEY not in refused.value.user_text
    assert len(gemini.heard) == 1


async def test_a_retired_model_names_the_one_that_takes_its_place(gemini):
    gemini.will(Fault(404, "NOT_FOUND", "no longer available to new users."))

    with (
        settings(PLATFORM_MODEL="gemini-2.5-flash"),
        pytest.raises(ModelRefused, match=r"gemini-3\.5-flash-lite takes its place"),
    ):
        await said_to(ASKED)


@pytest.mark.parametrize("said", [Answer([]), Answer([], finish="MALFORMED_FUNCTION_CALL")])
async def test_an_empty_or_malformed_answer_is_asked_for_once_more(gemini, said):
    gemini.will(said, Answer(["Now."], output=5))

    events = await said_to(ASKED)

    assert texts(events) == "Now."
    end = events[-1]
    assert isinstance(end, RoundEnd)
    # Both requests are paid for.
    assert (end.usage.fresh, end.usage.output) == (2_000, 55)


async def test_an_answer_that_stays_empty_is_told_with_what_it_took(gemini):
    gemini.will(Answer([]))
    heard = []

    with pytest.raises(ModelRefused, match="twice"):
        async for event in engine().stream(ASKED, []):
            heard.append(event)

    assert [type(event) for event in heard] == [RoundEnd]
    assert len(gemini.heard) == 2


async def test_an_error_in_the_stream_is_told_and_what_was_said_stays(gemini):
    gemini.will(Answer(["Half an"], error=OVERLOADED))
    heard = []

    with pytest.raises(Unavailable):
        async for event in engine().stream(ASKED, []):
            heard.append(event)

    assert texts(heard) == "Half an"


async def test_an_answer_that_was_cut_says_so_and_its_half_call_is_left_out(gemini):
    gemini.will(Answer(["A long", Call("count", {})], finish="MAX_TOKENS"))

    events = await said_to(ASKED)

    assert not any(isinstance(event, ToolCall) for event in events)
    end = events[-1]
    assert isinstance(end, RoundEnd)
    assert (texts(events), end.ended_by) == ("A long", "length")
