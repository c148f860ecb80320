"""What a webhook tells reaches every mirror of its base, and what it cannot tell is found another way."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select, update

from app import airtable, db
from app.actor import Actor
from app.airtable import mirror
from app.airtable._mirror import _feed, _filling
from app.models import MirrorDocument, MirroredBase, MirroredTable, utc_now
from tests import things
from tests.harness.databases import Database
from tests.sandbox_server import SandboxServer
from tests.things import BASE, OWNERS, THINGS, change, opened, owner_id, source_for, thing_id

PAYLOADS = "*/webhooks/*/payloads"


@pytest.fixture
def server(database: Database, tmp_path: Path) -> Iterator[SandboxServer]:
    rows = [{"Name": f"Thing {i}", "Owner": [owner_id(i % 2)]} for i in range(120)]
    with things.serving(tmp_path / "sandbox", rows) as running:
        yield running


@pytest.fixture
def viewer(server: SandboxServer) -> Actor:
    """A viewer whose mirror was filled after its webhook was made."""
    actor = things.a_viewer()
    mirror.follow(actor, source_for(actor), lane="bulk")
    things.fill(actor)
    return actor


def document(actor: Actor, record_id: str) -> dict[str, Any] | None:
    with db.uow(actor, read_only=True) as session:
        found = select(MirrorDocument).where(MirrorDocument.record_id == record_id)
        rows = session.exec(found.order_by(col(MirrorDocument.generation).desc())).all()
        return rows[0].cells if rows else None


def base_row(actor: Actor) -> MirroredBase:
    with db.uow(actor, read_only=True) as session:
        return session.exec(select(MirroredBase)).one()


def check(actor: Actor, **options: Any) -> bool:
    return mirror.check(actor, source_for(actor), opened(actor), **options)


def paths(server: SandboxServer) -> list[str]:
    return [entry["path"].rsplit("/", 1)[-1] for entry in server.requests() if "/meta/" not in entry["path"]]


def test_changes_and_deletions_cost_one_call_and_one_for_the_changed_records(
    viewer: Actor, server: SandboxServer
) -> None:
    change(server, thing_id(3), Name="Changed")
    server.call("DELETE", f"/v0/{BASE}/{THINGS}/{thing_id(4)}").raise_for_status()
    before = opened(viewer)
    server.forget_requests()

    assert check(viewer) is True

    assert paths(server) == ["payloads", "listRecords"]
    changed, gone = document(viewer, thing_id(3)), document(viewer, thing_id(4))
    assert (changed and changed[things.field_id("Name")], gone) == ("Changed", None)
    now = opened(viewer)
    assert (now.row_count, now.checked_at > before.checked_at, now.listed_at) == (119, True, now.checked_at)


def test_nothing_new_costs_one_call_for_all_tables_of_the_base(viewer: Actor, server: SandboxServer) -> None:
    source = source_for(viewer)
    owners = next(table for table in source.tables if table.id == OWNERS)
    of_owners = mirror.Source(source.connection, BASE, owners, source.tables)
    mirror.fill(viewer, of_owners, opened(viewer, OWNERS).id, until=utc_now() + timedelta(minutes=5))
    check(viewer)
    server.forget_requests()

    check(viewer)

    assert paths(server) == ["payloads"]
    assert opened(viewer).checked_at == opened(viewer, OWNERS).checked_at


def test_a_new_name_of_a_linked_record_reaches_the_rows_that_link_to_it(
    viewer: Actor, server: SandboxServer
) -> None:
    change(server, owner_id(1), table=OWNERS, OwnerName="Zenith")

    check(viewer)

    generation = opened(viewer).generation
    with db.uow(viewer, read_only=True) as session:
        assert generation is not None
        assert mirror.names_of(session, generation, [owner_id(1)]) == {owner_id(1): "Zenith"}
        rows = session.exec(
            select(MirrorDocument.record_id).where(col(MirrorDocument.words).contains("zenith"))
        ).all()
    assert len(rows) == 60


def test_what_happens_while_a_generation_is_filled_is_told_again(
    viewer: Actor, server: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = _filling.read_page

    def meanwhile(*args: Any, **options: Any) -> Any:
        page = real(*args, **options)
        if options.get("offset"):
            # The page with this record is read and kept already, and another process hears of the deletion.
            server.call("DELETE", f"/v0/{BASE}/{THINGS}/{thing_id(110)}").raise_for_status()
            check(viewer)
        return page

    monkeypatch.setattr(_filling, "read_page", meanwhile)
    things.fill(viewer)
    monkeypatch.setattr(_filling, "read_page", real)

    check(viewer)

    assert (opened(viewer).row_count, document(viewer, thing_id(110))) == (119, None)


def test_a_webhook_that_is_gone_is_replaced_and_the_gap_is_looked_through(
    viewer: Actor, server: SandboxServer
) -> None:
    webhook = base_row(viewer).webhook_id
    server.call("DELETE", f"/v0/bases/{BASE}/webhooks/{webhook}").raise_for_status()
    change(server, thing_id(7), Name="In the gap")

    assert check(viewer) is True

    found = document(viewer, thing_id(7))
    assert (found and found[things.field_id("Name")], base_row(viewer).webhook_id) == ("In the gap", "")
    check(viewer, lane="bulk")
    assert base_row(viewer).webhook_id not in ("", webhook)


def test_a_credential_that_may_not_make_webhooks_is_asked_again_tomorrow(
    server: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = things.a_viewer()
    monkeypatch.setattr("app.airtable._client.time.sleep", lambda _seconds: None)
    body = {"kind": "revoked_token", "method": "POST", "path": f"*/{BASE}/webhooks"}
    server.call("POST", "/_control/faults", json=body)
    source = source_for(actor)

    assert mirror.follow(actor, source, lane="bulk") is None
    server.forget_requests()
    assert mirror.follow(actor, source, lane="bulk") is None

    assert paths(server) == []


def test_of_two_processes_that_make_a_webhook_at_once_one_takes_its_own_back(
    server: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = things.a_viewer()
    source = source_for(actor)

    def second(*args: Any, **options: Any) -> Any:
        monkeypatch.setattr(_feed, "create_webhook", airtable.create_webhook)
        assert mirror.follow(actor, source, lane="bulk") is not None
        return airtable.create_webhook(*args, **options)

    monkeypatch.setattr(_feed, "create_webhook", second)

    assert mirror.follow(actor, source, lane="bulk") is None
    kept = [webhook.id for webhook in airtable.list_webhooks(source.connection, BASE)]
    assert kept == [base_row(actor).webhook_id]


def test_a_new_name_makes_the_addresses_of_attachments_no_younger(
    viewer: Actor, server: SandboxServer
) -> None:
    long_ago = utc_now() - timedelta(hours=3)
    with db.uow(viewer) as session:
        session.exec(update(MirrorDocument).values(read_at=long_ago))
    change(server, owner_id(1), table=OWNERS, OwnerName="Zenith")

    check(viewer)

    with db.uow(viewer, read_only=True) as session:
        times = set(session.exec(select(MirrorDocument.read_at)).all())
    assert times == {long_ago}


def test_an_interactive_question_makes_no_webhook(server: SandboxServer) -> None:
    actor = things.a_viewer()
    source = source_for(actor)
    server.forget_requests()

    assert mirror.follow(actor, source, lane="interactive") is None
    assert paths(server) == []


def test_a_change_of_the_schema_is_read_at_once(viewer: Actor, server: SandboxServer) -> None:
    source = source_for(viewer)
    airtable.get_schema(source.connection, BASE, max_age_seconds=600)
    body = {"name": "Extra", "type": "singleLineText"}
    server.call("POST", f"/v0/meta/bases/{BASE}/tables/{THINGS}/fields", json=body).raise_for_status()

    check(viewer)

    tables = airtable.get_schema(source.connection, BASE, max_age_seconds=600)
    fields = next(table for table in tables if table.id == THINGS).fields
    assert [field.name for field in fields][-1] == "Extra"
    assert opened(viewer).covers(fields) is False


def test_a_mirror_read_before_its_webhook_was_made_is_not_taken_for_complete(
    viewer: Actor, server: SandboxServer
) -> None:
    with db.uow(viewer) as session:
        long_ago = utc_now() - timedelta(hours=1)
        session.exec(update(MirroredTable).values(checked_at=long_ago, listed_at=long_ago))

    check(viewer)

    assert (opened(viewer).checked_at > long_ago, opened(viewer).listed_at) == (True, long_ago)


@pytest.mark.parametrize(
    "payload", [{"error": True}, {"changedTablesById": ["tbl1"]}, {"changedTablesById": {"tbl1": None}}]
)
def test_a_payload_that_is_not_understood_makes_the_webhook_unreliable(payload: dict[str, Any]) -> None:
    happened = mirror.Happened()

    happened.read(payload)

    assert happened.is_broken is True


def test_what_went_and_came_back_is_there_and_what_came_and_went_is_gone() -> None:
    happened = mirror.Happened()
    for told in (
        {"destroyedRecordIds": ["recA"]},
        {"createdRecordsById": {"recA": {}, "recB": {}}},
        {"changedRecordsById": {"recB": {}}, "destroyedRecordIds": []},
        {"destroyedRecordIds": ["recB"]},
    ):
        happened.read({"changedTablesById": {"tbl1": told}})

    assert (happened.changed["tbl1"], happened.gone["tbl1"]) == ({"recA"}, {"recB"})
