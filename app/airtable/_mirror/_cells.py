"""Turns a record into what the mirror keeps of it, and slots back into values.

Texts stand folded. A choice stands as folded 0x1F exact, so that groups know its true name. Values of several
(choices, links) stand in one text slot, each as 0x1E 0x1F name 0x1F, a link as 0x1E 0x1F name 0x1F id 0x1F, so that
one LIKE finds a whole name, a part of one, or an id.
"""

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.airtable._folding import fold, storable
from app.airtable._mirror._slots import MirroredField
from app.airtable._shapes import Field, Record
from app.airtable.fields import kind_of, linked_table_id
from app.models.mirror import INSTANT_SLOTS, NUMBER_SLOTS, TEXT_SLOTS

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ITEM, END = "\x1e", "\x1f"
MAX_DEPTH = 12
_EMPTY_SLOTS = dict.fromkeys(
    [f"n{slot}" for slot in range(NUMBER_SLOTS)]
    + [f"i{slot}" for slot in range(INSTANT_SLOTS)]
    + [f"t{slot}" for slot in range(TEXT_SLOTS)]
)
# What a person would call a value that is an object: a file, a collaborator, a button, a barcode.
_NAMING_KEYS = ("name", "email", "text", "label", "value", "filename")


def encode(
    record: Record,
    fields: Sequence[MirroredField],
    names: Mapping[str, str],
    *,
    team_id: str,
    generation: int,
    read_at: datetime,
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The parts of the record's row, and its document. names are those of the records that it links to."""
    owned = {"team_id": team_id, "generation": generation, "record_id": record.id}
    parts = [
        {**_EMPTY_SLOTS, **owned, "part": part}
        for part in range(1 + max((f.part for f in fields), default=0))
    ]
    words: list[str] = []
    for mirrored in fields:
        value = _read(mirrored.field, record)
        if value is not None:
            parts[mirrored.part][mirrored.column] = slot_of(mirrored.field, value, names)
            words.extend(_words(mirrored.field, value, names))
    document = {
        **owned,
        "created_at": record.created_at,
        "read_at": read_at,
        "words": END.join(map(fold, words)),
        "cells": storable_cells(record.cells),
    }
    return parts, document


def words_of(record: Record, fields: Iterable[Field], names: Mapping[str, str]) -> str:
    """What a search looks through, folded: every cell as a person reads it, numbers and dates plainly as well."""
    words: list[str] = []
    for field in fields:
        value = _read(field, record)
        if value is not None:
            words.extend(_words(field, value, names))
    return END.join(map(fold, words))


def _read(field: Field, record: Record) -> Any:
    """The value of a filled cell, else None."""
    raw = record.cells.get(field.id)
    value = None if raw is None else kind_of(field).read(field, raw)
    return None if value is False else value


def linked_ids(records: Iterable[Record], fields: Iterable[Field]) -> set[str]:
    """The ids of all records that these link to."""
    linking = [field for field in fields if linked_table_id(field)]
    return {
        linked
        for record in records
        for field in linking
        for linked in kind_of(field).read(field, record.cells.get(field.id)) or ()
        if isinstance(linked, str)
    }


def choice_slot(name: str) -> str:
    """What stands in the slot of a select for a choice."""
    return f"{fold(name)}{END}{storable(name)}"


def names_in(slot: str) -> list[str]:
    """The folded names in the slot of a select or of several choices."""
    if not slot.startswith(ITEM):
        return [slot.split(END, maxsplit=1)[0]]
    return [item.split(END)[1] for item in slot.split(ITEM)[1:]]


def decoder(field: Field) -> Callable[[Any], Any]:
    """How the slot of a field that stands in it exactly is read as a value, None for an empty cell."""
    match kind_of(field).family:
        case "checkbox":
            return lambda slot: slot is not None
        case "number":
            return lambda slot: None if slot is None else Decimal(repr(slot))
        case "date":
            return lambda slot: None if slot is None else _moment(slot).date()
        case "datetime":
            return lambda slot: None if slot is None else _moment(slot)
        case _:
            return lambda slot: None if slot is None else slot.partition(END)[2]


def is_exact(field: Field) -> bool:
    """Whether the slot of a field holds its values exactly; else only the document does."""
    return kind_of(field).family in ("checkbox", "number", "date", "datetime", "select")


def _moment(slot: int) -> datetime:
    return EPOCH + timedelta(microseconds=slot)


def microseconds(moment: date) -> int:
    """A moment, or the begin of a day in UTC, as it stands in a slot."""
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    return (moment - EPOCH) // timedelta(microseconds=1)


def storable_cells(cells: dict[str, Any]) -> dict[str, Any]:
    """The cells without what no database holds: NUL, half surrogates, NaN and the infinities."""
    try:
        if "\\u0000" not in json.dumps(cells, ensure_ascii=False, allow_nan=False).encode().decode():
            return cells
    except ValueError:
        pass
    return {field_id: _cleaned(raw, MAX_DEPTH) for field_id, raw in cells.items()}


def _cleaned(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, list | dict) and depth == 0:
        return None
    if isinstance(value, list):
        return [_cleaned(item, depth - 1) for item in value]
    if isinstance(value, dict):
        return {storable(str(key)): _cleaned(item, depth - 1) for key, item in value.items()}
    return value


def slot_of(field: Field, value: Any, names: Mapping[str, str]) -> Any:
    """What stands in the slot for a filled cell: the same for all values that compare as equal."""
    if linked_table_id(field):
        linked = (i for i in value if isinstance(i, str))
        return "".join(f"{ITEM}{END}{fold(names.get(i, i))}{END}{fold(i)}{END}" for i in linked)
    match kind_of(field).family:
        case "number":
            return float(value)
        case "checkbox":
            return 1.0
        case "date" | "datetime":
            return microseconds(value)
        case "text":
            return fold(value)
        case "select":
            return choice_slot(value)
        case "selects":
            return "".join(f"{ITEM}{END}{fold(name)}{END}" for name in value)
        case _:
            return END.join(fold(text) for text in texts_in(value))


def _words(field: Field, value: Any, names: Mapping[str, str]) -> list[str]:
    kind = kind_of(field)
    if linked_table_id(field):
        return [names.get(linked, linked) for linked in value if isinstance(linked, str)]
    match kind.family:
        case "number":
            return [kind.show(field, value, None), f"{value:f}"]
        case "date" | "datetime":
            return [kind.show(field, value, None), value.isoformat()]
        case "checkbox":
            return []
        case "selects":
            return list(value)
        case "text" | "select":
            return [value]
        case _:
            return [kind.show(field, value, None), *texts_in(value)]


def texts_in(raw: Any, depth: int = MAX_DEPTH) -> list[str]:
    """The texts and numbers inside a value of any shape, down to a depth that no real cell has."""
    if isinstance(raw, str):
        return [raw]
    if isinstance(raw, bool) or raw is None or depth == 0:
        return []
    if isinstance(raw, int | float):
        return [repr(raw)]
    if isinstance(raw, list | tuple):
        return [text for item in raw for text in texts_in(item, depth - 1)]
    if isinstance(raw, dict):
        return [text for key in _NAMING_KEYS for text in texts_in(raw.get(key), depth - 1)]
    return [str(raw)]
