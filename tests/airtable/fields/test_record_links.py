"""Links are ids of records."""

from tests.airtable.fields.conftest import Read, Show


def test_links_are_read_as_ids(read: Read) -> None:
    assert [read("multipleRecordLinks", raw) for raw in (["recA"], [], None)] == [("recA",), None, None]


def test_links_are_shown_as_a_list(show: Show) -> None:
    assert show("multipleRecordLinks", ["recA", "recB"]) == "recA, recB"
