"""Short ways to read and show one cell."""

from collections.abc import Callable
from typing import Any

import pytest

from app.airtable import Field, kind_of

Read = Callable[..., Any]
Show = Callable[..., str]


def field(kind: str, **options: Any) -> Field:
    return Field(id="fldAAAAAAAAAAAAAA", name="F", type=kind, options=options)


@pytest.fixture
def read() -> Read:
    """read(type, raw, **options) gives the value of a cell."""
    return lambda kind, raw, **options: kind_of(field(kind)).read(field(kind, **options), raw)


@pytest.fixture
def show() -> Show:
    """show(type, raw, **options) gives what a person reads."""

    def shown(kind: str, raw: Any, places: int | None = None, **options: Any) -> str:
        made = field(kind, **options)
        return kind_of(made).show(made, kind_of(made).read(made, raw), places)

    return shown
