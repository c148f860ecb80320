"""The mirror of a table: filled by one, complete or not there, caught up with changes, and nobody else's."""

import dataclasses
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pyairtable.formulas import Formula
from sqlmodel import col, func, select, update

from app import db
from app.actor import Actor
from app.airtable import Field, Record, identity_of, mirror
from app.airtable._mirror import _filling
from app.airtable._pages import read_page
from app.errors import LostLease, Unavailable
from app.models import (
    MirrorDocument,
    MirroredTable,
    MirrorGeneration,
    MirrorName,
    MirrorRow,
    utc_now,
)
from tests import things
from tests.harness.databases import TEST_KEY, Database
from tests.harness.processes import ROOT, clean_environment
from tests.sandbox_server import SandboxServer
from tests.things import BASE, THINGS, change, owner_id, source_for, thing_id

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


def opened(actor: Actor) -> mirror.Mirror:
    return mirror.open_table(actor, source_for(actor).connection, BASE, THINGS)


def fill(actor: Actor, *, minutes: int = 5) -> str:
    until = utc_now() + timedelta(minutes=minutes)
    return mirror.fill(actor, source_for(actor), opened(actor).id, until=until)


def documents(actor: Actor) -> dict[str, dict[str, Any]]:
    """What the current generation holds."""
    generation = opened(actor).generation
    with db.uow(actor, read_only=True) as session:
        rows = session.exec(select(MirrorDocument).where(MirrorDocument.generation == generation)).all()
        return {row.record_id: row.cells for row in rows}


def let_the_lease_end(actor: Actor) -> None:
    """As if the process that fills had been dead for a minute."""
    with db.uow(actor) as session:
        session.exec(update(MirrorGeneration).values(lease_until=utc_now() - timedelta(seconds=1)))


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


def test_a_check_brings_what_was_added_and_changed_and_its_history(
    viewer: Actor, server: SandboxServer
) -> None:
    fill(viewer)
    change(server, thing_id(3), Count=33)
    body = {"records": [{"fields": {things.field_id("Name"): "New"}}]}
    made = server.call("POST", f"/v0/{BASE}/{THINGS}", json=body).json()["records"][0]["id"]

    assert mirror.check(viewer, source_for(viewer), opened(viewer)) is True

    held = documents(viewer)
    assert (held[thing_id(3)][things.field_id("Count")], opened(viewer).row_count) == (33, RECORDS + 1)
    assert held[made] == {things.field_id("Name"): "New"}
    changes, _ = mirror.record_changes(viewer, opened(viewer).id, thing_id(3), limit=10)
    assert [(each.kind, each.before, each.after) for each in changes] == [
        ("updated", {things.field_id("Count"): 3}, {things.field_id("Count"): 33})
    ]


def test_a_check_without_changes_costs_one_call_a_table_and_writes_no_history(
    viewer: Actor, server: SandboxServer
) -> None:
    fill(viewer)
    mirror.check(viewer, source_for(viewer), opened(viewer))
    before, source = opened(viewer), source_for(viewer)
    server.forget_requests()

    mirror.check(viewer, source, before)

    assert [entry["method"] for entry in server.requests()] == ["GET", "GET"]
    assert opened(viewer).checked_at > before.checked_at
    assert mirror.record_changes(viewer, before.id, thing_id(3), limit=10) == ([], "")


def test_a_renamed_record_has_its_new_name_in_every_row_that_links_to_it(
    viewer: Actor, server: SandboxServer
) -> None:
    fill(viewer)
    change(server, owner_id(1), table=things.OWNERS, OwnerName="Zenith")

    mirror.check(viewer, source_for(viewer), opened(viewer))

    generation = opened(viewer).generation
    with db.uow(viewer, read_only=True) as session:
        words = select(func.count()).where(
            MirrorDocument.generation == generation, col(MirrorDocument.words).contains("zenith")
        )
        assert session.exec(words).one() == RECORDS // 2


def test_deletions_show_in_a_listing_of_the_ids(viewer: Actor, server: SandboxServer) -> None:
    fill(viewer)
    server.call("DELETE", f"/v0/{BASE}/{THINGS}/{thing_id(5)}").raise_for_status()
    mirror.check(viewer, source_for(viewer), opened(viewer))
    assert thing_id(5) in documents(viewer)

    gone = mirror.list_deleted(viewer, source_for(viewer), opened(viewer))

    assert (gone, opened(viewer).row_count, thing_id(5) in documents(viewer)) == (1, RECORDS - 1, False)
    changes, _ = mirror.record_changes(viewer, opened(viewer).id, thing_id(5), limit=10)
    assert [each.kind for each in changes] == ["deleted"]


