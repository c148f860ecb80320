"""Listing, reading and searching records: the same out of the mirror and from the service, and nobody else's."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import update

from app import db, tables
from app.actor import Actor
from app.errors import Busy, InvalidInput, NotFound, PlatformError
from app.models import MirrorDocument, MirroredTable, utc_now
from app.tables import Condition, Filter, Metric, RecordPage, Sort
from tests import things
from tests.harness.databases import Database
from tests.sandbox_server import SandboxServer
from tests.things import BASE, THINGS, change, owner_id, thing_id

COLOURS = ["Blue", "Red", "Green"]
ROWS: list[dict[str, Any]] = [
    {
        "Name": f"Thing {number:03d}" if number % 2 else f"thing {number:03d}",
        **({"Count": number % 7 - 0.1} if number % 5 else {}),
        "Colour": COLOURS[number % 3],
        "Tags": ["Red", "Blue"] if number % 4 == 0 else ["Green"],
        "Day": f"2026-{number % 12 + 1:02d}-15",
        "Owner": [owner_id(number % 2)],
        "Notes": "alike" if number % 10 == 0 else "ALIKE " if number % 10 == 1 else f"note {number}",
    }
    for number in range(230)
]


ODD = {
    "Name": "Odd one",
    "Files": [{"id": "attThings00000001", "url": "https://example.test/plan.pdf", "filename": "Plan.pdf"}],
}


@pytest.fixture
def server(database: Database, tmp_path: Path) -> Iterator[SandboxServer]:
    with things.serving(tmp_path / "sandbox", [*ROWS[:229], ODD]) as running:
        yield running


@pytest.fixture
def viewer(server: SandboxServer) -> Actor:
    return things.a_viewer()


@pytest.fixture(params=["service", "sqlite_mirror", "postgres_mirror"])
def reader(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Actor]:
    """A viewer whose rows come from the service, or out of a mirror in one of the databases."""
    request.getfixturevalue("postgres_database" if request.param == "postgres_mirror" else "sqlite_database")
    with things.serving(tmp_path / "sandbox", [*ROWS[:229], ODD]):
        actor = things.a_viewer()
        if request.param != "service":
            tables.refresh_mirror(actor, "Stock", "Things")
        yield actor


@pytest.fixture
def mirrored(viewer: Actor) -> Actor:
    tables.refresh_mirror(viewer, "Stock", "Things")
    return viewer


def listed(actor: Actor, **options: Any) -> RecordPage:
    return tables.list_records(actor, "stock", "things", **options)


def ids(page: RecordPage) -> list[str]:
    return [record.id for record in page.records]


def all_pages(actor: Actor, **options: Any) -> list[str]:
    found, cursor = [], ""
    while True:
        page = listed(actor, cursor=cursor, **options)
        found += ids(page)
        cursor = page.next_cursor
        if not cursor:
            return found


def only(field: str, op: Any, value: Any = None) -> Filter:
    return Filter(conditions=(Condition(field=field, op=op, value=value),))


def test_all_records_come_once_page_by_page(reader: Actor) -> None:
    assert all_pages(reader, limit=50) == [thing_id(i) for i in range(230)]


def test_a_cell_has_its_plain_value_and_its_text(reader: Actor) -> None:
    page = listed(reader, limit=3, fields=["Name", "Count", "Owner"])

    assert [field.name for field in page.fields] == ["Name", "Count", "Owner"]
    assert {field_id: (cell.value, cell.text) for field_id, cell in page.records[1].cells.items()} == {
        things.field_id("Name"): ("Thing 001", "Thing 001"),
        things.field_id("Count"): (0.9, "0.900"),
        things.field_id("Owner"): ([{"id": owner_id(1), "name": "Apex Ltd"}], "Apex Ltd"),
    }


@pytest.mark.parametrize(
    ("where", "passes"),
    [
        (only("Colour", "is", "red"), lambda i: i % 3 == 1),
        (only("Count", "lt", 2), lambda i: i % 5 and i % 7 - 0.1 < 2),
        (only("Owner", "contains", "LTD"), lambda i: i % 2),
        (only("Tags", "has_all_of", ("Blue", "Red")), lambda i: i % 4 == 0),
        (only("Day", "before", "2026-04-01"), lambda i: i % 12 < 3),
    ],
)
def test_a_filter_keeps_the_right_records(reader: Actor, where: Filter, passes: Any) -> None:
    assert all_pages(reader, where=where, limit=100) == [thing_id(i) for i in range(229) if passes(i)]


def test_the_total_is_exact_out_of_the_mirror_and_not_guessed_at_the_service(viewer: Actor) -> None:
    where = only("Colour", "is", "Red")
    before = listed(viewer, where=where, limit=10)
    tables.refresh_mirror(viewer, "Stock", "Things")
    after = listed(viewer, where=where, limit=10)

    assert (before.total, before.freshness.origin) == (None, "service")
    assert (after.total, after.freshness.origin) == (76, "mirror")
    assert before.where_text == after.where_text == "Colour is Red"


SORTS: dict[str, tuple[tuple[Sort, ...], Any]] = {
    "text in any case": ((Sort(field="Name"),), lambda i: ROWS[i]["Name"].casefold()),
    "choices in their order": (
        (Sort(field="Colour", descending=True), Sort(field="Name")),
        lambda i: (-["Red", "Green", "Blue"].index(ROWS[i]["Colour"]), i),
    ),
    "empty first": (
        (Sort(field="Count"), Sort(field="Name")),
        lambda i: ("Count" in ROWS[i], ROWS[i].get("Count", 0), i),
    ),
    "empty last descending": (
        (Sort(field="Count", descending=True), Sort(field="Day")),
        lambda i: ("Count" not in ROWS[i], -ROWS[i].get("Count", 0), ROWS[i]["Day"], i),
    ),
}


@pytest.mark.parametrize("name", SORTS)
def test_orders_hold_over_all_pages(mirrored: Actor, name: str) -> None:
    sort, key = SORTS[name]
    found = all_pages(mirrored, sort=sort, limit=40, where=only("Name", "contains", "thing"))

    assert found == [thing_id(i) for i in sorted(range(229), key=key)]


@pytest.mark.parametrize("name", ["Name", "Count"])
def test_any_place_of_a_long_list_is_looked_at_without_what_is_before_it(mirrored: Actor, name: str) -> None:
    asked: dict[str, Any] = {"sort": [Sort(field=name)], "fields": ["Name"]}
    whole = tables.list_records(mirrored, "Stock", "Things", limit=1_000, **asked).records

    part = tables.list_records(mirrored, "Stock", "Things", skip=120, limit=30, **asked)
    behind = tables.list_records(mirrored, "Stock", "Things", skip=5_000, limit=30, **asked)

    assert part.records == whole[120:150]
    assert (part.total, behind.records, behind.total) == (230, (), 230)


def test_a_place_cannot_be_looked_at_before_the_mirror_is_there(viewer: Actor) -> None:
    with pytest.raises(Busy, match="until the copy of this table is complete"):
        tables.list_records(viewer, "Stock", "Things", skip=1)


def test_a_cursor_of_another_list_or_team_is_unknown(mirrored: Actor) -> None:
    cursor = listed(mirrored, limit=10).next_cursor
    stranger = things.a_viewer("Sasha")
    tables.refresh_mirror(stranger, BASE, THINGS)

    assert ids(listed(mirrored, limit=5, cursor=cursor)) == [thing_id(i) for i in range(10, 15)]
    asked: list[tuple[Actor, dict[str, Any]]] = [
        (stranger, {}),
        (mirrored, {"where": only("Colour", "is", "Red")}),
        (mirrored, {"sort": (Sort(field="Name"),)}),
        (mirrored, {"search": "x"}),
    ]
    for actor, options in asked:
        with pytest.raises(NotFound, match="no such page"):
            listed(actor, cursor=cursor, **options)
    for broken in ("x", "%%%", cursor[:-4] + "AAAA", "A" * 30_000):
        with pytest.raises(NotFound, match="no such page"):
            listed(mirrored, cursor=broken)


@pytest.mark.parametrize("text", ["ODD ONE", "plan.pdf"])
def test_a_search_finds_any_readable_cell_in_any_case(reader: Actor, text: str) -> None:
    found = tables.search(reader, "Stock", text)

    assert [(hit.table_name, hit.record_id, hit.name) for hit in found.hits] == [
        ("Things", thing_id(229), "Odd one")
    ]
    assert found.is_complete is True
    assert ids(listed(reader, search=text)) == [thing_id(229)]


def test_a_search_names_the_fields_that_hold_the_text(reader: Actor) -> None:
    found = tables.search(reader, "Stock", "apex", limit=3)

    assert [(hit.table_name, [field.name for field in hit.matched]) for hit in found.hits] == [
        ("Things", ["Owner"])
    ] * 3
    assert found.is_complete is False


def test_a_search_takes_signs_of_patterns_as_they_are(mirrored: Actor) -> None:
    assert tables.search(mirrored, "Stock", "%").hits == ()
    assert tables.search(mirrored, "Stock", "_00").hits == ()


def test_one_record_has_all_its_cells(reader: Actor) -> None:
    found = tables.get_record(reader, "Stock", "Things", thing_id(4))

    assert (found.name, found.record.cells[things.field_id("Tags")].text) == ("thing 004", "Red, Blue")


@pytest.mark.parametrize("record_id", ["recNobody00000000", "x", "rec/../../meta", ""])
def test_an_unknown_record_is_not_found(reader: Actor, record_id: str) -> None:
    with pytest.raises(NotFound):
        tables.get_record(reader, "Stock", "Things", record_id)


def test_old_addresses_of_attachments_are_marked_and_read_again_for_one_record(mirrored: Actor) -> None:
    with db.uow(mirrored) as session:
        session.exec(update(MirrorDocument).values(read_at=utc_now() - timedelta(minutes=101)))
    files = things.field_id("Files")

    page = listed(mirrored, where=only("Files", "is_not_empty"))
    one = tables.get_record(mirrored, "Stock", "Things", thing_id(229))

    assert [record.cells[files].is_stale for record in page.records] == [True]
    assert (one.record.cells[files].is_stale, one.freshness.origin) == (False, "service")


def test_a_change_is_seen_by_the_next_question_and_told_in_the_history(
    mirrored: Actor, server: SandboxServer
) -> None:
    change(server, thing_id(2), Colour="Red", Owner=[owner_id(1)])
    with db.uow(mirrored) as session:
        session.exec(update(MirroredTable).values(checked_at=utc_now() - timedelta(minutes=2)))

    found = tables.get_record(mirrored, "Stock", "Things", thing_id(2))

    assert found.freshness.origin == "mirror"
    assert found.record.cells[things.field_id("Colour")].text == "Red"
    history = tables.record_history(mirrored, "Stock", "Things", thing_id(2))
    assert [
        (entry.kind, [(cell.field.name, cell.before, cell.after) for cell in entry.cells])
        for entry in history.entries
    ] == [("updated", [("Colour", "Green", "Red"), ("Owner", "Acme", "Apex Ltd")])]


def test_a_mirror_answers_with_its_age_while_the_service_is_away(
    mirrored: Actor, server: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.airtable._client.time.sleep", lambda _seconds: None)
    with db.uow(mirrored) as session:
        session.exec(update(MirroredTable).values(checked_at=utc_now() - timedelta(minutes=2)))
    tables.describe_base(mirrored, "Stock")
    server.call("POST", "/_control/faults", json={"kind": "error", "path": f"*/{THINGS}"})

    page = listed(mirrored)

    assert (page.freshness.origin, page.total) == ("mirror", 230)
    assert page.freshness.age_seconds >= 120


def test_a_mirror_that_is_too_old_to_know_deletions_is_not_read(mirrored: Actor) -> None:
    with db.uow(mirrored) as session:
        session.exec(update(MirroredTable).values(listed_at=utc_now() - timedelta(hours=5)))

    assert listed(mirrored).freshness.origin == "service"


def test_aggregates_are_the_same_out_of_the_mirror(viewer: Actor) -> None:
    def asked() -> list[tables.Aggregate]:
        metrics = [
            Metric(fn=fn, field="Count") for fn in ("sum", "avg", "median", "min", "max", "distinct", "empty")
        ]
        return [
            tables.aggregate_records(viewer, "Stock", "Things", metrics=metrics, group_by=group, where=where)
            for group in ("Colour", "Tags", "Owner", "Day", "Done", "Notes", ["Colour", "Done"], None)
            for where in (None, only("Count", "gte", "0.9"))
        ]

    before = asked()
    tables.refresh_mirror(viewer, "Stock", "Things")
    after = asked()

    facts = {"groups", "totals", "rows_scanned", "rows_matched", "groups_total"}
    assert [each.origin for each in after] == ["mirror"] * len(before)
    assert [each.model_dump(include=facts) for each in before] == [
        each.model_dump(include=facts) for each in after
    ]
    assert before[0].rows_matched == 230


def test_a_table_is_described_over_all_rows_once_it_is_mirrored(viewer: Actor) -> None:
    first = tables.describe_table(viewer, "Stock", "Things")
    tables.refresh_mirror(viewer, "Stock", "Things")
    whole = tables.describe_table(viewer, "Stock", "Things")

    assert (first.rows, first.is_complete, whole.rows, whole.is_complete) == (100, False, 230, True)
    fields = {field.name: field for field in whole.fields}
    assert (fields["Count"].filled, fields["Done"].filled) == (183, 0)
    assert [(choice.name, choice.rows) for choice in fields["Tags"].choices] == [
        ("Red", 58),
        ("Green", 171),
        ("Blue", 58),
    ]
    assert fields["Name"].samples == ("thing 000", "Thing 001", "thing 002")


def test_alike_records_are_found_whatever_their_case(reader: Actor) -> None:
    found = tables.find_duplicates(reader, "Stock", "Things", ["Notes"])

    assert [(group.values, group.rows, len(group.records)) for group in found.groups] == [
        (("alike",), 46, 20)
    ]
    assert (found.groups_total, found.rows_total) == (1, 46)
    assert found.groups[0].records[:2] == (
        tables.DuplicateRecord(id=thing_id(0), name="thing 000"),
        tables.DuplicateRecord(id=thing_id(1), name="Thing 001"),
    )


def test_records_alike_in_two_fields_differ_in_neither(reader: Actor) -> None:
    found = tables.find_duplicates(reader, "Stock", "Things", ["Notes", "Colour"])

    alike = Counter(row["Colour"] for row in ROWS[:229] if row["Notes"].strip().lower() == "alike")
    assert {group.values[1]: group.rows for group in found.groups} == alike
    assert [group.rows for group in found.groups] == sorted(alike.values(), reverse=True)


MISTAKES: dict[str, tuple[Any, dict[str, Any]]] = {
    "Ask for 1 to 1,000 records.": (tables.list_records, {"limit": 0}),
    'There is no field "Nmae" in Things. Did you mean "Name"?': (tables.list_records, {"fields": ["Nmae"]}),
    "Sort by 5 fields at most.": (tables.list_records, {"sort": [Sort(field="Name")] * 6}),
    "Files has the type multipleAttachments, which has no order.": (
        tables.list_records,
        {"sort": [Sort(field="Files")]},
    ),
    'There is no time zone "Mars". Give one such as Europe/Berlin.': (
        tables.list_records,
        {"time_zone": "Mars"},
    ),
}


@pytest.mark.parametrize("text", MISTAKES)
def test_what_cannot_be_listed_says_what_to_do(mirrored: Actor, text: str) -> None:
    verb, options = MISTAKES[text]

    with pytest.raises(InvalidInput) as caught:
        verb(mirrored, "Stock", "Things", **options)
    assert caught.value.user_text == text


VERBS: dict[str, Any] = {
    "list_records": lambda actor: tables.list_records(actor, BASE, THINGS),
    "get_record": lambda actor: tables.get_record(actor, BASE, THINGS, thing_id(1)),
    "search": lambda actor: tables.search(actor, BASE, "thing"),
    "aggregate_records": lambda actor: tables.aggregate_records(actor, BASE, THINGS),
    "describe_table": lambda actor: tables.describe_table(actor, BASE, THINGS),
    "find_duplicates": lambda actor: tables.find_duplicates(actor, BASE, THINGS, ["Name"]),
    "record_history": lambda actor: tables.record_history(actor, BASE, THINGS, thing_id(1)),
    "export_records": lambda actor: tables.export_records(actor, BASE, THINGS, file_format="csv"),
    "list_views": lambda actor: tables.list_views(actor, BASE, THINGS),
    "refresh_mirror": lambda actor: tables.refresh_mirror(actor, BASE, THINGS),
}


@pytest.mark.parametrize("name", VERBS)
def test_nobody_reads_without_a_role(mirrored: Actor, name: str) -> None:
    with pytest.raises(PlatformError) as caught:
        VERBS[name](Actor.anonymous("test"))
    assert caught.value.code == "not_signed_in"


def test_the_begin_of_a_day_depends_on_where_one_asks(mirrored: Actor, server: SandboxServer) -> None:
    change(server, thing_id(1), Moment="2026-11-26T02:00:00.000Z")
    with db.uow(mirrored) as session:
        session.exec(update(MirroredTable).values(checked_at=datetime(2026, 1, 1, tzinfo=UTC)))
    where = only("Moment", "is", "2026-11-25")

    assert ids(listed(mirrored, where=where)) == []
    assert ids(listed(mirrored, where=where, time_zone="America/New_York")) == [thing_id(1)]
