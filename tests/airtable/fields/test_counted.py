"""Counts and running numbers are whole and are made by the service."""

import pytest

from tests.airtable.fields.conftest import Read, Show


@pytest.mark.parametrize("kind", ["count", "autoNumber"])
def test_a_count_of_nothing_is_a_number(read: Read, show: Show, kind: str) -> None:
    assert (read(kind, 0), show(kind, 1_234_567)) == (0, "1,234,567")
