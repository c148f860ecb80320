"""Percent is a fraction over the wire."""

import pytest

from tests.airtable.fields.conftest import Show, Typed


@pytest.mark.parametrize(
    ("raw", "precision", "text"),
    [(0.1, 0, "10%"), (0.125, 1, "12.5%"), (0.125, 0, "13%"), (1, 0, "100%"), (-0.5, 0, "-50%")],
)
def test_a_fraction_is_shown_as_percent(show: Show, raw: float, precision: int, text: str) -> None:
    assert show("percent", raw, precision=precision) == text


def test_places_are_those_of_the_fraction(show: Show) -> None:
    assert show("percent", 0.12345, 4, precision=0) == "12.35%"


@pytest.mark.parametrize(
    ("text", "wire"), [("12.5%", 0.125), ("12.5", 0.125), ("100 %", 1), ("-0.1%", -0.001)]
)
def test_the_sign_may_be_left_out(typed: Typed, text: str, wire: float) -> None:
    assert typed("percent", text) == wire
