"""Long texts keep their lines."""

from tests.airtable.fields.conftest import Refused, Typed


def test_line_ends_of_every_system_become_one_kind(typed: Typed) -> None:
    assert typed("multilineText", "a\r\nb\rc\nd") == "a\nb\nc\nd"


def test_what_no_service_stores_is_refused(refused: Refused) -> None:
    assert "broken characters" in refused("multilineText", "a\x00b")
    assert "broken characters" in refused("multilineText", "a\ud800b")
    assert "100,000 characters" in refused("multilineText", "a" * 100_001)
