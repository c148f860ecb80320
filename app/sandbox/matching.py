"""Finds records by what stands in their cells: for upserts, and for links that are given by name."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection

from app.sandbox import cells
from app.sandbox.derivation import Derivation
from app.sandbox.schema import Base, Field, Table, compact
from app.sandbox.store import records as record_store

MERGE_TYPES = frozenset(
    """singleLineText multilineText richText email url phoneNumber number currency percent rating duration
    singleSelect multipleSelects date dateTime barcode checkbox""".split()
)


def ids_by_key(
    connection: Connection, table: Table, fields: Sequence[Field], keys: Iterable[tuple[Any, ...]]
) -> dict[str, list[str]]:
    """Ids of the records whose cells of these fields equal a key, by the key as JSON."""
    wanted = {text_of(key) for key in keys}
    # The first value of each key is looked for as it stands in the stored JSON.
    fragments = {
        f"{compact(fields[0].id)}:{compact(values[0]).removesuffix(']')}" for values in map(_parsed, wanted)
    }
    found: dict[str, list[str]] = {key: [] for key in wanted}
    if wanted:
        for record in record_store.containing(connection, table.id, sorted(fragments)):
            key = compact([record.cells.get(field.id) for field in fields])
            if key in found:
                found[key].append(record.id)
    return found


def ids_by_name(connection: Connection, base: Base, table: Table, names: Iterable[str]) -> dict[str, str]:
    """The first record of the table for each text of its primary cell; unknown ones are left out."""
    wanted = {name.casefold(): name for name in names}
    found: dict[str, str] = {}
    derivation = Derivation(connection, base)
    for portion in record_store.scan(connection, table.id, in_order_made=True):
        derivation.derive(table, portion, [table.primary])
        derivation.name_links(table, portion, [table.primary])
        for record in portion:
            text = cells.text(table.primary, derivation.value(table.primary, record), derivation.style)
            name = wanted.get(text.casefold())
            if name is not None:
                found.setdefault(name, record.id)
    return found


def text_of(key: tuple[Any, ...]) -> str:
    """The values of a key as JSON."""
    return compact(list(key))


def _parsed(key: str) -> list[Any]:
    values: list[Any] = json.loads(key)
    return values
