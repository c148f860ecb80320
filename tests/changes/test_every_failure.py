"""Whatever fails, and whenever: each record is before or after its change, and the receipt says which.

`EVERY=1` tries each place there is; else every so many-eth, beginning with the first.
"""

import os
from collections.abc import Callable

import pytest

from app import changes, sagas
from app.actor import Actor
from app.changes import ChangePlan, PlanRow
from app.errors import Conflict, PlatformError
from app.jobs.steps import HANDLERS
from tests.changes import failing, stock
from tests.changes.failing import Failing
from tests.harness.databases import Database
from tests.sagas import running
from tests.sandbox_server import SandboxServer
from tests.things import THINGS

EVERY = int(os.environ.get("EVERY", "7"))
MOST = 2_000
pytestmark = pytest.mark.timeout(900)


class Try:
    """One try: a record is changed, one made, one deleted, and all of it taken back, with one failure somewhere."""

    def __init__(self, server: SandboxServer, editor: Actor, number: int) -> None:
        self.server = server
        self.editor = editor
        self.number = number
        self.name = f"Screw {number}"
        self.doomed = f"Doomed {number}"
        body = {"fields": {"Name": self.doomed}}
        made = server.call("POST", f"/v0/{stock.BASE}/{THINGS}", json=body)
        self.doomed_id = str(made.json()["id"])
        self.before = self.count()

    def count(self) -> int:
        there = stock.there(self.server, 4)
        assert there is not None
        return int(there["Count"])

    def plan(self) -> ChangePlan:
        return stock.plan(
            self.editor,
            stock.update(4, Count=1_000 + self.number),
            stock.create(Name=self.name),
            stock.Operation(kind="delete", table_id=THINGS, record_id=self.doomed_id),
            key=f"try {self.number}",
        )

    def check(self, plan: ChangePlan, rows: list[PlanRow]) -> None:
        """Outside stands what the receipt says."""
        assert plan.status in ("applied", "partly", "failed")
        changed, made, deleted = rows
        names = [record["fields"].get("Name") for record in _all(self.server)]
        is_after = {
            changed.id: self.count() == 1_000 + self.number,
            made.id: names.count(self.name) == 1,
            deleted.id: self.doomed not in names,
        }
        assert names.count(self.name) <= 1
        assert changed.id in is_after
        assert is_after[changed.id] or self.count() == self.before
        for row in rows:
            assert row.state in ("verified", "failed", "kept", "unknown"), row
            if row.state != "unknown":
                assert is_after[row.id] is (row.state == "verified"), row

    def check_undone(self, plan: ChangePlan, rows: list[PlanRow]) -> None:
        """What was taken back stands as before; what was not, stands as it was made."""
        assert plan.status in ("applied", "partly", "failed")
        names = [record["fields"].get("Name") for record in _all(self.server)]
        assert names.count(self.name) <= 1
        assert names.count(self.doomed) <= 1
        for row in rows:
            assert row.state in ("verified", "failed", "kept", "unknown", "dropped"), row
            if row.state == "verified" and row.kind == "delete":
                assert names.count(self.name) == 0
            if row.state == "verified" and row.kind == "create":
                assert names.count(self.doomed) == 1
            if row.state == "verified" and row.kind == "update":
                assert self.count() == self.before


def _all(server: SandboxServer) -> list[dict]:
    found: list[dict] = []
    offset = ""
    while True:
        page = server.get(f"/v0/{stock.BASE}/{THINGS}", params={"offset": offset} if offset else None).json()
        found += page["records"]
        offset = page.get("offset", "")
        if not offset:
            return found


def again(act: Callable[[], ChangePlan], told: Callable[[], ChangePlan]) -> ChangePlan:
    """As a person does it: what failed is done again; what was done before the failure came is looked at."""
    for _ in range(5):
        try:
            return act()
        except Conflict:
            return told()
        except PlatformError:
            continue
    raise AssertionError("It fails again and again.")


def settled(actor: Actor, plan_id: str) -> tuple[ChangePlan, list[PlanRow]]:
    """Workers take over what stands still, until the plan is over."""
    for _ in range(40):
        try:
            plan = changes.get_plan(actor, plan_id)
            if plan.status in ("applied", "partly", "failed"):
                return plan, list(changes.plan_rows(actor, plan_id).items)
            _work(plan.run_id)
            changes.settle_ended(actor)
        except PlatformError:
            continue
    raise AssertionError(f"The plan stands still: {running.statuses(plan.run_id)}")


def _work(run_id: str) -> None:
    for step in running.steps_of(run_id):
        if step.status == "running":
            running.expire_lease(run_id, step.seq)
    sagas.sweep(running.SYSTEM)
    for step in running.steps_of(run_id):
        if step.status == "ready":
            running.make_due(run_id, step.seq)
    sagas.drive(run_id, HANDLERS, running.as_editor)


@pytest.fixture(params=["database", "redis", "500", "cut before", "cut after"])
def failure(request: pytest.FixtureRequest, database: Database, server: SandboxServer) -> Failing:
    match request.param:
        case "database":
            return failing.of_database(database)
        case "redis":
            return failing.of_redis()
        case "500":
            return failing.of_service(server, "error", "before")
        case "cut before":
            return failing.of_service(server, "drop", "before")
        case _:
            return failing.of_service(server, "drop", "after")


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses before another call take no time."""
    monkeypatch.setattr("app.airtable._client.time.sleep", lambda _seconds: None)


def test_change_is_before_or_after_whatever_fails_when(
    failure: Failing, server: SandboxServer, editor: Actor
) -> None:
    for number in range(1, MOST, EVERY):
        attempt = Try(server, editor, number)
        with failure(number) as times:
            plan = again(attempt.plan, attempt.plan)
            again(
                lambda plan=plan: stock.approve(editor, plan),
                lambda plan=plan: changes.get_plan(editor, plan.id),
            )
            done, rows = settled(editor, plan.id)
        attempt.check(*settled(editor, done.id))
        if not times.came:
            assert [row.state for row in rows] == ["verified"] * 3
            return
    raise AssertionError("The failure came each time.")


def test_undo_is_before_or_after_whatever_fails_when(
    failure: Failing, server: SandboxServer, editor: Actor
) -> None:
    for number in range(1, MOST, EVERY):
        attempt = Try(server, editor, number)
        plan = attempt.plan()
        stock.approve(editor, plan)
        done, _ = settled(editor, plan.id)
        with failure(number) as times:
            undo = again(
                lambda done=done: changes.undo(editor, done.id), lambda done=done: _undo_of(editor, done)
            )
            again(
                lambda undo=undo: stock.approve(editor, undo),
                lambda undo=undo: changes.get_plan(editor, undo.id),
            )
            taken, rows = settled(editor, undo.id)
        attempt.check_undone(*settled(editor, taken.id))
        if not times.came:
            assert [row.state for row in rows] == ["verified"] * 3
            return
    raise AssertionError("The failure came each time.")


def _undo_of(actor: Actor, plan: ChangePlan) -> ChangePlan:
    return next(each for each in changes.list_plans(actor).items if each.undo_of == plan.id)
