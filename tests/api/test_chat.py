"""`/api/chat`."""

import json

import pytest

from app import assistant, auth
from tests.harness.model_server import Answer, Call, Fault
from tests.people import confirmed
from tests.sessions import begin_session, cookie_of

ADDRESS = "/api/chat"
HELP = "What can you do?"
COUNT = Call("aggregate_records", {"base": "Sales pipeline", "table": "Deals", "metrics": [{"fn": "count"}]})
pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def headers(owner):
    return cookie_of(begin_session(owner))


@pytest.fixture(autouse=True)
async def _nothing_runs_on(database):
    yield
    await assistant.drain()


def events(text: str) -> list[tuple[str, dict]]:
    """(kind, data) of each event of a stream."""
    blocks = [block.split("\n", 1) for block in text.strip().split("\n\n")]
    return [(kind.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for kind, data in blocks]


async def test_a_question_is_answered_with_its_proof(client, headers, sandbox, owner):
    reply = await client.post(ADDRESS, json={"text": "how many deals are there?"}, headers=headers)

    answer = reply.json()
    assert reply.status_code == 200
    assert (answer["status"], answer["model"], answer["cost"]) == ("done", "Offline assistant", "")
    assert answer["proofs"][0]["table"] == "Deals"
    assert [step["tool"] for step in answer["tool_calls"]] == [
        "list_bases",
        "describe_base",
        "aggregate_records",
    ]
    assert (answer["problem"], answer["pending"], answer["unproven"]) == (None, [], [])
    thread = await assistant.get_thread(owner, answer["thread"])
    assert [message.role for message in thread.messages] == ["person", "assistant"]
    assert thread.messages[1].text == answer["text"]


async def test_a_second_question_goes_on_in_its_thread(client, headers, owner):
    first = (await client.post(ADDRESS, json={"text": HELP}, headers=headers)).json()

    second = await client.post(ADDRESS, json={"text": HELP, "thread": first["thread"]}, headers=headers)

    assert second.json()["thread"] == first["thread"]
    assert len((await assistant.get_thread(owner, first["thread"])).messages) == 4


async def test_an_answer_comes_as_it_grows_and_whole_at_the_end(client, headers, sandbox, gemini):
    gemini.will(Answer(["Let me see. ", COUNT]), Answer(["There ", "are many."]))

    reply = await client.post(
        ADDRESS, json={"text": "How many?"}, headers={**headers, "accept": "text/event-stream"}
    )

    told = events(reply.text)
    assert reply.headers["content-type"].startswith("text/event-stream")
    assert (told[0][0], told[-1][0]) == ("started", "end")
    whole = told[-1][1]
    assert "".join(data["delta"] for kind, data in told if kind == "text") == whole["text"]
    assert [data["status"] for kind, data in told if kind == "tool"][-1] == "done"
    assert (whole["status"], whole["model"], whole["thread"]) == (
        "done",
        "gemini-3.8-flash",
        told[0][1]["thread"],
    )
    assert float(whole["cost"]) > 0


async def test_a_change_waits_with_its_link(client, headers, sandbox, gemini):
    change = Call(
        "create_records", {"base": "Sales pipeline", "table": "Deals", "records": [{"Name": "Tea"}]}
    )
    gemini.will(Answer([change]), Answer(["It waits for approval."]))

    answer = (await client.post(ADDRESS, json={"text": "Add a deal named Tea"}, headers=headers)).json()

    plan = answer["pending"][0]["plan"]
    assert answer["pending"] == [{"plan": plan, "link": f"http://127.0.0.1:8000/changes/?p={plan}"}]


async def test_an_answer_that_failed_says_why_and_is_kept(client, headers, gemini, owner):
    gemini.will(Answer(["Half"], error=Fault(503, "UNAVAILABLE")))

    answer = (await client.post(ADDRESS, json={"text": "Hello?"}, headers=headers)).json()

    assert (answer["status"], answer["text"], answer["problem"]["code"]) == ("failed", "Half", "unavailable")
    assert (await assistant.get_thread(owner, answer["thread"])).messages[1].text == "Half"


async def test_a_question_sent_again_under_its_name_is_asked_once(client, headers, owner):
    asked = {"text": HELP, "client_id": "mine-1"}

    first, second = [(await client.post(ADDRESS, json=asked, headers=headers)).json() for _ in range(2)]

    assert first == second
    assert len(await assistant.list_threads(owner)) == 1


async def test_an_idempotency_key_goes_with_a_whole_answer_and_not_with_a_stream(client, headers, owner):
    keyed = {**headers, "idempotency-key": "k1"}

    once, again = [await client.post(ADDRESS, json={"text": HELP}, headers=keyed) for _ in range(2)]
    stream = await client.post(
        ADDRESS,
        json={"text": HELP},
        headers={**headers, "idempotency-key": "k2", "accept": "text/event-stream"},
    )

    assert once.json() == again.json()
    assert len(await assistant.list_threads(owner)) == 1
    assert (stream.status_code, stream.json()["code"]) == (422, "invalid_input")


async def test_a_thread_of_somebody_else_is_unknown(client, headers, editor):
    theirs = (await client.post(ADDRESS, json={"text": HELP}, headers=headers)).json()["thread"]

    reply = await client.post(
        ADDRESS, json={"text": "And?", "thread": theirs}, headers=cookie_of(begin_session(editor))
    )

    assert (reply.status_code, reply.json()["code"]) == (404, "not_found")


async def test_a_key_that_only_reads_is_offered_no_tool_that_writes(client, owner, sandbox, gemini):
    gemini.will(Answer(["Hello."]))
    key = auth.make_api_key(confirmed(owner), name="Report", scope="read", days=1).key

    reply = await client.post(ADDRESS, json={"text": "Delete all deals"}, headers={"x-api-key": key})

    names = [each["name"] for each in gemini.heard[0].body["tools"][0]["functionDeclarations"]]
    assert reply.status_code == 200
    assert not [name for name in names if name.startswith(("create_", "update_", "delete_", "apply_"))]


@pytest.mark.parametrize(
    "asked", [{"text": ""}, {"text": "x" * 8_001}, {"text": "a\x00b"}, {"text": "a", "b": 1}]
)
async def test_a_question_that_cannot_be_asked_is_refused_and_leaves_no_thread(client, headers, owner, asked):
    reply = await client.post(ADDRESS, json=asked, headers=headers)

    assert reply.status_code == 422
    assert await assistant.list_threads(owner) == []
