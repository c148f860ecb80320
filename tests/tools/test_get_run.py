"""The tool `get_run`."""

from app import tools
from app.sagas import StepSpec
from tests.sagas import running
from tests.sagas.running import Outside, drive, handlers, making
from tests.tools.reading import told


async def test_a_run_says_how_far_it_is_and_what_it_waits_for(owner, stranger, database, tmp_path):
    ask = StepSpec(name="Boss", handler="wait.approval@1", params={"role": "admin"})
    run_id = running.start(owner, [*making("a"), ask], title="Two things")
    drive(run_id, handlers(Outside(tmp_path / "outside")))

    found = await told(owner, "get_run", run_id=run_id)
    theirs = await tools.run(stranger, "get_run", {"run_id": run_id})

    assert (found["title"], found["status"]) == ("Two things", "running")
    assert found["waits_for"] == '"Boss" waits for somebody\'s approval.'
    assert [(step["name"], step["status"]) for step in found["steps"] if step["lane"] == "do"] == [
        ("Make a", "done"),
        ("Boss", "blocked"),
    ]
    assert (theirs.is_error, theirs.data["code"]) == (True, "not_found")
