"""Comments on records, read and written in the transaction of the caller."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from app.sandbox.store.tables import COMMENT

# SQLite takes no more than 32,766 values in a statement.
_IDS_AT_ONCE = 1000


@dataclass(frozen=True)
class Comment:
    """A comment. number: its place among those of the record, from 1. updated_time None: never changed."""

    id: str
    record_id: str
    number: int
    author_id: str
    text: str
    created_time: str
    updated_time: str | None = None
    parent_id: str | None = None


def find(connection: Connection, record_id: str, comment_id: str) -> Comment | None:
    row = connection.execute(
        select(COMMENT).where(COMMENT.c.id == comment_id, COMMENT.c.record_id == record_id)
    ).one_or_none()
    return None if row is None else _comment(row)


def newest(connection: Connection, record_id: str, *, before: int | None, limit: int) -> list[Comment]:
    """The newest comments first, from the one with the number `before` on, None for the first page."""
    statement = select(COMMENT).where(COMMENT.c.record_id == record_id)
    if before is not None:
        statement = statement.where(COMMENT.c.number <= before)
    return [
        _comment(row) for row in connection.execute(statement.order_by(COMMENT.c.number.desc()).limit(limit))
    ]


def next_number(connection: Connection, record_id: str) -> int:
    highest = select(func.coalesce(func.max(COMMENT.c.number), 0)).where(COMMENT.c.record_id == record_id)
    return int(connection.execute(highest).scalar_one()) + 1


def add(connection: Connection, comments: Iterable[Comment]) -> None:
    rows = [vars(comment) for comment in comments]
    if rows:
        connection.execute(insert(COMMENT), rows)


def change(connection: Connection, comment_id: str, *, text: str, now: str) -> None:
    statement = update(COMMENT).where(COMMENT.c.id == comment_id)
    connection.execute(statement.values(text=text, updated_time=now))


def remove(connection: Connection, comment_id: str) -> None:
    connection.execute(delete(COMMENT).where(COMMENT.c.id == comment_id))


def remove_of(connection: Connection, record_ids: Sequence[str]) -> None:
    """Deletes all comments of these records."""
    for start in range(0, len(record_ids), _IDS_AT_ONCE):
        some = record_ids[start : start + _IDS_AT_ONCE]
        connection.execute(delete(COMMENT).where(COMMENT.c.record_id.in_(some)))


def counts(connection: Connection, record_ids: Sequence[str]) -> Mapping[str, int]:
    """How many comments these records have, those without any left out."""
    statement = select(COMMENT.c.record_id, func.count()).where(COMMENT.c.record_id.in_(record_ids))
    rows = connection.execute(statement.group_by(COMMENT.c.record_id)).all()
    return {row[0]: row[1] for row in rows}


def _comment(row: Any) -> Comment:
    return Comment(
        id=row.id,
        record_id=row.record_id,
        number=row.number,
        author_id=row.author_id,
        text=row.text,
        created_time=row.created_time,
        updated_time=row.updated_time,
        parent_id=row.parent_id,
    )
