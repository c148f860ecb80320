"""Payloads are checked against the handler's annotations, strictly."""

from typing import Any

import pytest

from app.errors import InvalidInput
from app.state import payloads


async def one(self, text: str, count: int = 0, tags: list[str] | None = None) -> None: ...


@pytest.mark.parametrize(
    "payload",
    [
        {"text": "a"},
        {"text": "", "count": -1, "tags": ["x"]},
        {"text": "a", "tags": None},
        {"text": "a typed \\u0000 is text"},
    ],
)
def test_payload_that_fits_passes(payload):
    payloads.check(one, payload)


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"text": None},
        {"text": 1},
        {"text": ["a"]},
        {"text": "a", "count": "1"},
        {"text": "a", "count": 1.0},
        {"text": "a", "count": True},
        {"text": "a", "tags": "x"},
        {"text": "a", "tags": [1]},
        {"text": "a", "more": 1},
        {"text": "nul \x00"},
        {"text": "lone \ud800"},
        {"text": float("nan")},
        {"self": 1, "text": "a"},
    ],
)
def test_payload_that_does_not_fit_is_refused_without_its_value(payload: dict[str, Any]):
    with pytest.raises(InvalidInput) as refused:
        payloads.check(one, payload)

    assert refused.value.user_text == "The page sent something that cannot be used here. Reload it."
    assert refused.value.field in {"", "text", "count", "tags"}


def test_endless_nesting_is_refused():
    deep: Any = "x"
    for _ in range(50_000):
        deep = [deep]

    with pytest.raises(InvalidInput):
        payloads.check(one, {"text": deep})
