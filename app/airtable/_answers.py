"""Reads answers into shapes; what does not fit is an error of the tree."""

from typing import Any, TypeVar

from pydantic import ValidationError

from app.airtable._call import Call
from app.airtable._client import GatewayApi
from app.airtable._shapes import Shape

S = TypeVar("S", bound=Shape)


def many(api: GatewayApi, call: Call, shape: type[S], answer: dict[str, Any], key: str) -> tuple[S, ...]:
    """The list under a key."""
    try:
        return tuple(shape.model_validate(item) for item in answer[key])
    except (KeyError, TypeError, ValidationError, RecursionError) as error:
        raise api.nonsense(call, f"no list of {key}") from error


def one(api: GatewayApi, call: Call, shape: type[S], answer: Any) -> S:
    """The whole answer."""
    try:
        return shape.model_validate(answer)
    except (ValidationError, RecursionError) as error:
        raise api.nonsense(call, f"no {shape.__name__}") from error


def following(api: GatewayApi, call: Call, answer: dict[str, Any], seen: set[str]) -> str:
    """The offset of the next page, empty after the last. One that came before ends the listing with an error, not
    never."""
    offset = answer.get("offset") or ""
    if not isinstance(offset, str) or len(offset) > MAX_OFFSET_CHARACTERS or offset in seen:
        raise api.nonsense(call, "the offset came back, or is none")
    seen.add(offset)
    if len(seen) > MAX_PAGES:
        raise api.nonsense(call, "more pages than any table has")
    return offset


MAX_OFFSET_CHARACTERS = 200
# A table of Airtable has at most 500,000 records, a page at least one of them when we ask for 100.
MAX_PAGES = 100_000
