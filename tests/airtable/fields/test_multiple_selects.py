"""Several choices keep their order."""

from tests.airtable.fields.conftest import Read, Show


def test_choices_are_read_in_their_order(read: Read) -> None:
    assert read("multipleSelects", ["B", "A"]) == ("B", "A")


def test_no_choice_is_empty(read: Read) -> None:
    assert [read("multipleSelects", raw) for raw in ([], None, "A")] == [None, None, None]


def test_choices_are_shown_as_a_list(show: Show) -> None:
    assert show("multipleSelects", ["B", "A"]) == "B, A"
