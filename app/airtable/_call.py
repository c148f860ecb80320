"""One call: what it is for, and what a second try of it would do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from app.airtable._shapes import Lane
from app.errors import NotFound

# read: asks. set: writes the same values again. delete: takes away what may be gone already. create: makes another one.
Effect = Literal["read", "set", "delete", "create"]
Prefix = Literal["app", "tbl", "fld", "viw", "rec", "com", "ach", "att"]
_ID_TAIL = re.compile(r"[0-9A-Za-z]{14}")
_METHODS: dict[str, Effect] = {"GET": "read", "PATCH": "set", "PUT": "set", "DELETE": "delete"}


@dataclass(frozen=True)
class Call:
    """name is one of few, for metrics and logs; scope is what the token needs; feature is who asks, for counting.

    Calls of the meta API are no data: they go on when the calls of the month are used up.
    """

    name: str
    effect: Effect
    base_id: str = ""
    scope: str = ""
    lane: Lane = "interactive"
    feature: str = ""
    is_data: bool = True

    @classmethod
    def guessed(cls, method: str, url: str) -> "Call":
        """For a call that nobody described, what its method and path tell."""
        segments = urlsplit(url).path.rstrip("/").partition("/v0/")[2].split("/")
        base_id = next((part for part in segments[:3] if part.startswith("app")), "")
        is_listing = segments[-1] == "listRecords"
        effect: Effect = "read" if is_listing else _METHODS.get(method.upper(), "create")
        return cls("other", effect, base_id=base_id, is_data=segments[0] != "meta")


_current: ContextVar[Call | None] = ContextVar("airtable_call", default=None)


@contextmanager
def asking(call: Call) -> Iterator[None]:
    """What the session sends inside the block belongs to this call."""
    token = _current.set(call)
    try:
        yield
    finally:
        _current.reset(token)


def current_call() -> Call | None:
    return _current.get()


def checked_id(prefix: Prefix, given: str) -> str:
    """The id as it was given. Raises NotFound for what is none: it would become a part of the address."""
    if given[:3] != prefix or not _ID_TAIL.fullmatch(given[3:]):
        raise NotFound("That does not exist.", what_to_do="It may have been deleted: look again.")
    return given
