"""Filters and views as requests carry them: read part by part, so that what is wrong is named and depth is bounded."""

import json
from typing import Annotated, Any

from pydantic import BeforeValidator, ValidationError
from pydantic_core import PydanticCustomError

from app.errors import InvalidInput
from app.tables import Condition, Filter, Sort, ViewDefinition

MAX_DEPTH = 5
MAX_PARTS = 50
MAX_QUERY_CHARACTERS = 20_000


def _refused(sentence: str, **words: Any) -> PydanticCustomError:
    return PydanticCustomError("filter", sentence, words)


def _read_filter(given: Any, depth: int = 1) -> Any:
    """A filter out of plain JSON; other things are left to the shape that follows."""
    if given is None or isinstance(given, Filter):
        return given
    if depth > MAX_DEPTH:
        raise _refused("The filter is nested deeper than {levels} levels", levels=MAX_DEPTH)
    if not isinstance(given, dict) or not isinstance(given.get("conditions"), list):
        raise _refused("A filter is an object with a list of conditions")
    parts = given["conditions"]
    if not 1 <= len(parts) <= MAX_PARTS:
        raise _refused("A filter has 1 to {parts} conditions", parts=MAX_PARTS)
    return _fitted(Filter, {**given, "conditions": [_read_part(part, depth) for part in parts]})


def _read_part(given: Any, depth: int) -> Any:
    if not isinstance(given, dict):
        raise _refused("A condition is an object with field, op and value")
    if "conditions" in given or "match" in given:
        return _read_filter(given, depth + 1)
    if "\0" in json.dumps(given.get("value"), default=str).replace("\\u0000", "\0"):
        raise _refused("A value holds the character NUL, which no cell has")
    return _fitted(Condition, given)


def _fitted(shape: type[Condition] | type[Filter], given: dict[str, Any]) -> Any:
    try:
        return shape.model_validate(given)
    except ValidationError as exc:
        mistake = exc.errors(include_input=False)[0]
        where = ".".join(str(step) for step in mistake["loc"][:1])
        raise _refused(
            "In the filter, {where} is wrong: {what}", where=where[:40], what=mistake["msg"]
        ) from None


def _read_definition(given: Any) -> Any:
    if not isinstance(given, dict):
        return given
    read = {**given, "where": _read_filter(given["where"])} if "where" in given else dict(given)
    if isinstance(read.get("colours"), list):
        read["colours"] = [_read_definition(rule) for rule in read["colours"]]
    return read


Where = Annotated[Filter | None, BeforeValidator(_read_filter)]
SomeFilter = Annotated[Filter, BeforeValidator(_read_filter)]
Definition = Annotated[ViewDefinition, BeforeValidator(_read_definition)]


def filter_in(text: str) -> Filter | None:
    """The filter that a query parameter holds as JSON; None for an empty one. Raises InvalidInput."""
    if not text:
        return None
    try:
        found: Filter | None = _read_filter(json.loads(text))
    except (ValueError, RecursionError) as exc:
        said = exc.message() if isinstance(exc, PydanticCustomError) else "The filter is not JSON"
        raise InvalidInput(f"{said}.", field="where") from None
    return found


def names_in(text: str) -> tuple[str, ...]:
    """The names of fields in a query parameter, separated by commas."""
    return tuple(name for name in (part.strip() for part in text.split(",")) if name)


def sort_in(text: str) -> tuple[Sort, ...]:
    """The order in a query parameter: names of fields, those with a minus before them from large to small."""
    return tuple(Sort(field=name.removeprefix("-"), descending=name[0] == "-") for name in names_in(text))
