"""What a model wrote is read once it is there."""

import pytest

from tests.airtable.fields.conftest import Read


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ({"state": "generated", "isStale": True, "value": "Hello"}, "Hello"),
        ({"state": "loading", "isStale": False, "value": None}, None),
        ({"state": "error", "errorType": "emptyDependency", "isStale": False, "value": None}, None),
        ("Hello", None),
    ],
)
def test_the_text_is_read(read: Read, raw: object, value: str | None) -> None:
    assert read("aiText", raw) == value
