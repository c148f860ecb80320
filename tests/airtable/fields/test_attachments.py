"""Files are kept by id and added by address."""

from typing import Any

import pytest

from app.airtable import written
from tests.airtable.fields.conftest import Refused, Show, Typed, field

FILE = {"id": "attAAAAAAAAAAAAAA", "url": "https://dl.example/x", "filename": "a.pdf", "size": 3}


def test_files_are_shown_by_name(show: Show) -> None:
    assert show("multipleAttachments", [FILE, {"url": "https://b.example/b"}]) == "a.pdf, https://b.example/b"


def test_files_that_are_there_are_kept_by_id_and_their_address_is_not_sent() -> None:
    value: list[dict[str, Any]] = [FILE, {"url": "https://b.example/b", "filename": "b", "size": 9}]

    assert written(field("multipleAttachments"), value) == [
        {"id": "attAAAAAAAAAAAAAA"},
        {"url": "https://b.example/b", "filename": "b"},
    ]


def test_several_addresses_are_several_files(typed: Typed) -> None:
    assert typed("multipleAttachments", "https://a.example/a, https://b.example/b\nhttps://a.example/a") == [
        {"url": "https://a.example/a"},
        {"url": "https://b.example/b"},
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a.pdf",
        "file:///etc/passwd",
        "data:text/plain,x",
        "https://user:pw@a.example",
        "https://",
        "https://[",
        "//a",
    ],
)
def test_what_is_no_address_of_a_file_is_refused(refused: Refused, text: str) -> None:
    assert "https://" in refused("multipleAttachments", text)
