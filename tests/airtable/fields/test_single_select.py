"""A select is the name of its choice."""

import pytest

from tests.airtable.fields.conftest import Read, Refused, Typed


def test_a_choice_is_read_by_name(read: Read) -> None:
    assert [read("singleSelect", raw) for raw in ("Won", "", None, 3)] == ["Won", None, None, None]


CHOICES = [
    {"id": "selAAAAAAAAAAAAAA", "name": "Open"},
    {"id": "selBBBBBBBBBBBBBB", "name": "open"},
    {"id": "selCCCCCCCCCCCCCC", "name": "Won"},
]


@pytest.mark.parametrize(
    ("text", "wire"),
    [("open", "open"), ("Open", "Open"), ("WON", "Won"), (" won ", "Won"), ("selCCCCCCCCCCCCCC", "Won")],
)
def test_a_choice_is_found_by_name_and_by_id(typed: Typed, text: str, wire: str) -> None:
    assert typed("singleSelect", text, choices=CHOICES) == wire


@pytest.mark.parametrize("text", ["OPEN", "Wo", "Lost"])
def test_an_unknown_or_doubtful_name_is_refused_with_the_choices(refused: Refused, text: str) -> None:
    assert "Give one of Open, open, Won." in refused("singleSelect", text, choices=CHOICES)


def test_a_field_without_choices_says_so(refused: Refused) -> None:
    assert "has no choices" in refused("singleSelect", "Won")


def test_another_spelling_is_not_written_as_it_is(unwritable: Refused) -> None:
    assert "as it is written" in unwritable("singleSelect", "WON", choices=CHOICES)
