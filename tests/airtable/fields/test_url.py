"""An address that runs something is refused."""

import pytest

from tests.airtable.fields.conftest import Refused, Typed


@pytest.mark.parametrize(
    "text",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "java\tscript:alert(1)", "a b"],
)
def test_what_is_no_plain_address_is_refused(refused: Refused, text: str) -> None:
    assert "https://example.com" in refused("url", text)


@pytest.mark.parametrize(
    "text", ["example.com", "localhost:8000/a", "mailto:ada@example.com", "https://ex.com/a:b"]
)
def test_addresses_as_people_write_them_are_taken(typed: Typed, text: str) -> None:
    assert typed("url", text) == text
