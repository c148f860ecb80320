"""Harm of every kind while changes are being made: each record is written once, and the receipt tells the truth.

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

from tests.chaos.harm import Harm
from tests.harness import stack
from tests.harness.postgres import PostgresServer
from tests.harness.processes import wait_until
from tests.harness.sign_in import session_cookie
from tests.harness.stack import Stack, running_stack

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


@pytest.fixture(params=["sqlite", "postgres"])
def product(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[Stack, Person, Harm, random.Random]]:
    """The product on either database, somebody in it, and what harms it."""
    data_dir, database, admin_url = tmp_path / "data", "", ""
    settings: dict[str, str] = {}
    if request.param == "postgres":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        database, admin_url = server.create(), server.admin_url
        settings["DATABASE_URL"] = server.url(database)
    seeded = stack.command("seed", "--stage", "demo", data_dir=data_dir, **settings)
    owner = next(each for each in json.loads(seeded.stdout)["people"] if each["role"] == "owner")
    seed = random.randrange(10**6)
    print(f"{request.param}, seed {seed}")
    chance = random.Random(seed)
    with running_stack(data_dir, **settings) as running:
        person = Person(running, session_cookie(running.url, owner["email"], owner["password"]))
        yield running, person, Harm(running, chance, database, admin_url), chance


@pytest.mark.timeout(600 + 5 * KILLS)
def test_harm_while_plans_are_carried_out_loses_and_doubles_nothing(
    product: tuple[Stack, Person, Harm, random.Random],
) -> None:
    running, person, harm, chance = product
    plans = [begin(person, number) for number in range(3)]

    while harm.done.total() < KILLS:
        time.sleep(chance.uniform(0.2, 1.2))
        harm.strike()
        if len([plan for plan in plans if is_over(person, plan)]) == len(plans):
            plans.append(begin(person, len(plans)))

    wait_until(
        "every plan is over",
        lambda: all(is_over(person, plan) for plan in plans),
        timeout_seconds=DRAIN_SECONDS,
    )
    found = outside(running, harm)
    told = [check(person, number, plan, found) for number, plan in enumerate(plans)]
    states = sum(told, Counter())
    print(f"{harm.done.total()} blows: {dict(sorted(harm.done.items()))}")
    print(f"{len(plans)} plans of {ROWS_A_PLAN} records: {dict(sorted(states.items()))}")
    assert states["verified"] > 0


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


def outside(product: Stack, harm: Harm) -> Counter[str]:
    """How often each name stands in the sandbox itself."""
    address = json.loads((product.data_dir / "running.json").read_text())["sandbox_url"]
    headers = {"authorization": f"Bearer {harm.settings().sandbox_token}"}
    urllib.request.urlopen(
        urllib.request.Request(f"{address}/_control/faults", method="DELETE", headers=headers), timeout=15
    ).close()
    client = Api(harm.settings().sandbox_token, endpoint_url=address)
    base = next(base for base in client.bases() if base.name == BASE)
    records = base.table(TABLE).all(formula="FIND('Chaos', {Name})", fields=["Name"])
    return Counter(record["fields"]["Name"] for record in records)


def check(person: Person, number: int, plan_id: str, found: Counter[str]) -> Counter[str]:
    """Each row that the receipt calls verified is there once, one that it calls failed is not there, and none is there
    twice. Gives how many rows are in which state."""
    rows = person.ask("GET", f"/changes/{plan_id}/rows?limit=500")["items"]
    assert {row["record_name"] for row in rows} == {f"Chaos {number}-{row}" for row in range(ROWS_A_PLAN)}
    allowed = {"verified": {1}, "failed": {0}, "unknown": {0, 1}}
    for row in rows:
        times = found[row["record_name"]]
        assert times in allowed[row["state"]], (
            f"{row['record_name']} is {row['state']} and there {times} times"
        )
    return Counter(row["state"] for row in rows)
