"""Bodies with something else in one of their places."""

from collections.abc import Iterator
from typing import Any

Place = tuple[str, ...]


def places(value: Any, path: Place = ()) -> Iterator[Place]:
    """Every place of a body where a text stands."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from places(inner, (*path, name))
    elif isinstance(value, str):
        yield path


def planted(body: Any, path: Place, value: Any) -> Any:
    """The body with a value at one place."""
    first, *rest = path
    return {**body, first: planted(body[first], tuple(rest), value) if rest else value}
