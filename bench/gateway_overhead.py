"""What does a call through the gateway cost beside one with pyairtable alone?"""

import tempfile
import time
from collections.abc import Callable

import pytest
from pyairtable import Api

from app import airtable, config, db, telemetry
from app.airtable import Connection
from bench.counting_server import running_counter
from bench.tables import Row, percentile, show
from tests.harness.databases import TEST_KEY, use_settings
from tests.harness.redis import running_redis

CALLS = 400
WARM_UP_CALLS = 20
# Where the gateway keeps its turns; emptied before each call, so that none has to be waited for.
LIMITER_DB = 2
BASE, TABLE = "appBench000000000", "tblBench000000000"
COLUMNS = ("calls/s", "p50 ms", "p95 ms")


def main() -> None:
    """Print the table: one page of 100 records, read again and again over one connection. The bar: within 2 ms."""
    with (
        running_redis() as redis_server,
        running_counter(answer_seconds=0.0) as address,
        tempfile.TemporaryDirectory() as folder,
        pytest.MonkeyPatch.context() as patch,
    ):
        use_settings(
            patch, PLATFORM_DATA_DIR=folder, PLATFORM_SECRET_KEY=TEST_KEY, REDIS_URL=redis_server.url
        )
        telemetry.configure(level="error")
        db.migrate()
        table = Api("patBench", endpoint_url=address, use_field_ids=True).table(BASE, TABLE)
        free = Connection(address, "patBench", "sandbox")
        counted = Connection(address, "patCounted", "sandbox", team_id="team", connection_id="c")
        limited = Connection(address, "patLimited", "airtable", team_id="team", connection_id="c")
        with redis_server.client(db=LIMITER_DB) as turns:
            cases = {
                "pyairtable": lambda: next(iter(table.iterate(page_size=100))),
                "gateway": lambda: airtable.read_page(free, BASE, TABLE),
                "gateway, counted": lambda: airtable.read_page(counted, BASE, TABLE),
                "gateway, counted, in turns": lambda: airtable.read_page(limited, BASE, TABLE),
            }
            rows = _timed(cases, turns.flushdb)
        airtable.close()
    config.settings.cache_clear()
    show(f"One page of 100 records, {CALLS} calls one after the other", COLUMNS, rows)


def _timed(cases: dict[str, Callable[[], object]], before: Callable[[], object]) -> list[Row]:
    """The figures of each case. The cases take turns, so that the same weather meets all; `before` is not timed."""
    milliseconds: dict[str, list[float]] = {name: [] for name in cases}
    for number in range(WARM_UP_CALLS + CALLS):
        for name, call in cases.items():
            before()
            started = time.perf_counter()
            call()
            if number >= WARM_UP_CALLS:
                milliseconds[name].append((time.perf_counter() - started) * 1000)
    return [
        Row(name, (CALLS / sum(spent) * 1000, percentile(spent, 50), percentile(spent, 95)))
        for name, spent in milliseconds.items()
    ]


if __name__ == "__main__":
    main()
