"""What the calls work on: the database and what is remembered beside it, opened for one call at a time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from app.sandbox import errors
from app.sandbox.access import Grant
from app.sandbox.attachments import AttachmentLinks
from app.sandbox.changes import ChangeSet, Listeners
from app.sandbox.editor import Editor
from app.sandbox.faults import Faults
from app.sandbox.limits import Limits
from app.sandbox.listing import Listing
from app.sandbox.requests_log import RequestsLog
from app.sandbox.schema import Base, Table
from app.sandbox.store import bases as base_store
from app.sandbox.store.bases import Bases
from app.sandbox.store.database import Database
from app.sandbox.timing import Timing


@dataclass(frozen=True)
class Call:
    """One request: what stood in the path where the route has a place, the query parameters and the JSON body.

    distort: what a fault does to values before they are stored, the identity without one. links: makes addresses of
    attachments for this client. authorization: the header, for the calls that are no part of the API.
    """

    places: tuple[str, ...]
    query: dict[str, Any]
    body: dict[str, Any]
    grant: Grant
    scope: str
    distort: Callable[[Any], Any] = lambda value: value
    links: AttachmentLinks = field(default_factory=lambda: AttachmentLinks(b""))
    authorization: str = ""


@dataclass
class Change:
    """A write under way."""

    connection: Connection
    base: Base
    editor: Editor
    now: str
    listeners: Listeners
    told: list[ChangeSet] = field(default_factory=list)

    def tell(self, changes: ChangeSet | None) -> None:
        """Counts the transaction and lets the listeners write theirs into it; called once all rows are written."""
        if changes is None:
            return
        number = base_store.next_transaction(self.connection, self.base.id)
        told = replace(changes, number=number)
        for listener in self.listeners.within:
            listener(self.connection, told)
        self.told.append(told)


def _nobody(_header: str) -> Grant:
    raise errors.unauthenticated()


@dataclass
class Workshop:
    """Everything behind the door. key: signs what the sandbox hands out, the same after a restart. grant_of: what an
    Authorization header allows. wake_pinger: to be called when a webhook may have to be pinged.
    """

    database: Database
    faults: Faults
    limits: Limits
    replant: Callable[[], None]
    key: bytes = b""
    grant_of: Callable[[str], Grant] = _nobody
    wake_pinger: Callable[[], None] = lambda: None
    bases: Bases = field(default_factory=Bases)
    listing: Listing = field(default_factory=Listing)
    log: RequestsLog = field(default_factory=RequestsLog)
    listeners: Listeners = field(default_factory=Listeners)
    timing: Timing = field(default_factory=Timing)

    @contextmanager
    def reading(self, call: Call, base_id: str) -> Iterator[tuple[Connection, Base]]:
        """A base that the call may see, at one moment."""
        with self.database.reading() as connection:
            yield connection, self.visible(connection, call, base_id)

    @contextmanager
    def changing(self, call: Call, base_id: str, *, level: str) -> Iterator[Change]:
        """A base that the call may change at this level; everything is kept or nothing."""
        with self.database.writing(base_id) as connection:
            base = self.visible(connection, call, base_id)
            call.grant.require_level(base, level)
            now = timestamp()
            editor = Editor(connection, base, person_id=call.grant.person.id, now=now)
            change = Change(connection, base, editor, now, self.listeners)
            yield change
        for told in change.told:
            for listener in self.listeners.after:
                listener(told)

    def visible(self, connection: Connection, call: Call, base_id: str) -> Base:
        """The base, or the one 403 for an unknown one, one that was not granted, and a scope that is missing."""
        call.grant.require_scope(call.scope)
        base = self.bases.find(connection, base_id)
        if base is None or not call.grant.may_see(base_id, call.grant.level_in(base)):
            raise errors.invisible()
        return base

    def forget(self) -> None:
        """Loses what is remembered beside the database."""
        self.bases.forget()
        self.listing.forget()


def visible_table(base: Base, key: str) -> Table:
    """The table by id or name; an unknown one is answered like one that may not be seen."""
    table = base.table(key)
    if table is None:
        raise errors.invisible()
    return table


def timestamp() -> str:
    """Now, as the API writes times: in whole seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
