"""Servers that speak like OpenAI's: their key, and what they are told."""

import pytest

from app.errors import ModelRefused
from app.llm import Reply, RoundEnd, ToolCall, ToolReply
from tests.harness.model_server import Answer
from tests.llm.asking import ASKED, said_to, settings, texts


async def test_a_call_of_another_engine_is_said_again_without_its_signature(local_model):
    local_model.will(Answer(["Yes."]))
    call = ToolCall("c1", "count", {"table": "Deals"})

    events = await said_to([*ASKED, Reply("", (call,)), ToolReply("c1", "count", {"count": 4})])

    assert texts(events) == "Yes."


async def test_a_key_that_is_not_accepted_is_told_and_not_shown(local_model):
    local_model.will(Answer(["Yes."]))

    with settings(PLATFORM_MODEL_KEY="canary-wrong-key"), pytest.raises(ModelRefused) as refused:
        await said_to(ASKED)

    assert refused.value.what_happened == "The service of local-model does not accept the key."
    assert "canary" not in refused.value.user_text


async def test_a_cut_answer_says_so(local_model):
    local_model.will(Answer(["A long"], finish="MAX_TOKENS"))

    end = (await said_to(ASKED))[-1]

    assert isinstance(end, RoundEnd)
    assert end.ended_by == "length"
