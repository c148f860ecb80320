"""The statements that reach the database, for promises about how many there are."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from app import db


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements sent while the block runs, each on one line."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(re.sub(r"\s+", " ", statement))

    event.listen(db.engine(), "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine(), "before_cursor_execute", note)
