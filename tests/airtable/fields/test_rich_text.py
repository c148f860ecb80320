"""Rich text comes back with a line end that nobody wrote."""

from tests.airtable.fields.conftest import Read


def test_the_line_end_of_the_service_is_no_part_of_the_text(read: Read) -> None:
    assert [read("richText", raw) for raw in ("a\n", "\n", "", "a\n\nb\n")] == ["a", None, None, "a\n\nb"]
