"""Lists the records of a table page by page, without loading the table.

A listing in the table's own order goes on from the record that its offset names, so that nothing is kept between
pages. A sorted one is worked out once, as a list of ids that the next pages read from; when that list is gone (a
restart, many other listings) it is worked out again and goes on at the record that the offset names.
"""

import re
import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection

from app.sandbox import cells, errors, ids
from app.sandbox.attachments import AttachmentLinks
from app.sandbox.derivation import Derivation, DerivedRow
from app.sandbox.formulas import InvalidFormula, Program, UnknownFields, parse
from app.sandbox.parameters import ListQuery
from app.sandbox.rendering import render
from app.sandbox.schema import Base, Field, Table, View
from app.sandbox.store import records as record_store
from app.sandbox.store.records import Record

# An offset names the listing (a digest of what was asked), the kept order, how many records were sent, and the record
# that comes next: the same offset always gives the same page.
_OFFSET = re.compile(r"itr([0-9A-Za-z]{5})([0-9A-Za-z]{4})([0-9A-Za-z]{5})/(rec[0-9A-Za-z]{14})")

# An id in a kept order takes about 75 bytes.
_MAX_KEPT_IDS = 1_000_000


@dataclass(frozen=True)
class _Plan:
    """What a query means for this table: rows that every program keeps, in the order of the keys."""

    table: Table
    programs: tuple[Program, ...]
    keys: tuple[tuple[Field, bool], ...]
    in_order_made: bool

    def portions(
        self, connection: Connection, *, start: str | int = "", first: int = 1000
    ) -> Iterator[list[Record]]:
        """The records to look at, from one on, in the table's order: all, or those that a formula asks for by id."""
        asked = [program.record_ids for program in self.programs if program.record_ids is not None]
        if not asked:
            yield from record_store.scan(
                connection, self.table.id, in_order_made=self.in_order_made, start=start, first=first
            )
            return
        found = record_store.by_ids(connection, set.intersection(*map(set, asked)))
        mine = [record for record in found.values() if record.table_id == self.table.id]
        yield sorted(
            (record for record in mine if start == "" or self._place(record) >= start), key=self._place
        )

    def _place(self, record: Record) -> Any:
        return record.number if self.in_order_made else record.id

    def needed(self) -> list[Field]:
        """The fields that must be derived before rows can be kept or put in order."""
        read = {each for program in self.programs for each in program.field_ids}
        return [self.table.fields_by_id[each] for each in read] + [field for field, _ in self.keys]


@dataclass(frozen=True)
class _Place:
    """Where a page begins: how many records were sent, and which comes next ("": the first).

    order names the kept order of a sorted listing; in a view without one it is the number of the next record.
    """

    served: int
    order: str
    record_id: str

    def start(self, plan: _Plan) -> str | int:
        return ids.from_base62(self.order) if self.record_id and plan.in_order_made else self.record_id


class Listing:
    """Pages through tables; keeps the orders of sorted listings. Safe to use from several threads."""

    def __init__(self) -> None:
        self._orders: OrderedDict[str, list[str]] = OrderedDict()
        self._lock = threading.Lock()

    def page(
        self,
        connection: Connection,
        base: Base,
        table: Table,
        query: ListQuery,
        links: AttachmentLinks | None = None,
    ) -> tuple[list[Record], dict[str, Any]]:
        """The records of the page, and the answer {records, offset?}. Raises the 422 for what does not fit."""
        fields = None if query.fields is None else [find_field(table, name) for name in query.fields]
        plan = _plan(base, table, query)
        digest = _digest(table, query)
        place = _parse_offset(query.offset, digest)
        derivation = Derivation(connection, base, style=query.shape.style, links=links)
        size = query.page_size
        if query.max_records is not None:
            size = max(0, min(size, query.max_records - place.served))
        if plan.keys:
            found, following, order = self._sorted_page(connection, derivation, plan, place, size)
        else:
            found, following, order = _plain_page(connection, derivation, plan, place, size)
        answer: dict[str, Any] = {"records": render(derivation, table, found, query.shape, fields)}
        served = place.served + size
        if following and (query.max_records is None or served < query.max_records):
            answer["offset"] = f"itr{digest}{order}{ids.base62(served, 5)}/{following}"
        return found, answer

    def forget(self) -> None:
        """Loses all kept orders, as a restart does."""
        with self._lock:
            self._orders.clear()

    def _sorted_page(
        self, connection: Connection, derivation: Derivation, plan: _Plan, place: _Place, size: int
    ) -> tuple[list[Record], str, str]:
        with self._lock:
            order = self._orders.get(place.order)
            if order is not None:
                self._orders.move_to_end(place.order)
        key, start = place.order, place.served
        if order is None:
            order = _sorted_ids(connection, derivation, plan)
            key, start = self._keep(order, place.order), _start(order, place)
        some = order[start : start + size]
        found = record_store.by_ids(connection, some)
        following = order[start + size] if start + size < len(order) else ""
        return [found[each] for each in some if each in found], following, key

    def _keep(self, order: list[str], key: str) -> str:
        """Keeps an order under the key of the offset that asks for it again, or under a new one."""
        key = key or "".join(secrets.choice(ids.ALPHABET) for _ in range(4))
        with self._lock:
            self._orders[key] = order
            while len(self._orders) > 1 and sum(map(len, self._orders.values())) > _MAX_KEPT_IDS:
                self._orders.popitem(last=False)
        return key


