"""Writing against a real sandbox: what comes back, what is refused before it leaves, and what never happens twice."""

from typing import Any

import pytest

from app import airtable
from app.errors import ConnectionRefused, InvalidInput, NotFound, PlatformError, TooLarge, UpstreamRefused
from tests.airtable.bench_base import BASE, COUNT, FILES, NAME, PARTS, THINGS, BenchBase, _bench_server, bench
from tests.sandbox import workbench
from tests.sandbox.workbench import thing

__all__ = ["_bench_server", "bench"]
pytestmark = pytest.mark.integration


def test_records_are_made_in_their_order_with_computed_cells(bench: BenchBase) -> None:
    made = airtable.create_records(
        bench.connection, BASE, THINGS, [{NAME: "Chair", COUNT: 2}, {NAME: "Sofa"}]
    )

    assert [record.cells[NAME] for record in made] == ["Chair", "Sofa"]
    assert [record.cells[workbench.field_id("Number")] for record in made] == [4, 5]
    assert bench.names() == ["", "Chair", "Desk", "Lamp", "Sofa"]


def test_an_update_leaves_other_cells_and_a_replacement_clears_them(bench: BenchBase) -> None:
    airtable.update_records(bench.connection, BASE, THINGS, {thing(1): {NAME: "Light"}})
    updated = bench.record(1)
    airtable.replace_records(bench.connection, BASE, THINGS, {thing(1): {NAME: "Torch"}})
    replaced = bench.record(1)

    assert (updated.cells[NAME], updated.cells[COUNT]) == ("Light", 3)
    assert (replaced.cells[NAME], COUNT in replaced.cells) == ("Torch", False)


def test_an_upsert_says_what_it_made_and_what_it_changed(bench: BenchBase) -> None:
    done = airtable.upsert_records(
        bench.connection, BASE, THINGS, [{NAME: "Desk", COUNT: 11}, {NAME: "Shelf"}], key_fields=[NAME]
    )

    assert (done.updated_ids, done.created_ids) == ((thing(2),), (done.records[1].id,))
    assert [record.cells[NAME] for record in done.records] == ["Desk", "Shelf"]


def test_records_are_deleted_together_or_not_at_all(bench: BenchBase) -> None:
    gone = airtable.delete_records(bench.connection, BASE, THINGS, [thing(2), thing(3)])
    with pytest.raises((ConnectionRefused, NotFound)):
        airtable.delete_records(bench.connection, BASE, THINGS, [thing(1), thing(2)])

    assert gone == (thing(2), thing(3))
    assert bench.names() == ["Lamp"]


def test_records_are_read_by_their_ids_in_one_call(bench: BenchBase) -> None:
    wanted = [thing(3), thing(9), thing(1), thing(3)]
    found = airtable.get_records(bench.connection, BASE, THINGS, wanted, fields=[NAME])

    assert [record.id for record in found] == [thing(3), thing(1)]
    assert found[1].cells == {NAME: "Lamp"}
    assert bench.calls() == [("POST", 200)]


@pytest.mark.parametrize("count", [0, 11])
def test_more_than_ten_records_do_not_leave(bench: BenchBase, count: int) -> None:
    ids = [thing(number) for number in range(1, count + 1)]
    writes: list[Any] = [
        lambda: airtable.create_records(bench.connection, BASE, THINGS, [{}] * count),
        lambda: airtable.update_records(bench.connection, BASE, THINGS, {key: {} for key in ids}),
        lambda: airtable.replace_records(bench.connection, BASE, THINGS, {key: {} for key in ids}),
        lambda: airtable.upsert_records(
            bench.connection, BASE, THINGS, [{NAME: "a"}] * count, key_fields=[NAME]
        ),
        lambda: airtable.delete_records(bench.connection, BASE, THINGS, ids),
    ]

    for write in writes:
        with pytest.raises(InvalidInput, match="1 to 10"):
            write()
    assert bench.calls() == []


@pytest.mark.parametrize(
    "hostile", ["../../meta/whoami", "rec123", "", "recAAAAAAAAAAAAA?", "recAAAAAAAAAAAAA/"]
)
def test_what_is_no_id_never_becomes_a_part_of_an_address(bench: BenchBase, hostile: str) -> None:
    calls: list[Any] = [
        lambda: airtable.get_record(bench.connection, BASE, THINGS, hostile),
        lambda: airtable.update_records(bench.connection, BASE, THINGS, {hostile: {NAME: "x"}}),
        lambda: airtable.delete_records(bench.connection, BASE, THINGS, [hostile]),
        lambda: airtable.list_comments(bench.connection, BASE, THINGS, hostile),
        lambda: airtable.get_schema(bench.connection, hostile),
        lambda: airtable.update_field(bench.connection, BASE, THINGS, hostile, name="x"),
        lambda: airtable.refresh_webhook(bench.connection, BASE, hostile),
    ]

    for call in calls:
        with pytest.raises(NotFound):
            call()
    assert bench.calls() == []


