"""A formula behaves like its result."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.airtable import kind_of
from tests.airtable.fields.conftest import Read, Show, field


@pytest.mark.parametrize(
    ("result", "family", "raw", "value"),
    [
        ({"type": "number", "options": {"precision": 2}}, "number", 0.1, Decimal("0.1")),
        ({"type": "percent", "options": {"precision": 0}}, "number", 0.5, Decimal("0.5")),
        ({"type": "singleLineText"}, "text", "a", "a"),
        ({"type": "checkbox"}, "checkbox", True, True),
        ({"type": "date"}, "date", "2026-11-20", date(2026, 11, 20)),
        ({"type": "multipleSelects"}, "selects", ["a", "b"], ("a", "b")),
        ({"type": "unheardOf"}, "other", "a", "a"),
        (None, "other", 4, 4),
        ({"type": "formula"}, "other", 4, 4),
        ({"type": ["number"]}, "other", 4, 4),
    ],
)
def test_the_family_is_that_of_the_result(read: Read, result: Any, family: str, raw: Any, value: Any) -> None:
    assert kind_of(field("formula", result=result)).family == family
    assert read("formula", raw, result=result) == value


@pytest.mark.parametrize("raw", [{"error": "#ERROR!"}, {"specialValue": "NaN"}, {"specialValue": "Infinity"}])
@pytest.mark.parametrize("result", [{"type": "number"}, {"type": "singleLineText"}, None])
def test_an_error_is_no_value(read: Read, raw: Any, result: Any) -> None:
    assert read("rollup", raw, result=result) is None


def test_the_look_is_that_of_the_result(show: Show) -> None:
    result = {"type": "currency", "options": {"precision": 2, "symbol": "€"}}

    assert (show("rollup", 1234.5, result=result), show("formula", 0.5, 4, result=result)) == (
        "€1,234.50",
        "€0.5000",
    )


def test_two_fields_with_different_results_do_not_share_their_look(show: Show) -> None:
    looks = [show("formula", 1, result={"type": "number", "options": {"precision": p}}) for p in (0, 2)]

    assert looks == ["1", "1.00"]
