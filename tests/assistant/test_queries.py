"""A query of a proof, changed by a person and asked again without a model."""

import json

import pytest

from app import assistant
from app.actor import Actor
from app.errors import InvalidInput, NotFound
from app.llm import TextDelta, ToolCall
from tests.assistant.engines import ScriptedEngine

pytestmark = pytest.mark.usefixtures("database")
PLACE = {"base": "Sales pipeline", "table": "Deals"}
WON = {"conditions": [{"field": "Stage", "op": "is", "value": "Won"}]}


@pytest.fixture(autouse=True)
async def _nothing_runs_on(database):
    yield
    await assistant.drain()


async def last(actor: Actor, ref: assistant.TurnRef) -> assistant.Message:
    return [message async for message in assistant.watch(actor, ref.turn_id)][-1]


async def asked(actor: Actor, arguments: dict) -> assistant.Message:
    call = ToolCall(id="a", name="aggregate_records", arguments=arguments)
    engine = ScriptedEngine([[call], [TextDelta("Done.")]])
    return await last(actor, await assistant.ask(actor, "Numbers", engine=engine))


async def test_a_proof_tells_its_query_in_parts_that_can_be_asked_again(owner, sandbox):
    metrics = [{"fn": "count"}, {"fn": "sum", "field": "Amount"}]
    top = {"count": 2, "metric": 1}
    having = [{"metric": 0, "op": "gt", "value": 3}]
    first = await asked(
        owner, {**PLACE, "metrics": metrics, "group_by": "Owner", "where": WON, "top": top, "having": having}
    )
    (proof,) = first.proofs

    again = await last(owner, await assistant.ask_query(owner, json.loads(proof.query)))

    assert [(chip.kind, chip.at, chip.text) for chip in proof.chips] == [
        ("number", 0, "Records"),
        ("number", 1, "Sum of Amount"),
        ("group", 0, "by Owner"),
        ("filter", 0, "Stage is Won"),
        ("having", 0, "Records > 3"),
        ("top", 0, "top 2"),
    ]
    assert [table.rows for table in again.tables] == [table.rows for table in first.tables]
    assert again.proofs[0].query == proof.query


async def test_a_changed_query_is_a_question_with_an_exact_answer_of_its_own(owner, sandbox):
    first = await asked(owner, {**PLACE, "metrics": [{"fn": "count"}], "group_by": "Stage"})
    query = {**json.loads(first.proofs[0].query), "where": WON, "group_by": []}

    ref = await assistant.ask_query(owner, query)
    answer = await last(owner, ref)

    won = next(row[1].text for row in first.tables[0].rows if row[0].text == "Won")
    assert ref.question.text == "Records of Deals where Stage is Won"
    assert answer.text == f"Records: **{won}**, over {won} of 900 records of Deals where Stage is Won."
    assert (answer.status, answer.model, answer.cost) == ("done", "Your own query, without a model", "")


async def test_what_is_no_query_is_refused_before_anything_is_asked(owner, sandbox):
    unknown = {**PLACE, "metrics": [{"fn": "count"}], "group_by": "Nothing"}

    with pytest.raises(InvalidInput):
        await assistant.ask_query(owner, {"base": "Sales pipeline"})
    with pytest.raises(InvalidInput):
        await assistant.ask_query(owner, unknown)
    with pytest.raises(NotFound):
        await assistant.ask_query(owner, {**PLACE, "base": "Nowhere", "metrics": [{"fn": "count"}]})

    assert await assistant.list_threads(owner) == []
