"""A rating is a whole number."""

from tests.airtable.fields.conftest import Read, Show


def test_a_rating_is_shown_as_a_whole_number(show: Show) -> None:
    assert show("rating", 4, max=5) == "4"


def test_no_rating_is_empty(read: Read) -> None:
    assert read("rating", None) is None
