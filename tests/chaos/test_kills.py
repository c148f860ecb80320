"""kill -9 of any part: it comes back by itself, and nothing that was kept is lost."""

import json
import random
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis
from sqlmodel import col, select

from app import config, db
from app.actor import Role
from app.models import OutboxJob, Person, Session, utc_now
from app.supervisor.embedded_redis import read_address
from tests.factories import make_outbox_job
from tests.harness import databases, killer
from tests.harness.killer import child_of
from tests.harness.processes import wait_until
from tests.harness.stack import Stack, running_stack
from tests.jobs.rows import SYSTEM
from tests.people import make_member, make_team

PARTS = (
    ("app.cli", "web"),
    ("app.cli", "sandbox"),
    ("app.cli", "dispatcher"),
    ("--queue", "interactive"),
    ("--queue", "default"),
    ("--queue", "bulk"),
    ("valkey-server",),
)
BACK_SECONDS = 60
KILLS = 10


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running_stack(tmp_path_factory.mktemp("chaos") / "data") as running, _same_data(running.data_dir):
        _wait_for_all_parts(running)
        yield running


@contextmanager
def _same_data(data_dir: Path) -> Iterator[None]:
    """This process reads and writes the database of the running product."""
    with pytest.MonkeyPatch.context() as patch:
        databases.use_settings(patch, PLATFORM_DATA_DIR=str(data_dir))
        yield
        databases.disconnect()
    config.reload()


def _wait_for_all_parts(product: Stack) -> None:
    def all_run() -> bool:
        try:
            return all(child_of(product.pid, *words).is_running() for words in PARTS) and product.is_ready()
        except killer.NoSuchChild:
            return False

    wait_until("every part runs", all_run, timeout_seconds=BACK_SECONDS)


def _kill_part(product: Stack, *words: str) -> int:
    """Kills one part and returns when another process has taken its place."""
    dead = child_of(product.pid, *words).pid
    killer.kill(dead)

    def is_back() -> bool:
        try:
            return child_of(product.pid, *words).pid != dead
        except killer.NoSuchChild:
            return False

    wait_until(f"{' '.join(words)} is back", is_back, timeout_seconds=BACK_SECONDS)
    return dead


def _ask(queue: str) -> str:
    return make_outbox_job("health.probe", queue=queue, args={"queue": queue}).id


def _wait_until_done(*outbox_ids: str) -> None:
    def all_done() -> bool:
        with db.uow(SYSTEM, read_only=True) as session:
            wanted = select(OutboxJob.status).where(col(OutboxJob.id).in_(outbox_ids))
            return set(session.exec(wanted).all()) == {"done"}

    wait_until("the jobs are done", all_done, timeout_seconds=75)


def test_visitor_waits_instead_of_being_refused_while_web_comes_back(product: Stack) -> None:
    dead = child_of(product.pid, "app.cli", "web").pid
    killer.kill(dead)

    with urllib.request.urlopen(f"{product.url}/livez", timeout=BACK_SECONDS) as reply:
        status = reply.status

    assert status == 200
    assert child_of(product.pid, "app.cli", "web").pid != dead
    assert "web         was ended by SIGKILL, starting again in 0.2 s" in product.said()


@pytest.mark.parametrize("queue", ["interactive", "default", "bulk"])
def test_jobs_go_on_after_a_worker_was_killed(product: Stack, queue: str) -> None:
    _kill_part(product, "--queue", queue)

    _wait_until_done(_ask(queue))


def test_jobs_go_on_after_the_dispatcher_was_killed(product: Stack) -> None:
    _kill_part(product, "app.cli", "dispatcher")

    _wait_until_done(_ask("default"))


def test_jobs_go_on_after_redis_was_killed_and_what_it_synced_is_there(product: Stack) -> None:
    address = read_address(product.data_dir / "redis")
    assert address is not None
    with Redis.from_url(address.url, db=1) as client:
        client.set("chaos", "kept")
        client.execute_command("WAITAOF", 1, 0, 5000)

    _kill_part(product, "valkey-server")

    _wait_until_done(_ask("default"), _ask("bulk"))
    with Redis.from_url(address.url, db=1) as client:
        assert client.get("chaos") == b"kept"
    wait_until("the product is ready", product.is_ready)


def test_sandbox_comes_back_at_the_same_address(product: Stack) -> None:
    url = json.loads((product.data_dir / "running.json").read_text())["sandbox_url"]
    port = url.rpartition(":")[2]

    _kill_part(product, "app.cli", "sandbox")

    assert port in child_of(product.pid, "app.cli", "sandbox").cmdline()


def test_killed_supervisor_takes_all_with_it_and_the_next_start_has_everything(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    with running_stack(data_dir) as first, _same_data(data_dir):
        _wait_for_all_parts(first)
        owner = make_member(make_team("Northwind"), "Olivia", Role.OWNER)
        session_row = Session(
            id="a" * 64,
            person_id=owner.person_id,
            team_id=owner.team_id,
            expires_at=utc_now() + timedelta(days=1),
        )
        with db.uow(SYSTEM) as session:
            session.add(session_row)
        below = [process.pid for process in killer.tree(first.pid)[1:]]
        killer.kill(first.pid)
        waiting = _ask("default")
        wait_until("all have died with it", lambda: not any(killer.is_alive(pid) for pid in below))

    with running_stack(data_dir, port=int(first.url.rpartition(":")[2])) as second, _same_data(data_dir):
        _wait_until_done(waiting)
        with db.uow(SYSTEM, read_only=True) as session:
            person, kept = session.get(Person, owner.person_id), session.get(Session, "a" * 64)

    assert person is not None
    assert kept is not None
    assert (person.email, kept.person_id, kept.revoked_at) == ("olivia@example.test", owner.person_id, None)
    assert "  Front end   up to date" in second.said()


def test_random_kills_lose_no_job(product: Stack) -> None:
    seed = random.randrange(1_000_000)
    print(f"seed {seed}")
    chance, asked = random.Random(seed), []
    stop = threading.Event()

    def keep_asking() -> None:
        while not stop.wait(0.1):
            asked.append(_ask(chance.choice(["interactive", "default", "bulk"])))

    thread = threading.Thread(target=keep_asking)
    thread.start()
    for _ in range(KILLS):
        victims = [process.pid for process in killer.tree(product.pid)[1:]]
        killer.kill(chance.choice(victims))
        stop.wait(chance.uniform(0.05, 1))
    stop.set()
    thread.join()

    _wait_for_all_parts(product)
    _wait_until_done(*asked)
