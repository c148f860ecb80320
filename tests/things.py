"""A base with a table that has a field of every family, and a table that it links to, for tests of mirrors.

Records are given as cells by field name; the ids of fields, tables and records can be told from names and numbers.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select, update

from app import config, db
from app.actor import Actor, Role
from app.airtable import Connection, connection_for, get_schema, mirror
from app.models import MirrorDocument, MirrorGeneration, utc_now
from app.tables._schema import forget
from tests.people import make_member, make_team
from tests.sandbox_server import SandboxServer, running_sandbox

BASE, THINGS, OWNERS = "appThings00000000", "tblThings00000000", "tblOwners00000000"
MADE = "2026-02-03T04:05:06.000Z"
_DATES = {"dateFormat": {"name": "iso", "format": "YYYY-MM-DD"}}
_TIMES = _DATES | {"timeFormat": {"name": "24hour", "format": "HH:mm"}, "timeZone": "utc"}
_COLOURS = [{"id": f"sel{name:0<14}", "name": name} for name in ("Red", "Green", "Blue")]
FIELDS: dict[str, tuple[str, dict[str, Any]]] = {
    "Name": ("singleLineText", {}),
    "Notes": ("multilineText", {}),
    "Count": ("number", {"precision": 3}),
    "Price": ("currency", {"precision": 2, "symbol": "$"}),
    "Done": ("checkbox", {"icon": "check", "color": "greenBright"}),
    "Colour": ("singleSelect", {"choices": _COLOURS}),
    "Tags": ("multipleSelects", {"choices": _COLOURS}),
    "Day": ("date", _DATES),
    "Moment": ("dateTime", _TIMES),
    "Owner": ("multipleRecordLinks", {"linkedTableId": OWNERS}),
    "Files": ("multipleAttachments", {}),
}

VIEWS = [
    {"id": "viwEverything0000", "name": "Grid view"},
    {
        "id": "viwBlue0000000000",
        "name": "Blue ones",
        "filterByFormula": "{Colour} = 'Blue'",
        "sorts": [{"field": "Name", "direction": "desc"}],
        "visibleFieldIds": ["fldName0000000000", "fldCount000000000"],
    },
]


def field_id(name: str) -> str:
    return f"fld{name:0<14}"


def thing_id(number: int) -> str:
    return f"recThing{number:09d}"


def owner_id(number: int) -> str:
    return f"recOwner{number:09d}"


def seed(things: Sequence[dict[str, Any]], owners: Sequence[str] = ("Acme", "Apex Ltd")) -> dict[str, Any]:
    """The seed of the sandbox with these records; an owner's number counts from 0."""
    fields = [
        {"id": field_id(name), "name": name, "type": kind, **({"options": options} if options else {})}
        for name, (kind, options) in FIELDS.items()
    ]
    owner_name = {"id": field_id("OwnerName"), "name": "Name", "type": "singleLineText"}
    records = [_record(thing_id(i), cells) for i, cells in enumerate(things)]
    named = [_record(owner_id(i), {"OwnerName": name}) for i, name in enumerate(owners)]
    return {
        "bases": [
            {
                "id": BASE,
                "name": "Stock",
                "tables": [
                    {"id": THINGS, "name": "Things", "fields": fields, "records": records, "views": VIEWS},
                    {"id": OWNERS, "name": "Owners", "fields": [owner_name], "records": named},
                ],
            }
        ]
    }


def _record(record_id: str, cells: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": record_id,
        "createdTime": MADE,
        "fields": {field_id(name): value for name, value in cells.items()},
    }


@contextmanager
def serving(
    folder: Path, things: Sequence[dict[str, Any]], owners: Sequence[str] = ("Acme", "Apex Ltd")
) -> Iterator[SandboxServer]:
    """A sandbox with these records that the product is connected to."""
    forget()
    with (
        running_sandbox(folder, seed(things, owners), config.settings().sandbox_token) as server,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("PLATFORM_SANDBOX_URL", server.url)
        config.reload()
        yield server
    config.settings.cache_clear()
    forget()


def a_viewer(name: str = "Victor") -> Actor:
    """A viewer of a team of their own."""
    return make_member(make_team(f"Team of {name}"), name, Role.VIEWER)


def source_for(actor: Actor) -> mirror.Source:
    """The things, as the actor's team is connected to them."""
    connection: Connection = connection_for(actor)
    tables = get_schema(connection, BASE)
    return mirror.Source(connection, BASE, next(t for t in tables if t.id == THINGS), tables)


def change(server: SandboxServer, record_id: str, *, table: str = THINGS, **cells: Any) -> None:
    """Writes cells as somebody else would, behind the back of the mirror."""
    body = {"fields": {field_id(name): value for name, value in cells.items()}}
    server.call("PATCH", f"/v0/{BASE}/{table}/{record_id}", json=body).raise_for_status()


def opened(actor: Actor, table: str = THINGS) -> mirror.Mirror:
    """The mirror of a table as it is now."""
    return mirror.open_table(actor, source_for(actor).connection, BASE, table)


def fill(actor: Actor, *, minutes: int = 5) -> str:
    """Fills the mirror of the things, for so long."""
    until = utc_now() + timedelta(minutes=minutes)
    return mirror.fill(actor, source_for(actor), opened(actor).id, until=until)


def documents(actor: Actor) -> dict[str, dict[str, Any]]:
    """What the current generation holds."""
    generation = opened(actor).generation
    with db.uow(actor, read_only=True) as session:
        rows = session.exec(select(MirrorDocument).where(MirrorDocument.generation == generation)).all()
        return {row.record_id: row.cells for row in rows}


def let_the_lease_end(actor: Actor) -> None:
    """As if the process that fills had been dead for a minute."""
    with db.uow(actor) as session:
        session.exec(update(MirrorGeneration).values(lease_until=utc_now() - timedelta(seconds=1)))
