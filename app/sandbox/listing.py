"""Lists the records of a table page by page, with offsets that hold no state in the server's memory."""

import re
import threading
from collections import OrderedDict
from typing import Any

from app.sandbox import errors, ids
from app.sandbox.parameters import ListQuery
from app.sandbox.store import Store, StoredRecord, StoredTable

# An offset names the listing (a digest of table, order and limit), how many records were sent, and the record that
# comes next: it stays valid over a restart, and the same offset always gives the same page.
_OFFSET = re.compile(r"itr([0-9A-Za-z]{8})([0-9A-Za-z]{6})/(rec[0-9A-Za-z]{14})")

_ORDERED_TYPES = {
    "singleLineText",
    "multilineText",
    "richText",
    "email",
    "url",
    "phoneNumber",
    "number",
    "percent",
    "currency",
    "rating",
    "duration",
    "autoNumber",
    "checkbox",
    "singleSelect",
    "date",
    "dateTime",
}
# An order of 100,000 ids takes about 7 MB.
_MAX_ORDERS = 4


class Listing:
    """Pages through tables. Sorted orders are kept as id lists, so that page n does not sort the table again."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._orders: OrderedDict[tuple[Any, ...], list[str]] = OrderedDict()
        self._lock = threading.Lock()

    def page(self, table: StoredTable, query: ListQuery) -> dict[str, Any]:
        """The answer {records, offset?}. Raises the 422 for an unknown field or a bad offset."""
        by_key = _fields_by_key(table)
        wanted = None if query.fields is None else {_field(by_key, name)["id"] for name in query.fields}
        keys = [(_sortable(_field(by_key, key.field)), key.descending) for key in query.sort]
        digest = _digest(table, query)
        served, start = _parse_offset(query.offset, digest)
        size = query.page_size
        if query.max_records is not None:
            size = max(0, min(size, query.max_records - served))
        found = self._slice(table, keys, served, start, size + 1)
        answer: dict[str, Any] = {
            "records": [render(record, table, wanted, query.by_field_id) for record in found[:size]]
        }
        reached_limit = query.max_records is not None and served + size >= query.max_records
        if len(found) > size and not reached_limit:
            answer["offset"] = f"itr{digest}{ids.base62(served + size, 6)}/{found[size].id}"
        return answer

    def _slice(
        self, table: StoredTable, keys: list[tuple[dict[str, Any], bool]], served: int, start: str, limit: int
    ) -> list[StoredRecord]:
        if not keys:
            return self._store.page_by_id(table.id, start=start, limit=limit)
        return self._store.records(self._order(table, keys)[served : served + limit])

    def _order(self, table: StoredTable, keys: list[tuple[dict[str, Any], bool]]) -> list[str]:
        name = (table.id, table.version, tuple((field["id"], descending) for field, descending in keys))
        with self._lock:
            if (order := self._orders.get(name)) is not None:
                self._orders.move_to_end(name)
                return order
        order = self._store.sorted_ids(table.id, keys)
        with self._lock:
            self._orders[name] = order
            while len(self._orders) > _MAX_ORDERS:
                self._orders.popitem(last=False)
        return order


def render(
    record: StoredRecord, table: StoredTable, wanted: set[str] | None, by_field_id: bool
) -> dict[str, Any]:
    """The record as the API shows it: cells in the order of the schema, empty ones left out."""
    shown = {}
    for field in table.fields:
        value = record.cells.get(field["id"])
        if not _is_empty(value) and (wanted is None or field["id"] in wanted):
            shown[field["id"] if by_field_id else field["name"]] = value
    return {"id": record.id, "createdTime": record.created_time, "fields": shown}


def _is_empty(value: Any) -> bool:
    """What the API leaves out; a zero is shown."""
    return value is None or value is False or value in ("", [])


def _fields_by_key(table: StoredTable) -> dict[str, dict[str, Any]]:
    """Fields by name and by id; an id wins over a field that was given the same text as its name."""
    by_key = {field["name"]: field for field in table.fields}
    by_key.update({field["id"]: field for field in table.fields})
    return by_key


def _field(by_key: dict[str, dict[str, Any]], name: str) -> dict[str, Any]:
    if name not in by_key:
        raise errors.unknown_field(name)
    return by_key[name]


def _sortable(field: dict[str, Any]) -> dict[str, Any]:
    if field["type"] not in _ORDERED_TYPES:
        raise errors.unsupported(f"sorting by the field type {field['type']}")
    return field


def _digest(table: StoredTable, query: ListQuery) -> str:
    order = "\n".join(f"{key.descending}:{key.field}" for key in query.sort)
    return ids.digest(f"{table.id}\n{query.max_records}\n{order}", 8)


def _parse_offset(offset: str, digest: str) -> tuple[int, str]:
    """How many records were sent before this page, and the id of its first record."""
    if not offset:
        return 0, ""
    match = _OFFSET.fullmatch(offset)
    if match is None:
        raise errors.bad_offset(offset)
    if match[1] != digest:
        raise errors.lost_iterator()
    return ids.from_base62(match[2]), match[3]
