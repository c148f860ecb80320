"""How many requests a second does the sandbox answer, and does a filter take time in proportion to the rows?"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from typing import Any

import httpx

from app import config
from bench.tables import Row, percentile, show
from tests.harness.processes import free_port, wait_until

SIZES = (1_000, 10_000, 100_000)
SECONDS = 4.0
TOKEN = "patBench.token"
ROWS = "/v0/appSandboxBench01/Rows"
PROGRAM = (
    "import sys; from app.sandbox import serve; "
    "serve('127.0.0.1', int(sys.argv[1]), sys.argv[2], sys.argv[3], f'bench:{sys.argv[4]}')"
)
# None of these finds a row, so that each reads the whole table.
FILTERS = {
    "stored cell": "{Name} = 'nobody'",
    "formula field": "{Gross} < 0",
    "lookup": "{Group name} = 'Nowhere'",
}


def main() -> None:
    """Print both tables. The bar: time for each row stays within a factor of two from 1,000 to 100,000 rows."""
    requests, filters = [], []
    for size in SIZES:
        with _server(size) as client:
            if size == SIZES[1]:
                requests = [_rate(name, call, clients) for name, call, clients in _calls(client)]
            filters.append(Row(f"{size:,} rows", _scans(client, size)))
    show(f"Requests on 10,000 rows, {SECONDS:g} s", ("requests/s", "p50 ms", "p95 ms"), requests)
    names = [f"{name}: {what}" for name in FILTERS for what in ("s", "us/row")]
    show("Filter over all rows", [*names, "sort: s", "page after: ms"], filters)


def _calls(client: httpx.Client) -> list[tuple[str, Callable[[], httpx.Response], int]]:
    number = count()

    def create() -> httpx.Response:
        return client.post(ROWS, json={"records": [{"fields": {"Name": f"New {next(number)}"}}] * 10})

    record = client.get(f"{ROWS}?maxRecords=1").json()["records"][0]["id"]
    return [
        ("get one", lambda: client.get(f"{ROWS}/{record}"), 1),
        ("get one, 8 clients", lambda: client.get(f"{ROWS}/{record}"), 8),
        ("list 100", lambda: client.get(ROWS), 1),
        ("create 10", create, 1),
    ]


def _rate(name: str, call: Callable[[], httpx.Response], clients: int) -> Row:
    taken: list[float] = []

    def ask(until: float) -> None:
        while (began := time.perf_counter()) < until:
            call().raise_for_status()
            taken.append((time.perf_counter() - began) * 1000)

    until = time.perf_counter() + SECONDS
    with ThreadPoolExecutor(clients) as pool:
        for each in [pool.submit(ask, until) for _ in range(clients)]:
            each.result()
    return Row(name, (len(taken) / SECONDS, percentile(taken, 50), percentile(taken, 95)))


def _scans(client: httpx.Client, size: int) -> tuple[float, ...]:
    figures: list[float] = []
    for formula in FILTERS.values():
        seconds, answer = _timed(client, {"filterByFormula": formula})
        assert answer["records"] == []
        figures += [seconds, seconds / size * 1e6]
    by_amount = {"sort[0][field]": "Amount"}
    seconds, answer = _timed(client, by_amount)
    after, _ = _timed(client, {**by_amount, "offset": answer["offset"]})
    return (*figures, seconds, after * 1000)


def _timed(client: httpx.Client, params: dict[str, str]) -> tuple[float, Any]:
    began = time.perf_counter()
    answer = client.get(ROWS, params=params).raise_for_status().json()
    return time.perf_counter() - began, answer


@contextmanager
def _server(size: int) -> Iterator[httpx.Client]:
    """A sandbox process with so many records, and a client of it."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", PROGRAM, str(port), folder, TOKEN, str(size)]
        process = subprocess.Popen(command, cwd=config.ROOT)
        try:
            url = f"http://127.0.0.1:{port}"
            headers = {"Authorization": f"Bearer {TOKEN}"}
            with httpx.Client(base_url=url, headers=headers, trust_env=False, timeout=120) as client:
                wait_until("the sandbox answers", lambda: _is_up(client), timeout_seconds=120)
                yield client
        finally:
            process.terminate()
            process.wait()


def _is_up(client: httpx.Client) -> bool:
    try:
        return client.get("/_control/health").status_code == 200
    except httpx.TransportError:
        return False


if __name__ == "__main__":
    main()
