"""How long do a first page, a search and numbers over 50,000 mirrored records take, and how much memory?"""

import contextlib
import json
import random
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app import config, db, tables
from app.actor import Actor, Role
from app.models import Membership, Person, Team
from app.tables import Condition, Filter, GroupBy, Metric, Sort
from bench.tables import Row, percentile, show
from tests.harness.databases import TEST_KEY, disconnect, use_settings
from tests.harness.postgres import running_postgres
from tests.harness.processes import free_port, wait_until

RECORDS = 50_000
REPEATS = 9
MEGABYTE = 1_000_000
WORDS = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma".split()
)
COLOURS = ("Red", "Green", "Blue", "Amber", "Violet", "Gray")
CHOICES = {"choices": [{"id": f"sel{name:0<14}", "name": name} for name in COLOURS]}
ISO = {"name": "iso", "format": "YYYY-MM-DD"}
TIMES = {"dateFormat": ISO, "timeFormat": {"name": "24hour", "format": "HH:mm"}, "timeZone": "utc"}
BOX = {"icon": "check", "color": "greenBright"}
KINDS: list[tuple[str, str, dict[str, Any]]] = [
    ("Name", "singleLineText", {}),
    *[(f"Text {number}", "singleLineText", {}) for number in range(4)],
    ("Notes", "multilineText", {}),
    ("Colour", "singleSelect", CHOICES),
    ("Shade", "singleSelect", CHOICES),
    ("Tags", "multipleSelects", CHOICES),
    ("Marks", "multipleSelects", CHOICES),
    *[(f"Number {number}", "number", {"precision": 2}) for number in range(4)],
    ("Price", "currency", {"precision": 2, "symbol": "$"}),
    ("Cost", "currency", {"precision": 2, "symbol": "$"}),
    ("Done", "checkbox", BOX),
    ("Paid", "checkbox", BOX),
    ("Day", "date", {"dateFormat": ISO}),
    ("Moment", "dateTime", TIMES),
]
WHERE = Filter(
    conditions=(
        Condition(field="Colour", op="is_any_of", value=("Red", "Blue")),
        Condition(field="Price", op="gt", value=50_000),
        Condition(field="Notes", op="contains", value="KAPPA"),
    )
)
SORT = (Sort(field="Number 0", descending=True), Sort(field="Name"))
# The records are made in the process of the sandbox, so that they do not count as memory of the product.
SERVE = (
    "import sys; from pathlib import Path; from app.sandbox import serve; from bench.mirror import write_seed; "
    "write_seed(Path(sys.argv[4])); serve('127.0.0.1', int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4])"
)


def main() -> None:
    """Print two tables for each database. The bars: first page < 300 ms, aggregate < 500 ms, memory bounded."""
    with tempfile.TemporaryDirectory(prefix="bench-") as made, pytest.MonkeyPatch.context() as patch:
        folder = Path(made)
        (folder / "data").mkdir()
        settings = {"PLATFORM_DATA_DIR": str(folder / "data"), "PLATFORM_SECRET_KEY": TEST_KEY}
        use_settings(patch, **settings)
        with served_bench(folder) as url, running_postgres() as postgres:
            for name, database in (("SQLite", ""), ("PostgreSQL", postgres.url(postgres.create()))):
                more = {"DATABASE_URL": database} if database else {}
                use_settings(patch, **settings, **more, PLATFORM_SANDBOX_URL=url)
                _measure(name)
                disconnect()
    config.settings.cache_clear()


def _measure(database: str) -> None:
    db.migrate()
    actor = _viewer()
    at_service = _once(lambda: _sum(actor, None))
    filled = _once(lambda: tables.refresh_mirror(actor, "Bench", "Rows"))
    cases: dict[str, Callable[[], Any]] = {
        "count of all rows": lambda: _aggregate(actor, [Metric(fn="count")], None),
        "first page": lambda: tables.list_records(actor, "Bench", "Rows"),
        "first page, 3 conditions, 2 sorts": lambda: tables.list_records(
            actor, "Bench", "Rows", where=WHERE, sort=SORT
        ),
        "sum of all rows": lambda: _sum(actor, None),
        "sum by choice, all rows": lambda: _sum(actor, "Colour"),
        "4 metrics by month, all rows": lambda: _aggregate(
            actor,
            [Metric(fn="count"), *(Metric(fn=fn, field="Price") for fn in ("sum", "avg", "median"))],
            GroupBy(field="Day", bucket="month"),
        ),
        "search": lambda: tables.search(actor, "Bench", "kappa 4"),
        "describe": lambda: tables.describe_table(actor, "Bench", "Rows"),
        "duplicates in 2 fields": lambda: tables.find_duplicates(
            actor, "Bench", "Rows", ["Text 0", "Colour"]
        ),
    }
    rows = [Row(name, _timed(call)) for name, call in cases.items()]
    rows.append(Row("sum of all rows, at the service", (at_service, at_service), "once, before the mirror"))
    title = f"{database}: {RECORDS:,} records x {len(KINDS)} fields, filled in {filled / 1000:.0f} s"
    show(f"{title} (bars: page < 300 ms, aggregate < 500 ms)", ("p50 ms", "p95 ms"), rows)
    _measure_memory(actor, database)


