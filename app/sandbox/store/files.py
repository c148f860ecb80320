"""The bytes of attachments, read and written in the transaction of the caller."""

from typing import NamedTuple

from sqlalchemy import Connection, insert, select

from app.sandbox.store.tables import FILE


class File(NamedTuple):
    """A file. type: its media type as it was given."""

    type: str
    content: bytes


def find(connection: Connection, file_id: str) -> File | None:
    row = connection.execute(select(FILE.c.type, FILE.c.content).where(FILE.c.id == file_id)).one_or_none()
    return None if row is None else File(row.type, bytes(row.content))


def add(connection: Connection, file_id: str, file: File) -> None:
    connection.execute(insert(FILE).values(id=file_id, type=file.type, content=file.content))
