"""A complete mirror is caught up with what was added, changed, renamed and deleted."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyairtable.formulas import Formula
from sqlmodel import col, func, select

from app import db
from app.actor import Actor
from app.airtable import Record, mirror
from app.airtable._mirror import _filling
from app.airtable._pages import read_page
from app.models import (
    MirrorDocument,
    utc_now,
)
from tests import things
from tests.harness.databases import Database
from tests.sandbox_server import SandboxServer
from tests.things import (
    BASE,
    THINGS,
    change,
    documents,
    fill,
    opened,
    owner_id,
    source_for,
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
    changes, _ = mirror.changes_seen(viewer, opened(viewer).id, record_id=thing_id(3), limit=10)
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
    assert mirror.changes_seen(viewer, before.id, record_id=thing_id(3), limit=10) == ([], "")


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
    changes, _ = mirror.changes_seen(viewer, opened(viewer).id, record_id=thing_id(5), limit=10)
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


def test_what_no_database_holds_is_replaced(viewer: Actor) -> None:
    fill(viewer)
    odd = {things.field_id("Name"): "a\0b\ud800c", things.field_id("Count"): float("nan")}

    mirror.apply_records(viewer, opened(viewer).id, [Record(id=thing_id(1), created_at=utc_now(), cells=odd)])

    assert documents(viewer)[thing_id(1)] == {
        things.field_id("Name"): "a\ufffdb\ufffdc",
        things.field_id("Count"): None,
    }
