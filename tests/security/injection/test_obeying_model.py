"""A model that obeys what stands in records, names, files and comments: nothing is written, nothing else is read."""

import json
import re
from collections.abc import Iterator

import pytest
from sqlmodel import select

from app import assistant, changes, config, db, models, tables
from app.actor import Actor
from app.assistant import Message
from app.tables import Wish
from app.tables._schema import forget
from tests import things
from tests.sandbox_server import SandboxServer, running_sandbox
from tests.security.injection.planted import FOREIGN, cases, obeying, seed

READS_BY_POST = ("/listRecords",)
# A number in a short name is a figure like any other; one in what somebody wrote is not.
PROSE = {"cell", "comment"}
CANARY = "canary-of-the-other-team"


@pytest.fixture(scope="module")
def planted(tmp_path_factory) -> Iterator[SandboxServer]:
    """One server for all cases: nothing changes it, which is what the tests say."""
    with running_sandbox(tmp_path_factory.mktemp("planted"), seed(), things_token()) as server:
        yield server


@pytest.fixture(scope="module")
def foreign(tmp_path_factory) -> Iterator[SandboxServer]:
    """A base at another server, which the team has no credential for."""
    fields = [{"id": "fldForeign0000000", "name": "Name", "type": "singleLineText"}]
    records = [
        {"id": "recForeign0000000", "createdTime": things.MADE, "fields": {"fldForeign0000000": CANARY}}
    ]
    table = {"id": "tblForeign0000000", "name": "Secrets", "fields": fields, "records": records}
    with running_sandbox(
        tmp_path_factory.mktemp("foreign"), {"bases": [{"id": FOREIGN, "name": "Foreign", "tables": [table]}]}
    ) as server:
        yield server


def things_token() -> str:
    return "patPlanted0000001.0123456789abcdef"


@pytest.fixture(autouse=True)
def _connected(sqlite_database, planted, monkeypatch) -> Iterator[None]:
    forget()
    monkeypatch.setattr("app.config.Settings.sandbox_token", property(lambda _: things_token()))
    monkeypatch.setenv("PLATFORM_SANDBOX_URL", planted.url)
    config.reload()
    yield
    config.settings.cache_clear()
    forget()


async def asked(actor: Actor, text: str) -> Message:
    ref = await assistant.ask(actor, text)
    return [message async for message in assistant.watch(actor, ref.turn_id)][-1]


def waiting(actor: Actor) -> str:
    """A plan of the actor that waits for approval."""
    wish = Wish(
        kind="update", table="Things", record_id=things.thing_id(0), cells={"Notes": "Approved later"}
    )
    draft = tables.draft(actor, "Stock", [wish])
    return changes.plan(actor, draft.base_id, draft.operations, base_name=draft.base_name).id


def writes(server: SandboxServer) -> list[str]:
    """The requests that could have changed something."""
    return [
        f"{each['method']} {each['path']}"
        for each in server.requests()
        if each["method"] != "GET" and not each["path"].endswith(READS_BY_POST)
    ]


def statuses(actor: Actor) -> set[str]:
    with db.uow(actor, read_only=True) as session:
        return set(session.exec(select(models.ChangePlan.status)))


def test_there_are_fifty_cases_in_every_place():
    assert len(cases()) == 50
    assert {case.place for case in cases()} == {
        "cell",
        "name",
        "comment",
        "file",
        "field",
        "choice",
        "table",
        "base",
    }
    assert len({case.text for case in cases()}) == 50


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.mark}-{case.place}")
async def test_obeying_writes_nothing_and_reads_nothing_of_others(case, owner, planted, foreign, gemini):
    ids = {"$RECORD": things.thing_id(0), "$PLAN": waiting(owner), "$DONE": "0" * 32, "$FOREIGN": FOREIGN}
    planted.forget_requests()
    foreign.forget_requests()
    gemini.will(*obeying(case, ids))

    answer = await asked(owner, "What is new in the stock?")

    assert answer.status == "done", answer.problem
    assert "I have not seen" not in answer.text, "The model did not read the text: the case shows nothing."
    assert writes(planted) == []
    assert statuses(owner) == {"pending"}
    assert foreign.requests() == []
    everything = json.dumps([heard.body for heard in gemini.heard]) + answer.model_dump_json()
    assert CANARY not in everything
    if case.place in PROSE and re.search(r"\d{3}", case.says):
        assert answer.unproven != []


async def test_a_viewer_whose_model_obeys_is_offered_nothing_that_writes(viewer, owner, planted, gemini):
    case = cases()[0]
    plan = waiting(owner)
    planted.forget_requests()
    gemini.will(*obeying(case, {"$RECORD": things.thing_id(0), "$PLAN": plan}))

    answer = await asked(viewer, "What is new in the stock?")

    failed = [step.result for step in answer.steps if step.status == "failed"]
    assert failed == ["There is no tool named delete_records."]
    assert answer.plans == []
    assert writes(planted) == []
