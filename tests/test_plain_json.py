"""What no database takes is refused before it is asked to."""

from typing import Any

import pytest

from app.errors import InvalidInput
from app.plain_json import require_storable


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\ud800", "x\udfff"])
@pytest.mark.parametrize(
    "wrap", [lambda text: text, lambda text: {"a": [1, {"b": text}]}, lambda text: {text: 1}]
)
def test_text_that_cannot_be_stored_is_refused_wherever_it_stands(text: str, wrap: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        require_storable(wrap(text), field="params")

    assert refused.value.field == "params"


def test_what_people_write_is_let_through() -> None:
    require_storable({"a": ["é", "\u202e", "😀", 1, None, True, 1e308, {"b": ""}]}, field="params")


def test_what_is_nested_without_end_is_refused() -> None:
    value: Any = 1
    for _ in range(2_000):
        value = [value]

    with pytest.raises(InvalidInput):
        require_storable(value, field="params")