def test_a_refusal_says_why_and_keeps_everything(bench: BenchBase) -> None:
    with pytest.raises(UpstreamRefused, match="computed"):
        airtable.create_records(
            bench.connection, BASE, THINGS, [{NAME: "Chair"}, {workbench.field_id("Number"): 5}]
        )

    assert bench.names() == ["", "Desk", "Lamp"]


def test_a_value_that_is_no_json_does_not_leave(bench: BenchBase) -> None:
    with pytest.raises(InvalidInput):
        airtable.create_records(bench.connection, BASE, THINGS, [{COUNT: float("nan")}])

    assert bench.calls() == []


def test_a_file_above_the_limit_does_not_leave(bench: BenchBase) -> None:
    with pytest.raises(TooLarge):
        airtable.upload_attachment(
            bench.connection,
            BASE,
            thing(1),
            FILES,
            filename="b",
            content_type="a/b",
            content=b"x" * 5_000_001,
        )

    assert bench.calls() == []


def test_tables_and_fields_are_made_and_renamed_and_the_schema_is_read_anew(bench: BenchBase) -> None:
    before = airtable.get_schema(bench.connection, BASE, max_age_seconds=60)
    table = airtable.create_table(
        bench.connection, BASE, "Rooms", [{"name": "Room", "type": "singleLineText"}]
    )
    airtable.update_table(bench.connection, BASE, table.id, description="Where things are")
    field = airtable.create_field(
        bench.connection, BASE, table.id, "Size", "number", options={"precision": 1}, description="m2"
    )
    airtable.update_field(bench.connection, BASE, table.id, field.id, name="Area")
    after = airtable.get_schema(bench.connection, BASE, max_age_seconds=60)

    assert [each.name for each in before] == ["Things", "Parts"]
    assert [each.name for each in after] == ["Things", "Parts", "Rooms"]
    assert (after[2].description, [each.name for each in after[2].fields]) == (
        "Where things are",
        ["Room", "Area"],
    )


def test_a_remembered_schema_is_of_one_credential_only(bench: BenchBase) -> None:
    airtable.get_schema(bench.connection, BASE, max_age_seconds=60)
    airtable.get_schema(bench.connection, BASE, max_age_seconds=60)
    with pytest.raises(PlatformError):
        airtable.get_schema(bench.with_token(workbench.STRANGER), BASE, max_age_seconds=60)

    assert bench.calls() == [("GET", 200), ("GET", 403)]


def test_views_tell_their_visible_fields(bench: BenchBase) -> None:
    things = airtable.get_schema(bench.connection, BASE)[0]

    assert [(view.name, view.type) for view in things.views] == [
        ("All", "grid"),
        ("By count", "grid"),
        ("Ask", "form"),
    ]
    assert things.views[1].visible_field_ids == (NAME,)


def test_a_page_is_sorted_filtered_and_continued(bench: BenchBase) -> None:
    first = airtable.read_page(
        bench.connection, BASE, PARTS, page_size=2, sort=["-" + workbench.field_id("Grams")]
    )
    rest = airtable.read_page(
        bench.connection,
        BASE,
        PARTS,
        page_size=2,
        sort=["-" + workbench.field_id("Grams")],
        offset=first.offset,
    )

    assert [r.cells[workbench.field_id("Part")] for r in (*first.records, *rest.records)] == [
        "Shade",
        "Bulb",
        "Screw",
    ]
    assert (first.offset != "", rest.offset) == (True, "")


def test_a_formula_of_text_is_refused() -> None:
    with pytest.raises(TypeError):
        airtable.read_page(
            airtable.Connection("http://127.0.0.1:9", "patX", "sandbox"),
            BASE,
            THINGS,
            formula="{Name}='x'",  # type: ignore[arg-type]
        )


def test_whoami_and_probe_tell_what_a_token_can_read(bench: BenchBase) -> None:
    full = airtable.probe(bench.connection)
    stranger = airtable.probe(bench.with_token(workbench.STRANGER))

    assert (full.person.id, [base.name for base in full.bases], full.missing) == (
        "usrSandboxOwner01",
        ["Workbench", "Other base"],
        (),
    )
    assert [base.name for base in stranger.bases] == ["Other base"]


@pytest.mark.parametrize(
    ("scopes", "missing"),
    [
        (["data.records:read"], ("schema.bases:read",)),
        (["schema.bases:read"], ("data.records:read",)),
        (["schema.bases:read", "data.records:read"], ()),
    ],
)
def test_probe_names_the_missing_scope(bench: BenchBase, scopes: list[str], missing: tuple[str, ...]) -> None:
    token = f"patProbe.{'-'.join(scopes)}"
    bench.server.call("POST", "/_control/tokens", json={"token": token, "scopes": scopes})

    assert airtable.probe(bench.with_token(token)).missing == missing
