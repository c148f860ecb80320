"""How many steps a second does the engine do, against the commits that the same disk and database do meanwhile?"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app import config, db, queueing, sagas
from app.actor import Actor, Role
from app.models import Membership, Person, Probe, Team
from app.sagas import Step, StepSpec
from bench.tables import Row, show
from tests.harness.databases import TEST_KEY, disconnect, use_settings
from tests.harness.postgres import running_postgres
from tests.harness.redis import running_redis

STEPS = 400
COMMITS = 800
BAR = 0.40


def main() -> None:
    """Print a table for each database. The bar: steps/s >= 40 % of commits/s / 3."""
    with tempfile.TemporaryDirectory(prefix="bench-") as made, pytest.MonkeyPatch.context() as patch:
        folder = Path(made)
        (folder / "data").mkdir()
        settings = {"PLATFORM_DATA_DIR": str(folder / "data"), "PLATFORM_SECRET_KEY": TEST_KEY}
        with running_redis() as redis, running_postgres(durable=True) as postgres:
            for name, database in (("SQLite", ""), ("PostgreSQL", postgres.url(postgres.create()))):
                more = {"DATABASE_URL": database} if database else {}
                use_settings(patch, **settings, **more, REDIS_URL=redis.url)
                db.migrate()
                _measure(name, _peer(database or f"sqlite:///{folder}/peer.sqlite"))
                disconnect()
    config.settings.cache_clear()


def _measure(database: str, peer: float) -> None:
    actor = make_editor()
    commits = _rate(COMMITS, _commit)
    steps = _rate(STEPS, lambda number: _run(actor, STEPS) if number == 0 else None)
    messages = _rate(COMMITS, lambda number: queueing.send_run(f"bench{number}", "bulk", 1))
    rows = [
        Row("commits / 3", (commits / 3,), "one small update each"),
        Row("steps of a saga", (steps,), f"bar {BAR:.2f}x; each with an intent"),
        Row("steps in DBOS Transact", (peer,), "one record a step, without an intent, a lease or a fence"),
        Row("bare RQ messages", (messages,), "put into the queue; nothing is remembered of them"),
    ]
    show(f"{database}: a run of {STEPS} steps in one process", ("a second",), rows)


def _peer(url: str) -> float:
    """Steps a second of DBOS Transact on the same database."""
    url = url.replace("postgresql://", "postgresql+psycopg://")
    command = [sys.executable, "-m", "bench.durable_peer", url, str(STEPS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    if done.returncode:
        raise RuntimeError(done.stderr[-2_000:])
    return float(done.stdout.split()[-1])


def _commit(_number: int) -> None:
    with db.uow(Actor.system("bench")) as session:
        row = session.get(Probe, "bench") or Probe(queue="bench")
        row.milliseconds += 1
        session.add(row)


def _run(actor: Actor, steps: int) -> None:
    def effect(step: Step) -> None:
        step.intend()

    made = [StepSpec(name=f"Step {number}", handler="effect@1") for number in range(steps)]
    run = sagas.start(actor, "bench", made, is_driven_here=True)
    sagas.drive(run.id, {"effect@1": effect}, lambda _team, _person, _door: actor, slice_seconds=600)
    assert sagas.get_run(actor, run.id).status == "completed"


def _rate(times: int, act: Callable[[int], object]) -> float:
    began = time.perf_counter()
    for number in range(times):
        act(number)
    return times / (time.perf_counter() - began)


def make_editor(email: str = "bench@example.test") -> Actor:
    """An editor of a team of their own."""
    team, person = Team(name="Bench"), Person(email=email, name="Bench", password_hash="none")
    with db.uow(Actor.system("bench")) as session:
        session.add_all([team, person])
        session.flush()
        session.add(Membership(team_id=team.id, person_id=person.id, role=Role.EDITOR.value))
    return Actor(team_id=team.id, person_id=person.id, role=Role.EDITOR, door="bench")
