"""Short ways to read and show one cell."""

from collections.abc import Callable
from typing import Any

import pytest

from app.airtable import Field, kind_of, parsed, written
from app.errors import InvalidInput

Read = Callable[..., Any]
Show = Callable[..., str]
Typed = Callable[..., Any]
Refused = Callable[..., str]


def field(kind: str, **options: Any) -> Field:
    return Field(id="fldAAAAAAAAAAAAAA", name="F", type=kind, options=options)


@pytest.fixture
def read() -> Read:
    """read(type, raw, **options) gives the value of a cell."""

    def value(kind: str, raw: Any, **options: Any) -> Any:
        made = field(kind, **options)
        return kind_of(made).read(made, raw)

    return value


@pytest.fixture
def show() -> Show:
    """show(type, raw, **options) gives what a person reads."""

    def shown(kind: str, raw: Any, places: int | None = None, **options: Any) -> str:
        made = field(kind, **options)
        return kind_of(made).show(made, kind_of(made).read(made, raw), places)

    return shown


@pytest.fixture
def typed() -> Callable[..., Any]:
    """typed(type, text, **options) gives what goes over the wire for what a person typed."""

    def wire(kind: str, text: str, **options: Any) -> Any:
        made = field(kind, **options)
        return written(made, parsed(made, text))

    return wire


@pytest.fixture
def refused() -> Callable[..., str]:
    """refused(type, text, **options) gives the sentence with which a typed text is refused."""

    def sentence(kind: str, text: str, **options: Any) -> str:
        with pytest.raises(InvalidInput) as caught:
            parsed(field(kind, **options), text)
        assert caught.value.field == "F"
        return caught.value.user_text

    return sentence


@pytest.fixture
def unwritable() -> Callable[..., str]:
    """unwritable(type, value, **options) gives the sentence with which a value is refused for writing."""

    def sentence(kind: str, value: Any, **options: Any) -> str:
        with pytest.raises(InvalidInput) as caught:
            written(field(kind, **options), value)
        return caught.value.user_text

    return sentence
