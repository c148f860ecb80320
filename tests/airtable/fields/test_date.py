"""Dates in the formats of Airtable."""

from datetime import date

import pytest

from tests.airtable.fields.conftest import Read, Refused, Show, Typed


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


@pytest.mark.parametrize(
    ("text", "form", "wire"),
    [
        ("2026-11-20", "us", "2026-11-20"),
        ("2026-1-2", "iso", "2026-01-02"),
        ("3/4/2026", "us", "2026-03-04"),
        ("3/4/2026", "european", "2026-04-03"),
        ("3.4.2026", "european", "2026-04-03"),
        ("March 4, 2026", "local", "2026-03-04"),
        ("4 Mar 2026", "iso", "2026-03-04"),
    ],
)
def test_a_day_is_typed_in_the_format_of_its_field(typed: Typed, text: str, form: str, wire: str) -> None:
    assert typed("date", text, dateFormat={"name": form}) == wire


@pytest.mark.parametrize(
    "text", ["3/4/2026", "4/31/2026", "2026-02-30", "tomorrow", "20/11/26", "２０２６-01-01", "2026"]
)
def test_a_day_that_is_none_or_means_two_is_refused(refused: Refused, text: str) -> None:
    assert "2026-11-20" in refused("date", text, dateFormat={"name": "local"})
