"""How long does a plan of 5,000 records take out of the mirror, and how many calls do changes cost?"""

import tempfile
import time
from pathlib import Path

import pytest

from app import changes, config, db, sagas, tables
from app.actor import Actor, Role
from app.airtable import _sandbox_limits as connection_limits
from app.changes import ChangePlan, Operation
from app.jobs.steps import HANDLERS
from bench.saga_engine import make_editor
from bench.tables import Row, show
from tests import things
from tests.harness.databases import TEST_KEY, disconnect, use_settings
from tests.harness.postgres import running_postgres
from tests.harness.redis import running_redis
from tests.sandbox_server import SandboxServer

RECORDS, CHANGED = 5_000, 1_000
BASE_CALLS, BASE_SECONDS = 5, 1.1
COUNT = things.field_id("Count")


def main() -> None:
    """Print a table for each database. The bars: a plan of 5,000 records < 2 s; a cell in two calls."""
    with tempfile.TemporaryDirectory(prefix="bench-") as made, pytest.MonkeyPatch.context() as patch:
        folder = Path(made)
        (folder / "data").mkdir()
        settings = {"PLATFORM_DATA_DIR": str(folder / "data"), "PLATFORM_SECRET_KEY": TEST_KEY}
        with running_redis() as redis, running_postgres() as postgres:
            for name, database in (("SQLite", ""), ("PostgreSQL", postgres.url(postgres.create()))):
                more = {"DATABASE_URL": database} if database else {}
                use_settings(patch, **settings, **more, REDIS_URL=redis.url)
                db.migrate()
                rows = [{"Name": f"Thing {number}", "Count": number} for number in range(RECORDS)]
                with things.serving(folder / f"sandbox-{name}", rows) as server:
                    _measure(name, server)
                if not database:
                    with things.serving(folder / "limited", rows) as server:
                        _measure_budget(server)
                disconnect()
    config.settings.cache_clear()


def _measure(database: str, server: SandboxServer) -> None:
    actor = make_editor()
    tables.refresh_mirror(actor, "Stock", "Things")
    rows = []
    for name, number in (("a cell", 1), ("1,000 records", CHANGED), ("5,000 records", RECORDS)):
        server.forget_requests()
        began = time.perf_counter()
        plan = changes.plan(actor, things.BASE, _updates(number), base_name="Stock")
        planned = time.perf_counter() - began
        asked = len(server.requests())
        written, calls = 0.0, 0
        if number < RECORDS:
            server.forget_requests()
            began = time.perf_counter()
            _carry_out(actor, plan)
            written, calls = time.perf_counter() - began, len(server.requests())
        rows.append(Row(name, (planned, asked, written, calls)))
    title = f"{database}: plans out of the mirror, and carried out without a limit of calls"
    show(title, ("plan s", "calls", "written s", "calls"), rows)


def _measure_budget(server: SandboxServer) -> None:
    """What is used of the calls that a base may get, with a sandbox that counts as Airtable does."""
    actor = make_editor("budget@example.test")
    server.call("PATCH", "/_control/limits", json={"enabled": True}).raise_for_status()
    connection_limits.forget()
    tables.refresh_mirror(actor, "Stock", "Things")
    plan = changes.plan(actor, things.BASE, _updates(CHANGED, offset=7), base_name="Stock")
    server.forget_requests()
    began = time.perf_counter()
    _carry_out(actor, plan)
    seconds, calls = time.perf_counter() - began, len(server.requests())
    refused = sum(call["status"] == 429 for call in server.requests())
    allowed = BASE_CALLS / BASE_SECONDS * seconds
    rows = [Row("calls allowed", (allowed, 0)), Row("calls made", (calls, refused), "bar 0.95x")]
    show(
        f"An approved change of {CHANGED:,} records within the budget, {seconds:.0f} s",
        ("calls", "refused"),
        rows,
    )


def _updates(number: int, *, offset: int = 0) -> list[Operation]:
    return [
        Operation(
            kind="update",
            table_id=things.THINGS,
            record_id=things.thing_id(row),
            cells={COUNT: row + number + offset},
        )
        for row in range(number)
    ]


def _carry_out(actor: Actor, plan: ChangePlan) -> None:
    done = changes.approve(actor, plan.id, plan.digest)
    while changes.get_plan(actor, plan.id).status == "applying":
        sagas.drive(
            done.run_id,
            HANDLERS,
            lambda team, person, door: Actor(team, person, Role.EDITOR, door),
            slice_seconds=600,
        )