def test_what_changes_while_a_new_generation_is_filled_is_in_it(
    viewer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(viewer)
    new = Record(id=thing_id(900), created_at=utc_now(), cells={things.field_id("Name"): "Late"})

    def meanwhile(*args: Any, **options: Any) -> Any:
        if options.get("offset"):
            monkeypatch.setattr(_filling, "read_page", read_page)
            mirror.apply_records(viewer, opened(viewer).id, [new])
            mirror.apply_deleted(viewer, opened(viewer).id, [thing_id(0)])
        return read_page(*args, **options)

    monkeypatch.setattr(_filling, "read_page", meanwhile)
    fill(viewer)

    held = documents(viewer)
    assert (thing_id(900) in held, thing_id(0) in held, len(held)) == (True, False, RECORDS)


def test_a_service_that_refuses_formulas_is_read_again_as_a_whole(
    viewer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(viewer)
    monkeypatch.setattr(
        "app.airtable._mirror._refreshing._changed_since", lambda _moment: Formula("NOT_A_FUNCTION(")
    )

    assert mirror.check(viewer, source_for(viewer), opened(viewer)) is False
    assert opened(viewer).way == "reread"


@pytest.mark.parametrize(
    ("changed", "fits"),
    [
        ({"name": "Renamed"}, True),
        ({"options": {"choices": [{"id": "selR", "name": "Red"}, {"id": "selN", "name": "New"}]}}, True),
        ({"options": {"choices": [{"id": "selR", "name": "Crimson"}]}}, False),
        ({"options": {"choices": []}}, False),
        ({"type": "multipleSelects"}, False),
    ],
)
def test_cells_are_read_again_when_their_field_means_something_else(
    changed: dict[str, Any], fits: bool
) -> None:
    field = Field(
        id="fld1", name="Colour", type="singleSelect", options={"choices": [{"id": "selR", "name": "Red"}]}
    )

    assert mirror.MirroredField(field, 0, "t0").still_fits(field.model_copy(update=changed)) is fits


def test_a_table_with_more_fields_than_slots_has_further_parts() -> None:
    fields = [Field(id=f"fld{i}", name=f"F{i}", type="singleLineText") for i in range(45)]

    assigned = mirror.assign(fields)

    assert [(each.part, each.column) for each in assigned[18:22]] == [
        (0, "t18"),
        (0, "t19"),
        (1, "t0"),
        (1, "t1"),
    ]
    assert len({(each.part, each.column) for each in assigned}) == 45


def test_what_no_database_holds_is_replaced(viewer: Actor) -> None:
    fill(viewer)
    odd = {things.field_id("Name"): "a\0b\ud800c", things.field_id("Count"): float("nan")}

    mirror.apply_records(viewer, opened(viewer).id, [Record(id=thing_id(1), created_at=utc_now(), cells=odd)])

    assert documents(viewer)[thing_id(1)] == {
        things.field_id("Name"): "a\ufffdb\ufffdc",
        things.field_id("Count"): None,
    }


def test_two_credentials_of_a_team_never_share_a_record(viewer: Actor) -> None:
    fill(viewer)
    source = source_for(viewer)
    other = dataclasses.replace(source.connection, identity=identity_of("another grant"))

    known = mirror.open_table(viewer, other, BASE, THINGS)

    assert (known.is_complete, known.id == opened(viewer).id) == (False, False)


def test_another_team_has_a_mirror_of_its_own_and_sees_no_row(viewer: Actor) -> None:
    fill(viewer)
    stranger = things.a_viewer("Sasha")

    assert opened(stranger).is_complete is False
    with db.uow(stranger, read_only=True) as session:
        for cls in (MirrorRow, MirrorDocument, MirrorName, MirrorGeneration):
            assert session.exec(select(func.count()).select_from(cls)).one() == 0
        assert session.exec(select(func.count()).select_from(MirroredTable)).one() == 1


def test_replaced_generations_go_after_their_last_readers(viewer: Actor) -> None:
    fill(viewer)
    fill(viewer)
    mirror.drop_retired(viewer)
    assert generations(viewer) == ["current", "retired"]

    with db.uow(viewer) as session:
        retired = update(MirrorGeneration).where(col(MirrorGeneration.status) == "retired")
        session.exec(retired.values(retired_at=utc_now() - timedelta(hours=1)))
    mirror.drop_retired(viewer)

    assert generations(viewer) == ["current"]
    with db.uow(viewer, read_only=True) as session:
        counted = select(func.count()).select_from(MirrorDocument)
        assert session.exec(counted).one() == RECORDS


def test_a_mirror_that_nobody_used_for_a_week_is_emptied(viewer: Actor) -> None:
    fill(viewer)
    with db.uow(viewer) as session:
        session.exec(update(MirroredTable).values(used_at=utc_now() - timedelta(days=8)))

    mirror.purge(Actor.system("test"))

    with db.uow(viewer, read_only=True) as session:
        row = session.exec(select(MirroredTable)).one()
        assert (row.generation, row.row_count) == (None, 0)
    assert generations(viewer) == ["retired"]


def generations(actor: Actor) -> list[str]:
    with db.uow(actor, read_only=True) as session:
        return sorted(session.exec(select(MirrorGeneration.status)).all())


@pytest.mark.parametrize(
    ("plan_calls", "rows", "mirrors", "check", "listing"),
    [
        (0, 900, 1, 30, 60),
        (0, 50_000, 1, 30, 2_222),
        (0, 50_000, 4, 30, 8_889),
        (100_000, 900, 1, 173, 1_555),
        (100_000, 50_000, 10, 1_728, 864_000),
        (1_000, 900, 1, 17_280, 155_520),
    ],
)
def test_the_rhythm_keeps_to_the_share_of_the_plan(
    plan_calls: int, rows: int, mirrors: int, check: int, listing: int
) -> None:
    found = mirror.rhythm(plan_calls=plan_calls, row_count=rows, mirrors=mirrors)

    assert round(found.check_every.total_seconds()) == check
    assert round(found.list_every.total_seconds()) == listing
    if plan_calls:
        month = timedelta(days=30)
        calls = month / found.check_every + month / found.list_every * -(-rows // 100)
        assert calls * mirrors <= plan_calls * 0.3 + 1


def test_age_is_that_of_the_older_knowledge() -> None:
    now = datetime(2026, 11, 26, 12, tzinfo=UTC)
    known = mirror.Mirror(
        id="m",
        generation=1,
        row_count=0,
        filled_at=now,
        fields=(),
        checked_at=now,
        listed_at=now - timedelta(minutes=5),
        used_at=now,
        way="modified",
        rhythm=mirror.rhythm(plan_calls=0, row_count=0, mirrors=1),
    )

    assert known.age(now) == timedelta(minutes=5)
