"""A rating is a whole number."""

import pytest

from tests.airtable.fields.conftest import Read, Refused, Show, Typed


def test_a_rating_is_shown_as_a_whole_number(show: Show) -> None:
    assert show("rating", 4, max=5) == "4"


def test_no_rating_is_empty(read: Read) -> None:
    assert read("rating", None) is None


@pytest.mark.parametrize("text", ["0", "6", "-1", "4.5", "many"])
def test_what_the_field_has_no_stars_for_is_refused(refused: Refused, text: str) -> None:
    assert "a number" in refused("rating", text, max=5) or "from 1 to 5" in refused("rating", text, max=5)


def test_the_most_stars_are_written(typed: Typed) -> None:
    assert (typed("rating", "5", max=5), typed("rating", "10", max="broken")) == (5, 10)
