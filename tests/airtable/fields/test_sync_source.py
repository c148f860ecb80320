"""The source of a synced record is the name of a choice."""

from tests.airtable.fields.conftest import Read


def test_the_name_is_read(read: Read) -> None:
    assert [read("externalSyncSource", raw) for raw in ("CRM", "", None, 3)] == ["CRM", None, None, None]
