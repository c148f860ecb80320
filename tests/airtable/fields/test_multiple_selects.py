"""Several choices keep their order."""

import pytest

from app.airtable import written
from tests.airtable.fields.conftest import Read, Refused, Show, Typed, field


def test_choices_are_read_in_their_order(read: Read) -> None:
    assert read("multipleSelects", ["B", "A"]) == ("B", "A")


def test_no_choice_is_empty(read: Read) -> None:
    assert [read("multipleSelects", raw) for raw in ([], None, "A")] == [None, None, None]


def test_choices_are_shown_as_a_list(show: Show) -> None:
    assert show("multipleSelects", ["B", "A"]) == "B, A"


CHOICES = [{"id": "selAAAAAAAAAAAAAA", "name": "A"}, {"id": "selBBBBBBBBBBBBBB", "name": "B, C"}]


@pytest.mark.parametrize(
    ("text", "wire"),
    [
        ("a", ["A"]),
        ("B, C", ["B, C"]),
        ('A, "B, C"', ["A", "B, C"]),
        ("a, A", ["A"]),
        ("A,,", ["A"]),
        ("A\nA", ["A"]),
    ],
)
def test_names_are_split_at_commas_outside_quotes(typed: Typed, text: str, wire: list[str]) -> None:
    assert typed("multipleSelects", text, choices=CHOICES) == wire


def test_one_unknown_name_refuses_all(refused: Refused) -> None:
    assert '"Z"' in refused("multipleSelects", "A, Z", choices=CHOICES)


def test_no_choice_is_written_as_an_empty_list() -> None:
    assert written(field("multipleSelects", choices=CHOICES), ()) == []
