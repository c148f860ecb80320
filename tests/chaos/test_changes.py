"""kill -9 of any part while changes are being made: each record is written once, and the receipt tells the truth.

What is there afterwards is read from the sandbox, not from the product. `KILLS=300 pytest tests/chaos/test_changes.py`
makes a long run of it; the seed is printed.
"""

import json
import os
import random
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyairtable import Api

from app import config
from tests.harness import databases, killer, stack
from tests.harness.killer import child_of
from tests.harness.processes import wait_until
from tests.harness.sign_in import session_cookie
from tests.harness.stack import Stack, running_stack

PARTS = (
    ("app.cli", "web"),
    ("app.cli", "sandbox"),
    ("app.cli", "dispatcher"),
    ("--queue", "bulk"),
    ("--queue", "bulk"),
    ("--queue", "interactive"),
    ("valkey-server",),
)
BASE, TABLE = "Sales pipeline", "Contacts"
ROWS_A_PLAN = 60
KILLS = int(os.environ.get("KILLS", "8"))
DRAIN_SECONDS = 150
# The web process may have been killed several times in a row, and starts again after growing pauses.
PATIENCE_SECONDS = 120


class Person:
    """A program of somebody signed in, which goes on while the web process comes back."""

    def __init__(self, product: Stack, cookie: str) -> None:
        self.product = product
        self.cookie = cookie

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        found: list[Any] = []

        def is_answered() -> bool:
            request = urllib.request.Request(
                f"{self.product.url}/api/v1{path}",
                data=None if body is None else json.dumps(body).encode(),
                method=method,
                headers={
                    "cookie": self.cookie,
                    "origin": self.product.url,
                    "content-type": "application/json",
                    **headers,
                },
            )
            try:
                with urllib.request.urlopen(request, timeout=15) as reply:
                    found.append(json.loads(reply.read() or b"{}"))
            except urllib.error.HTTPError as exc:
                if exc.code in (409, 502, 503):
                    found.append({"status": exc.code})
                    return exc.code == 409
                raise
            except (OSError, ValueError):
                return False
            return True

        wait_until(f"{method} {path}", is_answered, timeout_seconds=PATIENCE_SECONDS)
        return found[-1]


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stack, Person]]:
    data_dir: Path = tmp_path_factory.mktemp("changes") / "data"
    seeded = stack.command("seed", "--stage", "demo", data_dir=data_dir)
    owner = next(each for each in json.loads(seeded.stdout)["people"] if each["role"] == "owner")
    with running_stack(data_dir) as running:
        yield running, Person(running, session_cookie(running.url, owner["email"], owner["password"]))


@pytest.mark.timeout(400 + 4 * KILLS)
def test_kills_while_plans_are_carried_out_lose_and_double_nothing(product: tuple[Stack, Person]) -> None:
    running, person = product
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    plans = [begin(person, number) for number in range(3)]

    for _ in range(KILLS):
        time.sleep(chance.uniform(0.2, 1.2))
        try:
            killer.kill(child_of(running.pid, *chance.choice(PARTS)).pid)
        except killer.NoSuchChild:
            continue
        if len([plan for plan in plans if is_over(person, plan)]) == len(plans):
            plans.append(begin(person, len(plans)))

    wait_until(
        "every plan is over",
        lambda: all(is_over(person, plan) for plan in plans),
        timeout_seconds=DRAIN_SECONDS,
    )
    found = outside(running)
    verified = [check(person, number, plan, found) for number, plan in enumerate(plans)]
    print(f"{len(plans)} plans, {sum(verified)} of {ROWS_A_PLAN * len(plans)} records verified")
    assert all(verified)


def begin(person: Person, number: int) -> str:
    """A plan that makes records whose names nobody else uses, approved."""
    operations = [
        {"kind": "create", "table": TABLE, "cells": {"Name": f"Chaos {number}-{row}"}}
        for row in range(ROWS_A_PLAN)
    ]
    body = {"base": BASE, "operations": operations, "key": f"chaos-{number}"}
    made = person.ask("POST", "/changes", body)
    person.ask("POST", f"/changes/{made['id']}/approve", {"digest": made["digest"]})
    return str(made["id"])


def is_over(person: Person, plan_id: str) -> bool:
    return person.ask("GET", f"/changes/{plan_id}").get("status") in ("applied", "partly", "failed")


def outside(product: Stack) -> Counter[str]:
    """How often each name stands in the sandbox itself."""
    address = json.loads((product.data_dir / "running.json").read_text())["sandbox_url"]
    with pytest.MonkeyPatch.context() as patch:
        token = databases.use_settings(patch, PLATFORM_DATA_DIR=str(product.data_dir)).sandbox_token
    config.reload()
    client = Api(token, endpoint_url=address)
    base = next(base for base in client.bases() if base.name == BASE)
    records = base.table(TABLE).all(formula="FIND('Chaos', {Name})", fields=["Name"])
    return Counter(record["fields"]["Name"] for record in records)


def check(person: Person, number: int, plan_id: str, found: Counter[str]) -> int:
    """Each row that the receipt calls verified is there once; none is there twice; the others are said. Gives how many
    are verified."""
    rows = person.ask("GET", f"/changes/{plan_id}/rows?limit=500")["items"]
    assert len(rows) == ROWS_A_PLAN
    for row in rows:
        times = found[row["record_name"]]
        assert times <= 1, f"{row['record_name']} is there {times} times"
        if row["state"] == "verified":
            assert times == 1, f"{row['record_name']} is lost"
        else:
            assert row["state"] in ("failed", "unknown"), row
    assert {row["record_name"] for row in rows} == {f"Chaos {number}-{row}" for row in range(ROWS_A_PLAN)}
    return sum(row["state"] == "verified" for row in rows)
