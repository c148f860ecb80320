"""Takes records out as CSV, XLSX or JSON, a thousand at a time, so that memory does not grow with the table."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from app.actor import Actor
from app.airtable import Field, Record, kind_of
from app.tables._listing import Found, Listing, Question, open_listing
from app.tables._record_shapes import Freshness, Sort
from app.tables._shapes import Filter
from app.tables._show import freshness, plain_of, text_of
from app.tables._spreadsheet import Value, spreadsheet

Format = Literal["csv", "xlsx", "json"]
MEDIA_TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
RECORD_ID = "Record id"
RECORDS_AT_ONCE = 1_000
# A spreadsheet that opens a CSV file takes a text that begins so for a formula, which can call out and run programs.
# Some look behind spaces and quotes, and some take the wide forms of the signs for the signs.
_LIKE_A_FORMULA = re.compile(r"[\s'\"]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")


@dataclass(frozen=True)
class Export:
    """The bytes of a file, made while they are taken, once; and where its records are read and as of when they hold."""

    pieces: Iterator[bytes]
    freshness: Freshness

    def __iter__(self) -> Iterator[bytes]:
        return self.pieces


def export_records(
    actor: Actor,
    base: str,
    table: str,
    *,
    file_format: Format,
    where: Filter | None = None,
    sort: Sequence[Sort] = (),
    fields: Sequence[str] | None = None,
    search: str = "",
    view: str = "",
    time_zone: str = "UTC",
) -> Export:
    """The records that pass, as the bytes of a file, read while they are taken. Needs viewer.

    CSV has a byte order mark, so that spreadsheets know its letters, and a text that they would take for a formula has
    an apostrophe before it. XLSX keeps numbers as numbers and every text as a text. JSON is a list of objects with
    id, createdTime and fields by name. Raises as list_records, before the first byte; what happens later cuts it off.
    """
    question = Question(
        where=where,
        sort=tuple(sort),
        fields=None if fields is None else tuple(fields),
        search=search,
        view=view,
        time_zone=time_zone,
    )
    listing = open_listing(actor, base, table, question)
    return Export(_file(listing, file_format), freshness(listing.reading))


def neutral(text: str) -> str:
    """The text with an apostrophe before it when a spreadsheet would take it for a formula."""
    return f"'{text}" if _LIKE_A_FORMULA.match(text) else text


def _file(listing: Listing, file_format: Format) -> Iterator[bytes]:
    match file_format:
        case "csv":
            return _csv(listing)
        case "xlsx":
            return spreadsheet(listing.table.name, _table(listing))
        case "json":
            return _json(listing)


def _records(listing: Listing) -> Iterator[Found]:
    cursor = ""
    while True:
        found = listing.page(cursor, RECORDS_AT_ONCE, with_total=False)
        yield found
        cursor = found.next_cursor
        if not cursor:
            return
        listing = listing.renewed()


def _csv(listing: Listing) -> Iterator[bytes]:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([RECORD_ID, *(neutral(field.name) for field in listing.shown)])
    yield b"\xef\xbb\xbf"
    for found in _records(listing):
        for record, _ in found.records:
            cells = (_value(field, record, found.names) for field in listing.shown)
            writer.writerow([record.id, *map(_as_text, cells)])
        yield out.getvalue().encode("utf-8", "replace")
        out.seek(0)
        out.truncate()


def _as_text(value: Value) -> str:
    """A number as plain digits, which need no apostrophe; a text without what a spreadsheet would run."""
    return f"{value:f}" if isinstance(value, Decimal) else neutral(value or "")


def _table(listing: Listing) -> Iterator[Sequence[Value]]:
    yield [RECORD_ID, *(field.name for field in listing.shown)]
    for found in _records(listing):
        for record, _ in found.records:
            yield [record.id, *(_value(field, record, found.names) for field in listing.shown)]


def _value(field: Field, record: Record, names: Mapping[str, str]) -> Value:
    raw = record.cells.get(field.id)
    if raw is None:
        return None
    kind = kind_of(field)
    value = kind.read(field, raw)
    match kind.family:
        case "number":
            number: Decimal | None = value
            return number
        case "date" | "datetime":
            return None if value is None else str(value.isoformat())
        case _:
            return text_of(field, raw, names) or None


def _json(listing: Listing) -> Iterator[bytes]:
    begin = "[\n"
    for found in _records(listing):
        parts = [
            json.dumps(_plain(listing, record, found.names), ensure_ascii=False)
            for record, _ in found.records
        ]
        if parts:
            yield (begin + ",\n".join(parts)).encode("utf-8", "replace")
            begin = ",\n"
    yield b"\n]\n" if begin != "[\n" else b"[]\n"


def _plain(listing: Listing, record: Record, names: Mapping[str, str]) -> dict[str, Any]:
    cells = {field.name: plain_of(field, record.cells.get(field.id), names) for field in listing.shown}
    created = record.created_at.isoformat().replace("+00:00", "Z")
    filled = {name: value for name, value in cells.items() if value is not None}
    return {"id": record.id, "createdTime": created, "fields": filled}
