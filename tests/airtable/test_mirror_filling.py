"""A mirror is filled by one process, whole or not at all, and goes on where a killed one stopped."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import func, select

from app import db
from app.actor import Actor
from app.airtable import mirror
from app.airtable._mirror import _filling
from app.airtable._pages import read_page
from app.errors import LostLease, Unavailable
from app.models import (
    MirrorRow,
)
from tests import things
from tests.harness.databases import TEST_KEY, Database
from tests.harness.processes import ROOT, clean_environment
from tests.sandbox_server import SandboxServer
from tests.things import (
    THINGS,
    documents,
    fill,
    let_the_lease_end,
    opened,
    owner_id,
    thing_id,
)

RECORDS = 250


def cells(number: int) -> dict[str, Any]:
    return {"Name": f"Thing {number}", "Count": number, "Owner": [owner_id(number % 2)]}


@pytest.fixture
def server(database: Database, tmp_path: Path) -> Iterator[SandboxServer]:
    with things.serving(tmp_path / "sandbox", [cells(i) for i in range(RECORDS)]) as running:
        yield running


@pytest.fixture
def viewer(server: SandboxServer) -> Actor:
    return things.a_viewer()


def listings(server: SandboxServer) -> list[str]:
    """The offsets of the pages of things that were asked for, empty for the first."""
    return [
        dict(entry["query"]).get("offset", "") for entry in server.requests() if f"/{THINGS}" in entry["path"]
    ]


def test_a_filled_mirror_holds_every_record_with_the_names_it_links_to(viewer: Actor) -> None:
    assert (opened(viewer).is_complete, fill(viewer)) == (False, "complete")

    known = opened(viewer)
    held = documents(viewer)
    assert (known.row_count, len(held)) == (RECORDS, RECORDS)
    assert held[thing_id(7)] == {things.field_id(name): value for name, value in cells(7).items()}
    with db.uow(viewer, read_only=True) as session:
        assert known.generation is not None
        assert mirror.names_of(session, known.generation, [owner_id(0), owner_id(1)]) == {
            owner_id(0): "Acme",
            owner_id(1): "Apex Ltd",
        }
        rows = session.exec(select(func.count()).select_from(MirrorRow)).one()
    assert rows == RECORDS


def test_nothing_is_to_be_read_before_the_last_page(viewer: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[bool, int]] = []

    def looking(*args: Any, **options: Any) -> Any:
        seen.append((opened(viewer).is_complete, opened(viewer).row_count))
        return read_page(*args, **options)

    monkeypatch.setattr(_filling, "read_page", looking)
    fill(viewer)
    fill(viewer)

    assert seen == [(False, 0)] * 4 + [(True, RECORDS)] * 4


def test_a_second_process_leaves_the_filling_to_the_first(
    viewer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes: list[str] = []

    def meanwhile(*args: Any, **options: Any) -> Any:
        monkeypatch.setattr(_filling, "read_page", read_page)
        outcomes.append(fill(viewer))
        return read_page(*args, **options)

    monkeypatch.setattr(_filling, "read_page", meanwhile)

    assert (fill(viewer), outcomes) == ("complete", ["elsewhere"])


FILLER = """
import sys
from datetime import timedelta
from app.actor import Actor, Role
from app.airtable import mirror
from app.airtable._mirror import _filling
from app.airtable._pages import read_page
from app.models import utc_now
from tests.things import BASE, THINGS, source_for

def announced(*args, **options):
    page = read_page(*args, **options)
    print("page", flush=True)
    if options.get("offset"):
        sys.stdin.read()
    return page

_filling.read_page = announced
actor = Actor(team_id=sys.argv[1], person_id="", role=Role.VIEWER, door="test")
source = source_for(actor)
opened = mirror.open_table(actor, source.connection, BASE, THINGS)
mirror.fill(actor, source, opened.id, until=utc_now() + timedelta(minutes=5))
"""


def test_after_kill_9_another_process_goes_on_with_the_next_page(
    viewer: Actor, server: SandboxServer, database: Database, settings_of_now: dict[str, str]
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", FILLER, viewer.team_id],
        cwd=ROOT,
        env=clean_environment(**settings_of_now),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    # The names of the owners, the first page of things, and the second that is read and never kept.
    said = iter(process.stdout.readline, "")
    assert [next(line for line in said if line == "page\n") for _ in range(3)] == ["page\n"] * 3
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    process.stdout.close()
    assert process.stdin is not None
    process.stdin.close()
    server.forget_requests()

    assert fill(viewer) == "elsewhere"
    let_the_lease_end(viewer)
    assert fill(viewer) == "complete"

    asked = listings(server)
    assert (len(asked), "" in asked) == (2, False)
    assert sorted(documents(viewer)) == [thing_id(i) for i in range(RECORDS)]


@pytest.fixture
def settings_of_now(database: Database, server: SandboxServer, tmp_path: Path) -> dict[str, str]:
    """The settings of this test for a process of its own."""
    found = {
        "PLATFORM_DATA_DIR": str(tmp_path / "data"),
        "PLATFORM_SECRET_KEY": TEST_KEY,
        "PLATFORM_SANDBOX_URL": server.url,
    }
    return found | ({"DATABASE_URL": database.url} if database.url else {})


def test_a_process_that_was_taken_for_dead_writes_nothing_any_more(
    viewer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*args: Any, **options: Any) -> Any:
        page = read_page(*args, **options)
        if options.get("offset"):
            monkeypatch.setattr(_filling, "read_page", read_page)
            let_the_lease_end(viewer)
            assert fill(viewer) == "complete"
        return page

    monkeypatch.setattr(_filling, "read_page", slow)

    with pytest.raises(LostLease):
        fill(viewer)
    assert (len(documents(viewer)), opened(viewer).row_count) == (RECORDS, RECORDS)


def test_a_fill_that_ran_out_of_time_goes_on(viewer: Actor, server: SandboxServer) -> None:
    assert fill(viewer, minutes=-1) == "unfinished"
    assert fill(viewer) == "complete"


def test_an_expired_place_in_the_listing_begins_again(viewer: Actor, server: SandboxServer) -> None:
    server.call("POST", "/_control/faults", json={"kind": "iterator_expired", "count": 1, "skip": 1})

    assert fill(viewer) == "complete"
    assert len(documents(viewer)) == RECORDS


def test_a_service_that_fails_leaves_the_place_for_the_next_try(
    viewer: Actor, server: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.airtable._client.time.sleep", lambda _seconds: None)
    server.call(
        "POST", "/_control/faults", json={"kind": "error", "path": f"*/{THINGS}", "count": 3, "skip": 1}
    )
    with pytest.raises(Unavailable):
        fill(viewer)
    server.forget_requests()

    assert fill(viewer) == "complete"
    assert "" not in listings(server)
