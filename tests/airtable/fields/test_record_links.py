"""Links are ids of records."""

from tests.airtable.fields.conftest import Read, Refused, Show


def test_links_are_read_as_ids(read: Read) -> None:
    assert [read("multipleRecordLinks", raw) for raw in (["recA"], [], None)] == [("recA",), None, None]


def test_links_are_shown_as_a_list(show: Show) -> None:
    assert show("multipleRecordLinks", ["recA", "recB"]) == "recA, recB"


def test_only_ids_are_written(refused: Refused, unwritable: Refused) -> None:
    assert "ids of records" in refused("multipleRecordLinks", "Acme")
    assert "ids of records" in refused("multipleRecordLinks", "recAAAAAAAAAAAAAA/../x")
    assert "ids of records" in unwritable("multipleRecordLinks", "recAAAAAAAAAAAAAA")


def test_a_field_for_one_record_takes_one(refused: Refused) -> None:
    two = "recAAAAAAAAAAAAAA, recBBBBBBBBBBBBBB"

    assert "one record" in refused("multipleRecordLinks", two, prefersSingleRecordLink=True)
