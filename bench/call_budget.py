"""Do many processes keep within the calls of one base, do they use them, and how long does a person wait?"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from typing import Any, NamedTuple

import redis

from bench.counting_server import ANSWER_SECONDS, arrivals, running_counter
from bench.tables import Row, percentile, show
from tests.harness.processes import ROOT, clean_environment
from tests.harness.redis import running_redis

SECONDS = 40.0
PROCESSES = 8
SAFE_RATE = 5 / 1.1
READY = "bench:ready"


class Crowd(NamedTuple):
    """Who asks: threads of bulk work over all processes, and people, each with a pause of about so many seconds."""

    bulk: int
    people: int = 0
    pause_seconds: float = 0.0


CROWDS = {
    "8 bulk": Crowd(8),
    "7 bulk, 1 person": Crowd(7, 1, 1.0),
    "8 bulk, 2 people": Crowd(8, 2, 1.5),
}
COLUMNS = ("requests", "most in 1 s", "share %", "p50 wait ms", "p95 wait ms", "Redis calls each")


def main() -> None:
    """Print the table. The bars: at most 5 in any second; a share of 98 % of bulk alone, 85 % beside people, who wait
    less than 150 ms (p95)."""
    rows = [Row(name, measured(crowd)) for name, crowd in CROWDS.items()]
    show(f"{PROCESSES} processes and one base for {SECONDS:g} s; safe is {SAFE_RATE:.2f}/s", COLUMNS, rows)


def measured(crowd: Crowd) -> tuple[float, ...]:
    """The figures of one crowd, in the order of COLUMNS."""
    with running_redis() as server, running_counter() as address, tempfile.TemporaryDirectory() as folder:
        environment = clean_environment(REDIS_URL=server.url, PLATFORM_DATA_DIR=folder)
        plans = [Crowd(1) for _ in range(crowd.bulk)] + [
            Crowd(0, 1, crowd.pause_seconds) for _ in range(crowd.people)
        ]
        processes = [
            subprocess.Popen(
                [sys.executable, "-m", "bench.call_budget", address, json.dumps(plan), str(len(plans))],
                cwd=ROOT,
                env=environment,
                stdout=subprocess.PIPE,
                text=True,
            )
            for plan in plans
        ]
        with server.client(db=2) as client:
            before = _scripts(client)
            waits = [wait for process in processes for wait in json.loads(process.communicate()[0])]
            calls = _scripts(client) - before
        came = arrivals(address)
    within = [at for at in came if at <= came[0] + SECONDS]
    most = max(sum(at - 1.0 < other <= at for other in came) for at in came)
    share = len(within) / (SECONDS * SAFE_RATE) * 100
    return (
        float(len(came)),
        float(most),
        share,
        percentile(waits, 50) * 1000,
        percentile(waits, 95) * 1000,
        calls / len(came),
    )


def _scripts(client: Any) -> int:
    return int(client.info("commandstats").get("cmdstat_evalsha", {}).get("calls", 0))


def _ask(address: str, plan: Crowd, processes: int) -> list[float]:
    """One process of the crowd; gives the waits of its people."""
    # The children import the gateway, the parent must not.
    from app import airtable, telemetry  # noqa: PLC0415
    from app.airtable import Connection  # noqa: PLC0415

    telemetry.configure(level="error")
    connection = Connection(address, "patBench", "airtable", owner_id="usrBench")
    client: Any = redis.Redis.from_url(os.environ["REDIS_URL"], db=3)
    client.incr(READY)
    while int(client.get(READY) or 0) < processes:
        time.sleep(0.02)
    end = time.monotonic() + SECONDS
    waits: list[float] = []
    while time.monotonic() < end:
        if plan.people:
            time.sleep(plan.pause_seconds * random.uniform(0.5, 1.5))
        started = time.monotonic()
        lane: airtable.Lane = "interactive" if plan.people else "bulk"
        airtable.read_page(connection, "appBench000000000", "tblBench000000000", lane=lane)
        waits.append(time.monotonic() - started - ANSWER_SECONDS)
    return waits if plan.people else []


if __name__ == "__main__":
    if len(sys.argv) == 4:
        print(json.dumps(_ask(sys.argv[1], Crowd(*json.loads(sys.argv[2])), int(sys.argv[3]))))
    else:
        main()
