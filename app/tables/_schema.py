"""The bases and fields of a team, remembered for a minute."""

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any, Generic, TypeVar

from app import airtable
from app.actor import Actor
from app.airtable import Base, Connection, Field, Table, TeamBases
from app.errors import InvalidInput, NotFound
from app.models import utc_now
from app.tables._naming import N, find, quoted, suggestion

REMEMBERED_SECONDS = 60.0
# A name that is not in the remembered schema is looked up in a newer one, unless that was read a moment ago.
DOUBTED_SECONDS = 2.0
MAX_REMEMBERED = 256
V = TypeVar("V")


@dataclass(frozen=True)
class OpenBase:
    """A base that was found, with its tables as they were at read_at."""

    connection: Connection
    base: Base
    tables: tuple[Table, ...]
    read_at: datetime


class _Memory(Generic[V]):
    """Answers by key, forgotten after a minute; the key carries the team and the whole connection."""

    def __init__(self) -> None:
        self._answers: OrderedDict[Any, tuple[float, V]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Any, *, max_age: float, read: Callable[[], V]) -> V:
        """The answer, read again when the remembered one is older than max_age seconds."""
        with self._lock:
            known = self._answers.get(key)
        if known and time.monotonic() - known[0] < max_age:
            return known[1]
        answer = read()
        with self._lock:
            self._answers[key] = (time.monotonic(), answer)
            self._answers.move_to_end(key)
            while len(self._answers) > MAX_REMEMBERED:
                self._answers.popitem(last=False)
        return answer

    def clear(self) -> None:
        with self._lock:
            self._answers.clear()


_bases: _Memory[TeamBases] = _Memory()
_tables: _Memory[tuple[datetime, tuple[Table, ...]]] = _Memory()


def forget() -> None:
    """Forgets all schemas of this process, for tests."""
    _bases.clear()
    _tables.clear()


def read_bases(actor: Actor, *, max_age: float = 0) -> TeamBases:
    """The bases of the actor's team with their connections, at most so many seconds old."""
    # The connections are looked up each time, so that a removed one is forgotten at once.
    key = (actor.team_id, airtable.connections_of(actor))
    return _bases.get(key, max_age=max_age, read=lambda: airtable.team_bases(actor))


def open_base(actor: Actor, name: str, *, max_age: float = REMEMBERED_SECONDS) -> OpenBase:
    """The base by id or name. Raises NotFound with a suggestion, InvalidInput when two share the name, and what is
    wrong with a connection that could not be asked, when the base may be behind that.

    What is not found in the remembered list is looked up once more: it may be new.
    """
    known = read_bases(actor, max_age=max_age)
    if not find(_all(known), name):
        known = read_bases(actor, max_age=DOUBTED_SECONDS)
    if known.problems and not find(_all(known), name):
        raise known.problems[0][1]
    base = _one(_all(known), name, "base", "here")
    connection = next(each.connection for each in known.bases if each.base.id == base.id)
    key = (actor.team_id, connection, base.id)
    read_at, tables = _tables.get(
        key, max_age=max_age, read=lambda: (utc_now(), airtable.get_schema(connection, base.id))
    )
    return OpenBase(connection, base, tables, read_at)


def _all(known: TeamBases) -> tuple[Base, ...]:
    return tuple(each.base for each in known.bases)


def open_table(
    actor: Actor,
    base: str,
    table: str,
    field_names: Sequence[str] = (),
    *,
    max_age: float = REMEMBERED_SECONDS,
) -> tuple[OpenBase, Table]:
    """The table by id or name; the schema is read once more when the table or one of the fields is not known."""
    opened = open_base(actor, base, max_age=max_age)
    found = find(opened.tables, table)
    if not found or any(not find(found[0].fields, name) for name in field_names):
        opened = open_base(actor, base, max_age=DOUBTED_SECONDS)
    return opened, _one(opened.tables, table, "table", f"in {quoted(opened.base.name)}")


def find_field(table: Table, name: str) -> Field:
    """The field by id or name. Raises InvalidInput with a suggestion."""
    found = find(table.fields, name)
    if found:
        return found[0]
    raise InvalidInput(
        f'There is no field "{quoted(name)}" in {quoted(table.name)}.',
        what_to_do=suggestion([field.name for field in table.fields], name),
        field=name,
    )


def find_view_id(actor: Actor, opened: OpenBase, table: Table, name: str) -> str:
    """The view of Airtable's with this name or id. Raises InvalidInput with a suggestion."""
    views = find(table.views, name)
    if not views:
        # It may be new.
        _, table = open_table(actor, opened.base.id, table.id, max_age=DOUBTED_SECONDS)
        views = find(table.views, name)
    if not views:
        raise InvalidInput(
            f'There is no view "{quoted(name)}" of {quoted(table.name)} at {opened.connection.service}.',
            what_to_do=suggestion([view.name for view in table.views], name),
            field="view",
        )
    return views[0].id


def _one(things: Sequence[N], name: str, what: str, where: str) -> N:
    found = find(things, name)
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(thing.id for thing in found)
        raise InvalidInput(
            f'More than one {what} is called "{quoted(name)}".', what_to_do=f"Use one of the ids {ids}."
        )
    raise NotFound(
        f'There is no {what} "{quoted(name)}" {where}.', what_to_do=suggestion([t.name for t in things], name)
    )
