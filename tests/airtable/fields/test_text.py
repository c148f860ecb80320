"""Texts pass as they are."""

import pytest

from tests.airtable.fields.conftest import Read, Show


@pytest.mark.parametrize(
    "kind", ["singleLineText", "multilineText", "richText", "email", "url", "phoneNumber"]
)
def test_hostile_text_is_neither_changed_nor_obeyed(show: Show, kind: str) -> None:
    assert show(kind, "<img onerror=x> =1+1\n\u202e") == "<img onerror=x> =1+1\n\u202e"


def test_an_empty_text_is_no_value(read: Read) -> None:
    assert [read("singleLineText", raw) for raw in ("", None, 5)] == [None, None, None]
