"""A select is the name of its choice."""

from tests.airtable.fields.conftest import Read


def test_a_choice_is_read_by_name(read: Read) -> None:
    assert [read("singleSelect", raw) for raw in ("Won", "", None, 3)] == ["Won", None, None, None]