def _measure_memory(actor: Actor, database: str) -> None:
    """Peaks of the process, which never fall, so each row shows what it added to those before."""
    rows = []
    for name, call in {
        "CSV of some records": lambda: _exported(actor, "csv", WHERE),
        "CSV of all records": lambda: _exported(actor, "csv", None),
        "XLSX of all records": lambda: _exported(actor, "xlsx", None),
        "median by choice, all rows": lambda: _aggregate(
            actor, [Metric(fn="median", field="Price")], "Colour"
        ),
    }.items():
        before = _peak()
        seconds = _once(call) / 1000
        rows.append(Row(name, (_peak(), _peak() - before, seconds)))
    show(f"{database}: peak memory of the process", ("peak MB", "added MB", "seconds"), rows)


def _exported(actor: Actor, file_format: Any, where: Filter | None) -> int:
    parts = tables.export_records(actor, "Bench", "Rows", file_format=file_format, where=where)
    return sum(len(part) for part in parts)


def _sum(actor: Actor, group_by: str | None) -> tables.Aggregate:
    return _aggregate(actor, [Metric(fn="sum", field="Price")], group_by)


def _aggregate(actor: Actor, metrics: list[Metric], group_by: Any) -> tables.Aggregate:
    return tables.aggregate_records(actor, "Bench", "Rows", metrics=metrics, group_by=group_by)


def _timed(call: Callable[[], Any]) -> tuple[float, float]:
    call()
    times = [_once(call) for _ in range(REPEATS)]
    return percentile(times, 50), percentile(times, 95)


def _once(call: Callable[[], Any]) -> float:
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE


def _viewer() -> Actor:
    """A viewer of a team of their own."""
    team, person = Team(name="Bench"), Person(email="bench@example.test", name="Bench", password_hash="none")
    with db.uow(Actor.system("bench")) as session:
        session.add_all([team, person])
        session.flush()
        session.add(Membership(team_id=team.id, person_id=person.id, role=Role.VIEWER.value))
    return Actor(team_id=team.id, person_id=person.id, role=Role.VIEWER, door="bench")


@contextlib.contextmanager
def served_bench(folder: Path) -> Iterator[str]:
    """The sandbox with the records, as a process of its own."""
    seed = folder / "seed.json"
    port = free_port()
    command = [
        sys.executable,
        "-c",
        SERVE,
        str(port),
        str(folder / "sandbox"),
        config.settings().sandbox_token,
        str(seed),
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until("the sandbox answers", lambda: _answers(port), timeout_seconds=300)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def write_seed(path: Path) -> None:
    """The records as a seed of the sandbox."""
    path.write_text(json.dumps(_seed()))


def _seed() -> dict[str, Any]:
    fields = [
        {"id": _field_id(name), "name": name, "type": kind, **({"options": options} if options else {})}
        for name, kind, options in KINDS
    ]
    chance = random.Random(7)
    records = [
        {
            "id": f"rec{number:014d}",
            "createdTime": "2026-01-05T09:00:00.000Z",
            "fields": _cells(number, chance),
        }
        for number in range(RECORDS)
    ]
    table = {"id": "tblBenchMirror000", "name": "Rows", "fields": fields, "records": records}
    return {"bases": [{"id": "appBenchMirror000", "name": "Bench", "tables": [table]}]}


def _cells(number: int, chance: random.Random) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for name, kind, _ in KINDS:
        match kind:
            case "singleLineText":
                text = f"{chance.choice(WORDS)} {number if name == 'Name' else chance.randrange(1000)}"
                cells[_field_id(name)] = text
            case "multilineText":
                cells[_field_id(name)] = " ".join(chance.choices(WORDS, k=30))
            case "singleSelect":
                cells[_field_id(name)] = chance.choice(COLOURS)
            case "multipleSelects":
                cells[_field_id(name)] = chance.sample(COLOURS, 2)
            case "number" | "currency" if chance.random() < 0.9:
                cells[_field_id(name)] = round(chance.random() * 100_000, 2)
            case "checkbox" if chance.random() < 0.5:
                cells[_field_id(name)] = True
            case "date":
                cells[_field_id(name)] = f"2026-{chance.randrange(12) + 1:02d}-{chance.randrange(28) + 1:02d}"
            case "dateTime":
                day = f"2026-{chance.randrange(12) + 1:02d}-{chance.randrange(28) + 1:02d}"
                cells[_field_id(name)] = f"{day}T{chance.randrange(24):02d}:00:00.000Z"
    return cells


def _field_id(name: str) -> str:
    return f"fld{name.replace(' ', ''):0<14}"


if __name__ == "__main__":
    main()
