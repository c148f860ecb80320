"""Dates in the formats of Airtable."""

from datetime import date

import pytest

from tests.airtable.fields.conftest import Read, Show


def test_a_day_is_read(read: Read) -> None:
    assert [read("date", raw) for raw in ("2026-11-20", "soon", None, 5)] == [
        date(2026, 11, 20),
        None,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("iso", "2026-11-02"),
        ("local", "2026-11-02"),
        ("us", "11/2/2026"),
        ("european", "2/11/2026"),
        ("friendly", "November 2, 2026"),
    ],
)
def test_a_day_is_shown_in_the_format_of_its_field(show: Show, name: str, text: str) -> None:
    assert show("date", "2026-11-02", dateFormat={"name": name}) == text
