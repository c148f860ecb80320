"""Writes an XLSX file row by row without holding it: one sheet, texts in the cells, numbers as numbers.

A workbook is a zip of a few XML files. Texts are written as inline strings, so that a spreadsheet never takes one for
a formula.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from xml.sax.saxutils import escape

Value = str | Decimal | None
MAX_ROWS = 1_048_576
MAX_CELL_CHARACTERS = 32_767
ROWS_AT_ONCE = 500
# XML 1.0 has no place for most control characters; spreadsheets write them as _x0007_, and so an underscore that
# would begin such a mark is written as _x005F_.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MARK = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


def spreadsheet(title: str, rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """The bytes of a workbook with one sheet of that name, as the rows come; at most 1,048,576 of them are written."""
    out = _Drain()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in {**_PARTS, "xl/workbook.xml": _workbook(title)}.items():
            archive.writestr(_entry(name), _HEAD + body)
        yield out.take()
        with archive.open(_entry("xl/worksheets/sheet1.xml"), "w", force_zip64=True) as sheet:
            sheet.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            for number, row in enumerate(rows, start=1):
                if number > MAX_ROWS:
                    break
                sheet.write(_row(row))
                if number % ROWS_AT_ONCE == 0:
                    yield out.take()
            sheet.write(b"</sheetData></worksheet>")
    yield out.take()


class _Drain(io.RawIOBase):
    """A file that only grows and is emptied from the front, so that a zip can be sent while it is written."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        part = bytes(memoryview(data))  # type: ignore[arg-type]
        self._parts.append(part)
        return len(part)

    def take(self) -> bytes:
        """What was written since the last time."""
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


def _entry(name: str) -> zipfile.ZipInfo:
    """A file of the zip without the time, so that the same rows make the same bytes."""
    made = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
    made.compress_type = zipfile.ZIP_DEFLATED
    return made


def _workbook(title: str) -> str:
    # A sheet's name has at most 31 characters and none of these.
    name = re.sub(r"[\[\]:*?/\\]", " ", title).strip("' ")[:31] or "Records"
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name="{escape(_printable(name), {chr(34): "&quot;"})}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _row(values: Sequence[Value]) -> bytes:
    return f"<row>{''.join(map(_cell, values))}</row>".encode()


def _cell(value: Value) -> str:
    if value is None:
        return "<c/>"
    if isinstance(value, Decimal):
        return f"<c><v>{value:f}</v></c>"
    text = escape(_printable(value[:MAX_CELL_CHARACTERS]))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _printable(text: str) -> str:
    marked = _MARK.sub("_x005F_", text)
    return _UNPRINTABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", marked)
