"""Currency carries its symbol behind the minus sign."""

import pytest

from tests.airtable.fields.conftest import Refused, Show, Typed


@pytest.mark.parametrize(
    ("raw", "text"),
    [(1234.5, "$1,234.50"), (-1234.5, "-$1,234.50"), (0, "$0.00"), (0.005, "$0.01"), (-0.001, "$0.00")],
)
def test_dollars_are_shown_with_cents(show: Show, raw: float, text: str) -> None:
    assert show("currency", raw, precision=2, symbol="$") == text


def test_another_number_of_places_can_be_asked_for(show: Show) -> None:
    assert show("currency", 1.25, 3, precision=0, symbol="€") == "€1.250"


@pytest.mark.parametrize(
    ("text", "wire"),
    [("$1,234.50", 1234.5), ("-$5", -5), ("$-5", -5), ("- $ 5", -5), ("5 $", 5), ("($5)", -5), ("5", 5)],
)
def test_the_symbol_may_stand_anywhere_or_be_left_out(typed: Typed, text: str, wire: float) -> None:
    assert typed("currency", text, symbol="$", precision=2) == wire


@pytest.mark.parametrize("text", ["€5", "$$5", "5-", "$"])
def test_another_symbol_is_refused(refused: Refused, text: str) -> None:
    assert "a number" in refused("currency", text, symbol="$")
