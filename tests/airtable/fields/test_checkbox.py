"""A checkbox is checked or not; there is no third way."""

from tests.airtable.fields.conftest import Read, Refused, Show, Typed


def test_a_missing_cell_is_unchecked(read: Read) -> None:
    assert [read("checkbox", raw) for raw in (True, None, False, "true")] == [True, False, False, False]


def test_a_checkbox_is_shown_in_words(show: Show) -> None:
    assert [show("checkbox", raw) for raw in (True, None)] == ["checked", "unchecked"]


def test_words_for_yes_and_no_are_understood(typed: Typed) -> None:
    assert [typed("checkbox", text) for text in ("yes", "X", "1", "TRUE", "no", "off", "0")] == [
        True,
        True,
        True,
        True,
        False,
        False,
        False,
    ]


def test_any_other_word_is_refused(refused: Refused) -> None:
    assert "yes or no" in refused("checkbox", "maybe")
