"""Medians, percentiles, buckets, having and top, each worked out by hand."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from app import tables
from app.actor import Actor
from app.errors import InvalidInput
from app.tables import Aggregate, GroupBy, Having, Metric, Top
from tests import things
from tests.harness.databases import Database

ROWS: list[dict[str, Any]] = [
    {
        "Name": "a",
        "Count": 0.1,
        "Price": 5,
        "Colour": "Red",
        "Day": "2026-01-31",
        "Tags": ["Red"],
        "Done": True,
    },
    {"Name": "b", "Count": 0.2, "Price": 15, "Colour": "Red", "Day": "2026-02-01", "Tags": ["Red"]},
    {"Name": "c", "Count": 0.4, "Price": -5, "Colour": "Green", "Day": "2026-02-28", "Tags": ["Red", "Blue"]},
    {
        "Name": "c",
        "Count": 10,
        "Price": 20,
        "Colour": "Blue",
        "Day": "2025-12-29",
        "Moment": "2026-01-01T02:00:00.000Z",
    },
    {"Name": "d"},
]


@pytest.fixture
def viewer(sqlite_database: Database, tmp_path: Path) -> Iterator[Actor]:
    with things.serving(tmp_path / "sandbox", ROWS):
        yield things.a_viewer()


@pytest.fixture(params=["service", "mirror"])
def reader(request: pytest.FixtureRequest, viewer: Actor) -> Actor:
    if request.param == "mirror":
        tables.refresh_mirror(viewer, "Stock", "Things")
    return viewer


def asked(actor: Actor, *metrics: Metric, **options: Any) -> Aggregate:
    return tables.aggregate_records(
        actor, "Stock", "Things", metrics=metrics or [Metric(fn="count")], **options
    )


def labels(found: Aggregate) -> list[tuple[str, int]]:
    return [(group.label, group.rows) for group in found.groups]


@pytest.mark.parametrize(
    ("metric", "raw", "text", "label"),
    [
        (Metric(fn="median", field="Count"), "0.3", "0.300", "Median of Count"),
        (Metric(fn="percentile", field="Count", percent=Decimal(0)), "0.1", "0.100", "Percentile 0 of Count"),
        (
            Metric(fn="percentile", field="Count", percent=Decimal(100)),
            "10",
            "10.000",
            "Percentile 100 of Count",
        ),
        (
            Metric(fn="percentile", field="Count", percent=Decimal(90)),
            "7.12",
            "7.120",
            "Percentile 90 of Count",
        ),
        (
            Metric(fn="percentile", field="Price", percent=Decimal("12.5")),
            "-1.25",
            "-$1.25",
            "Percentile 12.5 of Price",
        ),
        (Metric(fn="distinct", field="Name"), "4", "4", "Distinct values of Name"),
        (Metric(fn="distinct", field="Tags"), "2", "2", "Distinct values of Tags"),
        (Metric(fn="filled", field="Tags"), "3", "3", "Filled of Tags"),
        (Metric(fn="empty", field="Done"), "4", "4", "Empty of Done"),
        (Metric(fn="earliest", field="Day"), "2025-12-29", "2025-12-29", "Earliest of Day"),
        (
            Metric(fn="latest", field="Moment"),
            "2026-01-01T02:00:00+00:00",
            "2026-01-01 02:00 UTC",
            "Latest of Moment",
        ),
        (Metric(fn="sum", field="Count"), "10.7", "10.700", "Sum of Count"),
    ],
)
def test_each_function_is_exact(reader: Actor, metric: Metric, raw: str, text: str, label: str) -> None:
    found = asked(reader, metric)

    assert (found.totals[0].raw, found.totals[0].text, found.metrics[0].label) == (raw, text, label)


@pytest.mark.parametrize(
    ("bucket", "expected"),
    [
        ("day", [("2025-12-29", 1), ("2026-01-31", 1), ("2026-02-01", 1), ("2026-02-28", 1), ("(empty)", 1)]),
        ("week", [("2026 W01", 1), ("2026 W05", 2), ("2026 W09", 1), ("(empty)", 1)]),
        ("month", [("2025-12", 1), ("2026-01", 1), ("2026-02", 2), ("(empty)", 1)]),
        ("quarter", [("2025 Q4", 1), ("2026 Q1", 3), ("(empty)", 1)]),
        ("year", [("2025", 1), ("2026", 3), ("(empty)", 1)]),
    ],
)
def test_dates_are_grouped_into_stretches_of_the_calendar(
    reader: Actor, bucket: Any, expected: list[tuple[str, int]]
) -> None:
    assert labels(asked(reader, group_by=GroupBy(field="Day", bucket=bucket))) == expected


def test_the_year_of_an_instant_depends_on_the_zone(reader: Actor) -> None:
    by_year = GroupBy(field="Moment", bucket="year")

    assert labels(asked(reader, group_by=by_year))[0] == ("2026", 1)
    assert labels(asked(reader, group_by=by_year, time_zone="America/New_York"))[0] == ("2025", 1)


def test_numbers_are_grouped_into_stretches_that_begin_at_multiples(reader: Actor) -> None:
    found = asked(reader, group_by=GroupBy(field="Price", width=Decimal(10)))

    assert labels(found) == [
        ("-$10.00 to $0.00", 1),
        ("$0.00 to $10.00", 1),
        ("$10.00 to $20.00", 1),
        ("$20.00 to $30.00", 1),
        ("(empty)", 1),
    ]
    assert [group.keys[0].raw for group in found.groups] == ["-10", "0", "10", "20", None]


def test_a_record_with_several_values_counts_for_each_where_that_is_asked(reader: Actor) -> None:
    together = asked(reader, group_by="Tags")
    apart = asked(reader, Metric(fn="sum", field="Price"), group_by=GroupBy(field="Tags", each=True))
    by_ids = [GroupBy(field=each.id, each=each.each) for each in apart.grouped_by]

    assert labels(together) == [("Red", 2), ("Red, Blue", 1), ("(empty)", 2)]
    assert labels(apart) == [("Blue", 1), ("Red", 3), ("(empty)", 2)]
    # The total is that of the records, each once.
    assert apart.totals == asked(reader, Metric(fn="sum", field="Price")).totals
    assert (apart.groups_total, apart.rows_matched) == (3, together.rows_matched)
    assert labels(asked(reader, group_by=by_ids)) == labels(apart)


def test_three_groupings_give_a_group_for_each_combination_that_is_there(reader: Actor) -> None:
    found = asked(reader, group_by=["Colour", GroupBy(field="Day", bucket="year"), "Done"])

    assert labels(found) == [
        ("Red / 2026 / unchecked", 1),
        ("Red / 2026 / checked", 1),
        ("Green / 2026 / unchecked", 1),
        ("Blue / 2025 / unchecked", 1),
        ("(empty) / (empty) / unchecked", 1),
    ]
    assert [each.name for each in found.grouped_by] == ["Colour", "Day", "Done"]


def test_having_leaves_out_groups_and_keeps_the_totals(reader: Actor) -> None:
    metrics = [Metric(fn="count"), Metric(fn="sum", field="Price")]

    found = asked(reader, *metrics, group_by="Colour", having=[Having(metric=1, op="gte", value=Decimal(0))])

    assert labels(found) == [("Red", 2), ("Blue", 1), ("(empty)", 1)]
    assert (found.groups_total, found.totals[1].raw) == (4, "35")


def test_top_takes_the_largest_or_the_smallest_groups_and_those_without_a_value_last(reader: Actor) -> None:
    price = Metric(fn="avg", field="Price")

    largest = asked(reader, price, group_by="Colour", top=Top(count=2))
    smallest = asked(reader, price, group_by="Colour", top=Top(count=4, smallest=True))

    assert labels(largest) == [("Blue", 1), ("Red", 2)]
    assert labels(smallest) == [("Green", 1), ("Red", 2), ("Blue", 1), ("(empty)", 1)]


MISTAKES: dict[str, dict[str, Any]] = {
    "Group by 3 fields at most.": {"group_by": ["Name", "Colour", "Done", "Day"]},
    "There are 1 metrics, counted from 0.": {
        "group_by": "Colour",
        "having": [Having(metric=1, op="gt", value=Decimal(0))],
    },
    "Only groups can be chosen by their metric. Group by a field.": {"top": Top(count=1)},
    "Count has no dates to group by month.": {"group_by": GroupBy(field="Count", bucket="month")},
    "Day has no numbers to group into stretches.": {"group_by": GroupBy(field="Day", width=Decimal(1))},
    "Earliest needs dates, and Count has the type number.": {
        "metrics": [Metric(fn="earliest", field="Count")]
    },
    "Filled needs a field. Name a field to calculate with.": {"metrics": [Metric(fn="filled")]},
    "A percentile, and nothing else, needs a percent from 0 to 100.": {
        "metrics": [Metric(fn="percentile", field="Count")]
    },
}


@pytest.mark.parametrize("text", MISTAKES)
def test_what_does_not_fit_together_is_refused(viewer: Actor, text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        tables.aggregate_records(viewer, "Stock", "Things", **MISTAKES[text])
    assert caught.value.user_text == text


def test_a_percent_beyond_a_hundred_is_refused() -> None:
    with pytest.raises(ValidationError):
        Metric(fn="percentile", field="Count", percent=Decimal(101))