def find_field(table: Table, name: str) -> Field:
    """The field of a parameter by name or id; the 422 for an unknown one."""
    field = table.field(name)
    if field is None:
        raise errors.unknown_field(name)
    return field


def filter_program(table: Table, formula: str) -> Program:
    """The formula bound to the table; Airtable's 422 for one that cannot be."""
    try:
        return parse(formula).bind([field.shown() for field in table.fields])
    except (InvalidFormula, UnknownFields) as error:
        raise errors.bad_filter(str(error)) from error


def _plan(base: Base, table: Table, query: ListQuery) -> _Plan:
    view = _view(base, table, query.view) if query.view else None
    sorts: Iterable[tuple[str, bool]] = [(key.field, key.descending) for key in query.sort]
    if view is not None and not query.sort:
        sorts = view.sorts
    formulas = ([view.formula] if view and view.formula else []) + ([query.formula] if query.formula else [])
    return _Plan(
        table=table,
        programs=tuple(filter_program(table, formula) for formula in formulas),
        keys=tuple((find_field(table, name), descending) for name, descending in sorts),
        in_order_made=view is not None,
    )


def _view(base: Base, table: Table, key: str) -> View:
    view = table.view(key)
    if view is not None:
        return view
    if any(each.id == key for other in base.tables for each in other.views):
        raise errors.view_of_another_table()
    raise errors.unknown_view(key, is_id=ids.is_id("viw", key))


def _plain_page(
    connection: Connection, derivation: Derivation, plan: _Plan, place: _Place, size: int
) -> tuple[list[Record], str, str]:
    """Reads on from the record of the offset until the page is full and the record after it is known."""
    found: list[Record] = []
    portions = plan.portions(connection, start=place.start(plan), first=size + 1)
    for record in _kept(derivation, plan, portions):
        if len(found) == size:
            return found, record.id, ids.base62(record.number, 4)
        found.append(record)
    return found, "", ""


def _sorted_ids(connection: Connection, derivation: Derivation, plan: _Plan) -> list[str]:
    """The ids of all kept records in the order of the keys; ties stay in the table's own order."""
    fields = [field for field, _ in plan.keys]
    rows: list[tuple[str, tuple[Any, ...]]] = []
    portions = plan.portions(connection)
    for record in _kept(derivation, plan, _named(derivation, plan, portions, fields)):
        keys = tuple(
            cells.order(field, derivation.value(field, record), derivation.style) for field in fields
        )
        rows.append((record.id, keys))
    for index in reversed(range(len(fields))):
        rows.sort(key=partial(_sort_key, index), reverse=plan.keys[index][1])
    return [record_id for record_id, _ in rows]


def _sort_key(index: int, row: tuple[str, tuple[Any, ...]]) -> Any:
    return row[1][index]


def _named(
    derivation: Derivation, plan: _Plan, portions: Iterator[list[Record]], fields: Sequence[Field]
) -> Iterator[list[Record]]:
    """The portions, with the names of linked records known where an order needs them."""
    for portion in portions:
        derivation.derive(plan.table, portion, fields)
        derivation.name_links(plan.table, portion, fields)
        yield portion


def _kept(derivation: Derivation, plan: _Plan, portions: Iterable[list[Record]]) -> Iterator[Record]:
    needed = plan.needed()
    for portion in portions:
        derivation.derive(plan.table, portion, needed)
        derivation.name_links(plan.table, portion, needed)
        for record in portion:
            row = DerivedRow(derivation, plan.table, record)
            if all(program.keeps(row, now=derivation.now) for program in plan.programs):
                yield record


def _start(order: list[str], place: _Place) -> int:
    """Where an order that was worked out again goes on; a 422 when the record is no longer in it."""
    if not place.record_id:
        return 0
    try:
        return order.index(place.record_id)
    except ValueError:
        raise errors.lost_iterator() from None


def _digest(table: Table, query: ListQuery) -> str:
    order = "\n".join(f"{key.descending}:{key.field}" for key in query.sort)
    return ids.digest(f"{table.id}\n{query.max_records}\n{query.view}\n{query.formula}\n{order}", 5)


def _parse_offset(offset: str, digest: str) -> _Place:
    if not offset:
        return _Place(0, "", "")
    match = _OFFSET.fullmatch(offset)
    if match is None:
        raise errors.bad_offset(offset)
    if match[1] != digest:
        raise errors.lost_iterator()
    return _Place(ids.from_base62(match[3]), match[2], match[4])


def comment_counts(answer: dict[str, Any], counts: Mapping[str, int]) -> None:
    """Puts the number of comments into the records that have any."""
    for record in answer["records"]:
        if count := counts.get(record["id"]):
            record["commentCount"] = count
