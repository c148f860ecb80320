"""`/api/v1/runs`."""

import pytest

from app import sagas
from app.sagas import StepSpec
from tests.sagas import running
from tests.sagas.running import Outside, handlers, making
from tests.sessions import begin_session, cookie_of

RUNS = "/api/v1/runs"


@pytest.fixture
def headers(editor):
    return cookie_of(begin_session(editor))


@pytest.fixture
def run_id(editor, tmp_path):
    """A run that made "a" and waits for an editor's yes."""
    ask = StepSpec(name="Boss", handler="wait.approval@1", params={"role": "editor"})
    run_id = running.start(editor, [*making("a"), ask], title="Two things")
    running.drive(run_id, handlers(Outside(tmp_path / "outside")))
    return run_id


async def test_run_says_what_it_waits_for_and_how_it_got_there(client, headers, run_id):
    listed = (await client.get(RUNS, params={"attention": "any"}, headers=headers)).json()["items"]
    run = (await client.get(f"{RUNS}/{run_id}", headers=headers)).json()
    timeline = (await client.get(f"{RUNS}/{run_id}/timeline", headers=headers)).json()["items"]
    waiting = (await client.get(f"{RUNS}/approvals", headers=headers)).json()["items"]

    assert [(each["title"], each["done"], each["total"], each["attention"]) for each in listed] == [
        ("Two things", 1, 2, "approval")
    ]
    assert run["waits_for"] == '"Boss" waits for somebody\'s approval.'
    assert [event["kind"] for event in timeline][:2] == ["blocked", "claimed"]
    assert [each["run_id"] for each in waiting] == [run_id]


async def test_step_is_approved_once(client, headers, run_id):
    address = f"{RUNS}/{run_id}/steps/1/approve"

    replies = [await client.post(address, json={"comment": "Fine"}, headers=headers) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [204, 409]
    assert running.run_of(run_id).status == "completed"


async def test_run_is_paused_resumed_and_cancelled(client, headers, run_id):
    codes = [
        (await client.post(f"{RUNS}/{run_id}/{act}", json=body, headers=headers)).status_code
        for act, body in (
            ("pause", None),
            ("resume", None),
            ("cancel", {"reason": "Stop"}),
            ("cancel", {"reason": ""}),
        )
    ]

    assert codes == [204, 204, 204, 409]
    assert running.run_of(run_id).status == "compensating"


async def test_event_wakes_whoever_waits(client, headers, editor):
    run_id = running.start(editor, [StepSpec(name="Paid", handler="wait.event@1", params={"key": "paid:7"})])
    running.drive(run_id, {})

    reply = await client.post(
        f"{RUNS}/events", json={"key": "paid:7", "payload": {"sum": 3}}, headers=headers
    )

    assert reply.json() == {"steps": 1}
    assert sagas.get_run(editor, run_id).status == "completed"
