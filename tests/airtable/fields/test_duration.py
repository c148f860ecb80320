"""Durations are seconds, shown and typed in the format of the field."""

import pytest

from tests.airtable.fields.conftest import Refused, Show, Typed


@pytest.mark.parametrize(
    ("raw", "form", "text"),
    [
        (5_400, "h:mm", "1:30"),
        (5_430, "h:mm", "1:31"),
        (59, "h:mm:ss", "0:00:59"),
        (3_661.25, "h:mm:ss.SS", "1:01:01.25"),
        (3_599.999, "h:mm:ss.S", "1:00:00.0"),
        (-90, "h:mm:ss", "-0:01:30"),
        (360_000_000, "h:mm", "100000:00"),
        (0, "h:mm", "0:00"),
        (60, "nonsense", "0:01"),
    ],
)
def test_seconds_are_shown_as_a_person_counts_them(show: Show, raw: float, form: str, text: str) -> None:
    assert show("duration", raw, durationFormat=form) == text


@pytest.mark.parametrize(
    ("text", "form", "wire"),
    [
        ("1:30", "h:mm", 5_400),
        ("90", "h:mm", 5_400),
        ("90", "h:mm:ss", 90),
        ("1:02:03.5", "h:mm:ss.S", 3_723.5),
        ("-0:01", "h:mm", -60),
        ("−1:00", "h:mm", -3_600),
    ],
)
def test_what_was_typed_becomes_seconds(typed: Typed, text: str, form: str, wire: float) -> None:
    assert typed("duration", text, durationFormat=form) == wire


@pytest.mark.parametrize("text", ["1:60", "1:00:60", "a:bc", "1:2:3:4", "٣:٠٠", "1:", "9" * 12 + ":00"])
def test_what_is_no_span_is_refused(refused: Refused, text: str) -> None:
    assert "1:30" in refused("duration", text) or "1234.5" in refused("duration", text)
