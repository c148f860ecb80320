"""Texts pass as they are."""

import pytest

from tests.airtable.fields.conftest import Read, Refused, Show, Typed


@pytest.mark.parametrize("kind", ["singleLineText", "multilineText", "email", "url", "phoneNumber"])
def test_hostile_text_is_neither_changed_nor_obeyed(show: Show, kind: str) -> None:
    assert show(kind, "<img onerror=x> =1+1\n\u202e") == "<img onerror=x> =1+1\n\u202e"


def test_an_empty_text_is_no_value(read: Read) -> None:
    assert [read("singleLineText", raw) for raw in ("", None, 5)] == [None, None, None]


def test_several_lines_become_one(typed: Typed) -> None:
    assert typed("singleLineText", "a\u2028b\r\n  c\x0bd") == "a b   c d"


def test_what_no_service_stores_is_refused(refused: Refused) -> None:
    assert "broken characters" in refused("phoneNumber", "1\x002")
