"""What one transaction changed in a base, and who wants to hear of it: webhooks, and whatever keeps a history."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from app.sandbox.schema import Base, Field, Table
from app.sandbox.store.records import Record


@dataclass
class TableChanges:
    """Changes of one table. changed: record id -> field id -> (cell before, cell after), as stored, None for empty.

    gone: the destroyed records as they were.
    """

    created: dict[str, Record] = field(default_factory=dict)
    changed: dict[str, dict[str, tuple[Any, Any]]] = field(default_factory=dict)
    destroyed: list[str] = field(default_factory=list)
    gone: dict[str, Record] = field(default_factory=dict)
    created_fields: list[Field] = field(default_factory=list)
    changed_fields: list[tuple[Field, Field]] = field(default_factory=list)
    renamed: tuple[Table, Table] | None = None


@dataclass
class ChangeSet:
    """All changes of one transaction, which Airtable tells in one webhook payload.

    base is its shape after the change. source is "publicApi" or "anonymousUser" as webhooks name it.
    """

    base: Base
    number: int
    at: str
    person_id: str
    source: str = "publicApi"
    tables: dict[str, TableChanges] = field(default_factory=dict)
    created_tables: list[Table] = field(default_factory=list)

    def of(self, table_id: str) -> TableChanges:
        return self.tables.setdefault(table_id, TableChanges())


@dataclass
class Listeners:
    """within: called before the commit, to write in the same transaction. after: called once it is kept."""

    within: list[Callable[[Connection, ChangeSet], None]] = field(default_factory=list)
    after: list[Callable[[ChangeSet], None]] = field(default_factory=list)
