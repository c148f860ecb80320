"""Pages of a list: a few items and the cursor that the next page begins behind.

A cursor is the position of the last item that was given, so that nothing is given twice or left out when others
add and remove items meanwhile. It opens nothing: the list behind it is scoped like the first page.
"""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from app.errors import InvalidInput
from app.limits import limits

MAX_CHARACTERS = 1_000
Item = TypeVar("Item")
Found = TypeVar("Found")


class Page(BaseModel, Generic[Item]):
    """Some items of a list, in its order."""

    model_config = ConfigDict(frozen=True)

    items: list[Item]
    next_cursor: str = Field(default="", description="Give it to get what follows; empty at the end.")


def size_of(limit: int) -> int:
    """How many items a page has; 0 means as many as are allowed. Raises InvalidInput."""
    most = limits().page_rows
    if not 0 <= limit <= most:
        raise InvalidInput(f"A page has 1 to {most} items.", field="limit")
    return limit or most


def position_in(cursor: str, *, parts: int) -> tuple[str, ...]:
    """The position that a cursor stands for, in so many parts; empty for the first page. Raises InvalidInput."""
    if not cursor:
        return ()
    try:
        if len(cursor) > MAX_CHARACTERS:
            raise ValueError
        position = json.loads(base64.b64decode(cursor.encode("ascii"), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError):
        position = None
    is_ours = isinstance(position, list) and len(position) == parts
    if not is_ours or not all(isinstance(part, str) and part.isprintable() for part in position):
        raise InvalidInput(
            "This cursor is not one of ours.", what_to_do="Begin with the first page.", field="cursor"
        )
    return tuple(position)


def page_of(
    found: Sequence[Found],
    size: int,
    *,
    card: Callable[[Found], Item],
    position: Callable[[Found], tuple[str, ...]],
) -> Page[Item]:
    """The page of what was found when one more than `size` was asked for."""
    shown = found[:size]
    return Page(
        items=[card(each) for each in shown],
        next_cursor=_cursor(position(shown[-1])) if len(found) > size else "",
    )


def _cursor(position: tuple[str, ...]) -> str:
    return base64.urlsafe_b64encode(json.dumps(position, separators=(",", ":")).encode()).decode()
