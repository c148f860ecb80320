"""A checkbox is checked or not; there is no third way."""

from tests.airtable.fields.conftest import Read, Show


def test_a_missing_cell_is_unchecked(read: Read) -> None:
    assert [read("checkbox", raw) for raw in (True, None, False, "true")] == [True, False, False, False]


def test_a_checkbox_is_shown_in_words(show: Show) -> None:
    assert [show("checkbox", raw) for raw in (True, None)] == ["checked", "unchecked"]
