"""Views that people made at Airtable: their records, in their order, and what narrows them further."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import tables
from app.actor import Actor
from app.errors import Busy, InvalidInput
from app.tables import ColourRule, Condition, Filter, Sort, ViewDefinition
from tests import things
from tests.harness.databases import Database
from tests.tables.test_records import all_pages, ids, listed, only

THINGS = [
    {
        "Name": f"Thing {i:03d}",
        "Colour": ["Blue", "Red"][i % 2],
        "Count": i,
        "Owner": [things.owner_id(i % 3 % 2)],
    }
    for i in range(240)
]
BLUE = [things.thing_id(i) for i in reversed(range(0, 240, 2))]


@pytest.fixture
def viewer(database: Database, tmp_path: Path) -> Iterator[Actor]:
    with things.serving(tmp_path / "sandbox", THINGS):
        actor = things.a_viewer()
        tables.refresh_mirror(actor, "Stock", "Things")
        yield actor


def test_a_table_tells_its_views_and_which_fields_they_show(viewer: Actor) -> None:
    table = tables.describe_base(viewer, "Stock").tables[0]

    assert [(view.name, view.type) for view in table.views] == [("Grid view", "grid"), ("Blue ones", "grid")]
    assert table.views[1].field_ids == (things.field_id("Name"), things.field_id("Count"))


def test_a_view_gives_its_records_in_its_order_page_by_page(viewer: Actor) -> None:
    assert all_pages(viewer, view="blue ONES", limit=50) == BLUE


def test_a_view_is_narrowed_searched_and_ordered_anew(viewer: Actor) -> None:
    few = only("Count", "lt", 5)

    assert all_pages(viewer, view="Blue ones", where=few) == [things.thing_id(i) for i in (4, 2, 0)]
    assert all_pages(viewer, view="Blue ones", search="g 01") == [
        things.thing_id(i) for i in (18, 16, 14, 12, 10)
    ]
    upwards = all_pages(viewer, view="Blue ones", sort=(Sort(field="Count"),), limit=30)
    assert upwards == list(reversed(BLUE))


def test_a_view_is_read_at_airtable_and_says_what_it_cannot(viewer: Actor) -> None:
    page = listed(viewer, view="Blue ones", limit=10)

    assert (page.freshness.origin, page.total) == ("service", None)
    with pytest.raises(Busy):
        listed(viewer, view="Blue ones", skip=10)
    with pytest.raises(InvalidInput) as caught:
        listed(viewer, view="Blue once")
    assert (caught.value.field, "Blue ones" in caught.value.user_text) == ("view", True)


def test_the_file_of_a_view_holds_its_records_in_its_order(viewer: Actor) -> None:
    export = tables.export_records(
        viewer, "Stock", "Things", file_format="csv", view="Blue ones", fields=["Name"]
    )

    lines = b"".join(export).decode().splitlines()[1:]
    assert [line.split(",")[0] for line in lines] == BLUE


@pytest.mark.parametrize("view", ["", "Grid view"])
def test_each_record_tells_the_first_mark_that_it_passes(viewer: Actor, view: str) -> None:
    """Also of fields that are not shown, and by the names of linked records."""
    marks = [only("Count", "lt", 2), only("Owner", "contains", "apex"), only("Colour", "is", "Blue")]

    page = listed(viewer, view=view, fields=["Name"], marks=marks, limit=6)

    assert [record.mark for record in page.records] == [0, 0, 2, None, 1, None]
    assert ids(page) == [things.thing_id(i) for i in range(6)]


def test_a_mark_of_an_unknown_field_is_refused(viewer: Actor) -> None:
    with pytest.raises(InvalidInput) as caught:
        listed(viewer, marks=[only("Hue", "is", "Blue")])
    assert caught.value.field == "Hue"


def test_a_saved_view_keeps_how_its_records_look(viewer: Actor) -> None:
    definition = ViewDefinition(
        airtable_view="viwBlue0000000000",
        row_height="tall",
        colour_by="Colour",
        colours=(
            ColourRule(color="red", where=Filter(conditions=(Condition(field="Count", op="gt", value=5),))),
        ),
    )

    view = tables.save_view(viewer, "Stock", "Things", name="Mine", definition=definition)

    assert tables.get_view(viewer, view.id).definition == definition


@pytest.mark.parametrize(
    ("definition", "field"),
    [
        (ViewDefinition(colour_by="Hue"), "Hue"),
        (ViewDefinition(colours=(ColourRule(color="red", where=only("Hue", "is_empty")),)), "Hue"),
        (ViewDefinition(airtable_view="Blue once"), "view"),
    ],
)
def test_a_look_that_does_not_fit_the_table_is_refused(
    viewer: Actor, definition: ViewDefinition, field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        tables.save_view(viewer, "Stock", "Things", name="Mine", definition=definition)
    assert caught.value.field == field
