"""Numbers are exact and grouped."""

from decimal import Decimal
from typing import Any

import pytest

from tests.airtable.fields.conftest import Read, Refused, Show, Typed


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (3, Decimal(3)),
        (0, Decimal(0)),
        (0.1, Decimal("0.1")),
        (1234567.89, Decimal("1234567.89")),
        (1e22, Decimal("1E+22")),
        (2**53, Decimal(9007199254740992)),
        (10**30 + 1, Decimal("1E+30")),
    ],
)
def test_a_number_is_read_exactly(read: Read, raw: float, value: Decimal) -> None:
    assert read("number", raw) == value


@pytest.mark.parametrize(
    "raw", [None, True, "3", {"specialValue": "NaN"}, float("nan"), float("inf"), 10**400, [3]]
)
def test_what_is_no_number_is_empty(read: Read, raw: Any) -> None:
    assert read("number", raw) is None


@pytest.mark.parametrize(
    ("raw", "precision", "text"),
    [
        (1234567, 0, "1,234,567"),
        (-1234.5, 2, "-1,234.50"),
        (2.5, 0, "3"),
        (-0.001, 2, "0.00"),
        (1e22, 0, "10,000,000,000,000,000,000,000"),
    ],
)
def test_a_number_is_shown_with_the_precision_of_its_field(
    show: Show, raw: float, precision: int, text: str
) -> None:
    assert show("number", raw, precision=precision) == text


def test_a_precision_that_makes_no_sense_counts_as_none(show: Show) -> None:
    assert show("number", 1.5, precision="many") == "2"


@pytest.mark.parametrize(
    ("text", "wire"),
    [
        ("7", 7),
        (" -1,234.50 ", -1234.5),
        ("(12.5)", -12.5),
        ("−3", -3),
        (".5", 0.5),
        ("5.", 5),
        ("1e3", 1000),
        ("0.1", 0.1),
    ],
)
def test_what_was_typed_becomes_a_number(typed: Typed, text: str, wire: float) -> None:
    assert typed("number", text) == wire


@pytest.mark.parametrize(
    "text", ["1,23", "1.234,5", "1_000", "0x10", "١٢", "1 000", "--1", "NaN", "inf", "1e9999", "=1"]
)
def test_what_is_no_number_is_refused(refused: Refused, text: str) -> None:
    assert "a number" in refused("number", text)


@pytest.mark.parametrize("text", ["0.1234567890123456789", "9007199254740993"])
def test_digits_that_would_be_lost_are_refused(refused: Refused, text: str) -> None:
    assert "15 digits" in refused("number", text)


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), True, 1.5, "1", [1]])
def test_what_is_no_exact_number_is_not_written(unwritable: Refused, value: Any) -> None:
    assert "a number" in unwritable("number", value)
