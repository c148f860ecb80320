"""A file of comma-separated values as wishes: each row makes a record or changes the one that has its key."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

from app import config
from app.actor import Actor, Role
from app.errors import InvalidInput
from app.tables._drafts import Draft, Wish, draft
from app.tables._exports import RECORD_ID, neutral
from app.tables._naming import folded, quoted
from app.tables._schema import find_field, open_table

DELIMITERS = ",;\t|"
# Enough of the file to tell which character parts its columns.
SNIFFED_CHARACTERS = 8_192
MAX_COLUMNS = 500
_RECORD = re.compile("rec[0-9A-Za-z]{14}")


def draft_csv(
    actor: Actor,
    base: str,
    table: str,
    data: bytes,
    *,
    key_fields: Sequence[str] = (),
    clears: bool = False,
) -> Draft:
    """The rows as upserts by the key fields, or by the column "Record id" of our exports. Needs editor.

    The first line names the fields. An empty cell leaves what is there; with `clears` it empties it. Values are read as
    a person would type them. Raises InvalidInput that names the line for a file that cannot be read, a column that is
    no field, a row without its key, and the same key twice; NotFound for base and table.
    """
    actor.require(Role.EDITOR)
    lines = _lines(data)
    header = _header(lines)
    by_id = not key_fields
    if by_id and RECORD_ID not in header:
        raise InvalidInput(
            "Nothing says which record a row belongs to.",
            what_to_do=f'Name the key fields, or add a column "{RECORD_ID}".',
            field="key_fields",
        )
    columns = [name for name in header if name != RECORD_ID]
    _, opened = open_table(actor, base, table, [*columns, *key_fields])
    ids = {name: find_field(opened, name).id for name in columns}
    keys = tuple(find_field(opened, name).id for name in key_fields)
    missing = next((name for name, key in zip(key_fields, keys, strict=True) if key not in ids.values()), "")
    if missing:
        raise InvalidInput(f'The file has no column "{quoted(missing)}".', field="key_fields")
    wishes: list[Wish] = []
    seen: dict[tuple[str, ...], int] = {}
    for number, row in _rows(lines, header):
        cells: dict[str, Any] = {ids[name]: _plain(row[name]) for name in columns if row[name].strip()}
        key = (row[RECORD_ID].strip(),) if by_id else tuple(folded(str(cells.get(each, ""))) for each in keys)
        _check_key(key, number, seen, may_be_empty=by_id)
        if clears:
            cells.update({ids[name]: None for name in columns if not row[name].strip()})
        wishes.append(_wish(opened.id, keys, key[0] if by_id else "", cells))
    if not wishes:
        raise InvalidInput("The file has no rows below its first line.", field="csv")
    return draft(actor, base, wishes)


def _wish(table_id: str, keys: tuple[str, ...], record_id: str, cells: dict[str, Any]) -> Wish:
    if keys:
        return Wish(kind="upsert", table=table_id, key_fields=keys, cells=cells)
    if record_id:
        return Wish(kind="update", table=table_id, record_id=record_id, cells=cells)
    return Wish(kind="create", table=table_id, cells=cells)


def _check_key(
    key: tuple[str, ...], number: int, seen: dict[tuple[str, ...], int], *, may_be_empty: bool
) -> None:
    if not any(key):
        if may_be_empty:
            return
        raise InvalidInput(
            f"Line {number} has no key.", what_to_do="Fill it in, or take the line out.", field="csv"
        )
    if may_be_empty and not _RECORD.fullmatch(key[0]):
        raise InvalidInput(f'Line {number}: "{quoted(key[0])}" is no id of a record.', field="csv")
    if key in seen:
        raise InvalidInput(
            f"Lines {seen[key]} and {number} have the same key.", what_to_do="Keep one of them.", field="csv"
        )
    seen[key] = number


def _lines(data: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _text(data)
    try:
        dialect: Any = csv.Sniffer().sniff(text[:SNIFFED_CHARACTERS].partition("\n")[0], DELIMITERS)
        delimiter = dialect.delimiter
    except csv.Error:
        delimiter = ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, row
    except csv.Error as exc:
        raise InvalidInput(f"Line {reader.line_num} cannot be read: {exc}.", field="csv") from exc


def _text(data: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or what older spreadsheets of the west write."""
    is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if is_wide else ["utf-8-sig", "cp1252"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise InvalidInput(
        "This is no text that can be read.", what_to_do="Save it as CSV in UTF-8.", field="csv"
    )


def _header(lines: Iterator[tuple[int, list[str]]]) -> list[str]:
    _, first = next(lines, (0, []))
    header = [_plain(name).strip() for name in first]
    while header and not header[-1]:
        header.pop()
    if not header:
        raise InvalidInput("The file is empty.", field="csv")
    if len(header) > MAX_COLUMNS:
        raise InvalidInput(f"The file has more than {MAX_COLUMNS} columns.", field="csv")
    for place, name in enumerate(header):
        if not name:
            raise InvalidInput(f"Column {place + 1} has no name.", field="csv")
        if folded(name) in map(folded, header[:place]):
            raise InvalidInput(f'Two columns are called "{quoted(name)}".', field="csv")
    return header


def _rows(lines: Iterator[tuple[int, list[str]]], header: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    most = config.limits().plan_records
    for count, (number, row) in enumerate(lines, start=1):
        if count > most:
            raise InvalidInput(
                f"The file has more than {most:,} rows.", what_to_do="Bring it in parts.", field="csv"
            )
        if any(cell.strip() for cell in row[len(header) :]):
            raise InvalidInput(f"Line {number} has more cells than the first line names.", field="csv")
        padded = [*row, *[""] * (len(header) - len(row))]
        yield number, dict(zip(header, padded, strict=False))


def _plain(text: str) -> str:
    """The text without the apostrophe that our exports put before what looks like a formula."""
    return text[1:] if text.startswith("'") and neutral(text[1:]) == text else text
