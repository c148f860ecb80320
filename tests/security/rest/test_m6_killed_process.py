"""M-6: a web process that is killed at any moment of a POST leaves it done once or not at all, and says which."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlmodel import col, select, update

from app import config, db
from app.actor import Actor, Role
from app.models import IdempotentRequest, Team
from tests.harness.processes import ROOT, answers, child, clean_environment, free_port, wait_until
from tests.people import make_member, make_team
from tests.sessions import begin_session, cookie_of

pytestmark = pytest.mark.chaos
KEY = "3f0c8a52-one-attempt"
ROUNDS = 4
REQUESTS = 8


@contextlib.contextmanager
def running_web(folder: Path, point: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """REST in a process of its own that dies at a point; gives its address."""
    port = free_port()
    names = ("PLATFORM_DATA_DIR", "PLATFORM_SECRET_KEY")
    settings = {name: os.environ[name] for name in names}
    environment = clean_environment(**settings, PLATFORM_PORT=str(port))
    command = [sys.executable, "-m", "tests.security.rest.dying_web", str(port), point]
    with child(command, log=folder / "web.log", env=environment, cwd=ROOT) as process:
        wait_until("REST answers", lambda: answers(port), timeout_seconds=60)
        yield f"http://127.0.0.1:{port}", process


@pytest.fixture
def headers(database):
    owner = make_member(make_team("Northwind"), "Olivia", Role.OWNER)
    return {**cookie_of(begin_session(owner)), "idempotency-key": KEY}


def make(url, headers, name):
    return httpx.post(f"{url}/api/v1/teams", json={"name": name}, headers=headers, timeout=30)


def made() -> Counter:
    with db.uow(Actor.system("test"), read_only=True) as unit:
        return Counter(unit.exec(select(Team.name)).all())


def let_the_lease_pass() -> None:
    earlier = timedelta(seconds=config.limits().lease_seconds)
    with db.uow(Actor.system("test")) as unit:
        for row in unit.exec(select(IdempotentRequest).where(IdempotentRequest.status == 0)).all():
            aged = update(IdempotentRequest).where(col(IdempotentRequest.id) == row.id)
            unit.exec(aged.values(created_at=row.created_at - earlier))


@pytest.mark.parametrize(("point", "teams"), [("before the work", 0), ("between commit and reply", 1)])
def test_request_whose_process_was_killed_is_never_done_again(headers, tmp_path, point, teams):
    with running_web(tmp_path, point) as (url, process):
        with pytest.raises(httpx.TransportError):
            make(url, headers, "Fabrikam")
        assert process.wait(10) == -signal.SIGKILL

    with running_web(tmp_path, "never") as (url, _):
        soon = make(url, headers, "Fabrikam")
        let_the_lease_pass()
        later = [make(url, headers, "Fabrikam") for _ in range(3)]

    assert (soon.status_code, soon.json()["code"], soon.headers["retry-after"]) == (409, "in_progress", "1")
    assert [(reply.status_code, reply.json()["code"]) for reply in later] == [(409, "outcome_unknown")] * 3
    assert made()["Fabrikam"] == teams


def test_reply_that_was_kept_and_not_sent_is_given_by_the_next_process(headers, tmp_path):
    with running_web(tmp_path, "after the reply was kept") as (url, process):
        with pytest.raises(httpx.TransportError):
            make(url, headers, "Fabrikam")
        assert process.wait(10) == -signal.SIGKILL

    with running_web(tmp_path, "never") as (url, _):
        replies = [make(url, headers, "Fabrikam") for _ in range(3)]

    assert [(reply.status_code, reply.headers["idempotency-replayed"]) for reply in replies] == [
        (201, "true")
    ] * 3
    assert {reply.json()["name"] for reply in replies} == {"Fabrikam"}
    assert made()["Fabrikam"] == 1


def test_processes_killed_at_any_moment_do_nothing_twice(headers, tmp_path):
    chance, names = random.Random(20_260_101), [f"Team-{number}" for number in range(ROUNDS * REQUESTS)]

    for number in range(ROUNDS):
        mine = names[number * REQUESTS : (number + 1) * REQUESTS]
        with running_web(tmp_path, "never") as (url, process):
            killer = threading.Timer(chance.uniform(0.01, 0.25), process.kill)
            killer.start()
            _ask_until_it_is_gone(url, headers, mine)
            killer.join()
            process.wait(10)
    let_the_lease_pass()
    with running_web(tmp_path, "never") as (url, _):
        replies = {name: make(url, {**headers, "idempotency-key": name}, name) for name in names}
        again = {name: make(url, {**headers, "idempotency-key": name}, name) for name in names}

    counts = made()
    assert {reply.status_code for reply in replies.values()} <= {201, 409}
    assert {name: reply.content for name, reply in again.items() if reply.status_code == 201} == {
        name: reply.content for name, reply in replies.items() if reply.status_code == 201
    }
    assert [name for name in names if replies[name].status_code == 201 and counts[name] != 1] == []
    assert [name for name in names if counts[name] > 1] == []


def _ask_until_it_is_gone(url: str, headers: dict[str, str], names: list[str]) -> None:
    """Every request, over and over, as an impatient client sends it, until nobody answers."""
    ends = time.monotonic() + 30
    with contextlib.suppress(httpx.TransportError):
        while time.monotonic() < ends:
            for name in names:
                make(url, {**headers, "idempotency-key": name}, name)
